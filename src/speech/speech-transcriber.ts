/** Any speech model as a `Transcriber`: finds the speech, packs it into windows, keeps the words in order, cuts segments. */

import type { Segment, Word } from "../domain.ts";
import { archiveError, cancelledError, isArchiveError, throwIfCancelled } from "../errors.ts";
import { Progress } from "./count-progress.ts";
import { SegmentCutter, type SegmentCutterState } from "./cut-segments.ts";
import { placeOfSpan, type SpanPlace, spanAt } from "./find-spans.ts";
import { hashSamples, restoreSamples } from "./restore-samples.ts";
import { sampleRate } from "./sample-rate.ts";
import { SpeechSpans, type SpeechSpansState } from "./speech-spans.ts";
import type { RecognitionCheckpoint, Transcriber, TranscriberOptions } from "./transcriber.ts";
import type { VoiceActivity } from "./voice-activity.ts";
import type { ReadSpeech } from "./voice-frames.ts";
import type { RecordingRecogniser, WindowRecogniser } from "./window-recogniser.ts";
import { WindowPacker } from "./windows.ts";

/** The recognition of one recording, between two windows. */
type Run = {
  recording: RecordingRecogniser;
  spans: SpeechSpans;
  packer: WindowPacker;
  progress: Progress;
  cutter: SegmentCutter;
  lastEndMs: number;
  /** What `spans` has not read yet. */
  sound: AsyncIterable<Float32Array>;
};

/** The same as JSON; the samples are in the file. */
type RunState = {
  recogniser: unknown;
  spans: SpeechSpansState;
  waiting: SpanPlace[];
  doneSamples: number;
  cutter: SegmentCutterState;
  lastEndMs: number;
  samplesSha256: string;
};

/** Holds two networks, the recogniser's and that of voice activity. Transcribe one recording at a time: they share the cores. */
export class SpeechTranscriber implements Transcriber {
  readonly engine: string;
  readonly model: string;
  readonly #recogniser: WindowRecogniser;
  readonly #voiceActivity: VoiceActivity;
  readonly #readSpeech: ReadSpeech;
  /** Freeing a session twice throws. */
  #closing: Promise<void> | undefined;

  constructor(recogniser: WindowRecogniser, voiceActivity: VoiceActivity, readSpeech: ReadSpeech) {
    this.engine = recogniser.engine;
    this.model = recogniser.model;
    this.#recogniser = recogniser;
    this.#voiceActivity = voiceActivity;
    this.#readSpeech = readSpeech;
  }

  async *transcribe(path: string, options: TranscriberOptions): AsyncGenerator<Segment> {
    const { signal, resume, onCheckpoint } = options;
    throwIfCancelled(signal, "transcription");
    try {
      const run = resume ? await this.#goOn(path, options, resume) : this.#begin(path, options);
      const { recording, spans, packer, progress, cutter } = run;
      const onRead = (samples: number) => progress.read(samples);
      const counted = progress.countSpans(spans.read(run.sound, { signal, onRead }));
      for await (const window of packer.pack(counted)) {
        for (const { words, language: spoken } of await recording.recognise(window, signal)) {
          const ordered = words.map(({ text, startMs, endMs, confidence, timing }): Word => {
            const start = Math.max(startMs, run.lastEndMs);
            run.lastEndMs = Math.max(endMs, start + 1);
            return { text, startMs: start, endMs: run.lastEndMs, confidence, timing };
          });
          yield* cutter.push(ordered, spoken);
        }
        progress.done(window);
        const checkpoint = onCheckpoint && describeRun(run);
        if (checkpoint) onCheckpoint(checkpoint);
      }
      yield* cutter.end();
      progress.end();
    } catch (error) {
      throw asArchiveError(error, path, signal);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #begin(path: string, { language, allowedLanguages, signal, onProgress }: TranscriberOptions): Run {
    return {
      recording: this.#recogniser.begin({ language, allowedLanguages }),
      spans: new SpeechSpans(this.#voiceActivity),
      packer: new WindowPacker(this.#recogniser.maxWindowSamples),
      progress: new Progress(onProgress),
      cutter: new SegmentCutter(),
      lastEndMs: 0,
      sound: this.#readSpeech(path, { signal }),
    };
  }

  async #goOn(
    path: string,
    { language, allowedLanguages, signal, onProgress }: TranscriberOptions,
    checkpoint: RecognitionCheckpoint,
  ): Promise<Run> {
    const state = checkpoint.state as RunState;
    const restore = (samplesOf: (from: number, to: number) => Float32Array) => ({
      spans: SpeechSpans.restore(this.#voiceActivity, state.spans, samplesOf),
      waiting: state.waiting.map((place) => spanAt(place, samplesOf)),
    });
    const sound = await restoreSamples(this.#readSpeech, path, {
      spans: state.spans,
      waiting: state.waiting,
      isSame: (samplesOf) => hashOfSound(restore(samplesOf)) === state.samplesSha256,
      signal,
    });
    if (!sound) throw archiveError("checkpoint-unusable", { path });
    const { spans, waiting } = restore(sound.samplesOf);
    return {
      recording: this.#recogniser.begin({ language, allowedLanguages, state: state.recogniser }),
      spans,
      packer: new WindowPacker(this.#recogniser.maxWindowSamples, waiting),
      progress: new Progress(onProgress, { done: state.doneSamples, waiting: waiting.length }),
      cutter: new SegmentCutter(state.cutter),
      lastEndMs: state.lastEndMs,
      sound: sound.rest,
    };
  }

  async #release(): Promise<void> {
    await this.#recogniser.close();
    await this.#voiceActivity.close();
  }
}

/** Undefined when all of the sound has been read: there is little left to do, and nothing to go on with. */
function describeRun(run: Run): RecognitionCheckpoint | undefined {
  const { recording, spans, packer, progress, cutter, lastEndMs } = run;
  const spansState = spans.state();
  if (!spansState) return undefined;
  const state: RunState = {
    recogniser: recording.state(),
    spans: spansState,
    waiting: packer.waiting.map(placeOfSpan),
    doneSamples: progress.doneSamples,
    cutter: cutter.state(),
    lastEndMs,
    samplesSha256: hashOfSound({ spans, waiting: packer.waiting }),
  };
  return { doneSeconds: progress.doneSamples / sampleRate, state };
}

function hashOfSound({
  spans,
  waiting,
}: {
  spans: SpeechSpans;
  waiting: readonly { samples: Float32Array }[];
}): string {
  return hashSamples([...spans.heldSamples(), ...waiting.map(({ samples }) => samples)]);
}

function asArchiveError(error: unknown, path: string, signal: AbortSignal | undefined): unknown {
  if (isArchiveError(error)) return error;
  if (signal?.aborted) return cancelledError("transcription");
  if (error instanceof TypeError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return archiveError("recognition-failed", { path, why }, { cause: error });
}
