/** One signal of a recording → segments, window by window. It can be cut off between two windows. */

import type { Segment, Word } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { conditionedReader, GainLog, type Listening, type SoundReaders } from "./condition-sound.ts";
import { Progress } from "./count-progress.ts";
import { SegmentCutter, type SegmentCutterState } from "./cut-segments.ts";
import { placeOfSpan, type SpanPlace, type SpeechSpan, spanAt } from "./find-spans.ts";
import { hashSamples, restoreSamples } from "./restore-samples.ts";
import { sampleRate } from "./sample-rate.ts";
import type { RaisedSpeech } from "./speech-notes.ts";
import { SpeechSpans, type SpeechSpansState } from "./speech-spans.ts";
import type { TranscriberOptions } from "./transcriber.ts";
import { type VoiceActivity, voiceFrameSamples } from "./voice-activity.ts";
import type { ReadSpeech } from "./voice-frames.ts";
import type { RecordingRecogniser, WindowRecogniser } from "./window-recogniser.ts";
import { WindowPacker } from "./windows.ts";

/** All that is needed to go on, as JSON; the samples are in the file. */
export type ChannelState = {
  recogniser: unknown;
  spans: SpeechSpansState;
  waiting: SpanPlace[];
  doneSamples: number;
  cutter: SegmentCutterState;
  lastEndMs: number;
  raised: RaisedSpeech;
  samplesSha256: string;
};

/** What is left to know of a channel that is complete. */
export type EndedChannel = Pick<ChannelState, "doneSamples" | "raised">;

/** Below this nobody need be told: the recording is somewhat quiet. */
const notableGainDb = 20;

export type ChannelDeps = SoundReaders & { recogniser: WindowRecogniser; voiceActivity: VoiceActivity };

type ChannelOptions = Pick<TranscriberOptions, "language" | "allowedLanguages" | "signal" | "onProgress"> & {
  path: string;
  listening: Listening;
};

/** Everything that changes while a signal is recognised. */
type Parts = {
  recording: RecordingRecogniser;
  spans: SpeechSpans;
  packer: WindowPacker;
  progress: Progress;
  cutter: SegmentCutter;
  lastEndMs: number;
  raised: RaisedSpeech;
  /** What `spans` has not read yet. */
  sound: AsyncIterable<Float32Array>;
};

export class ChannelRecognition {
  readonly #parts: Parts;
  readonly #gains: GainLog;
  readonly #channel: number | null;
  readonly #signal: AbortSignal | undefined;
  /** Segments that are complete and not handed out yet. */
  #complete: Segment[] = [];

  private constructor(parts: Parts, gains: GainLog, { listening, signal }: ChannelOptions) {
    this.#parts = parts;
    this.#gains = gains;
    this.#channel = channelOf(listening);
    this.#signal = signal;
  }

  /** @param earlier what is known of a channel that was completed in an earlier run and is not recognised again */
  static begin(deps: ChannelDeps, options: ChannelOptions, earlier?: EndedChannel): ChannelRecognition {
    const { language, allowedLanguages, signal, onProgress, path } = options;
    const gains = new GainLog();
    const read = conditionedReader(deps, options.listening, gains);
    const parts: Parts = {
      recording: deps.recogniser.begin({ language, allowedLanguages }),
      spans: new SpeechSpans(deps.voiceActivity),
      packer: new WindowPacker(deps.recogniser.maxWindowSamples),
      progress: new Progress(onProgress, { done: earlier?.doneSamples ?? 0, waiting: 0 }),
      cutter: new SegmentCutter(),
      lastEndMs: 0,
      raised: earlier?.raised ?? { seconds: 0, maxDb: 0 },
      sound: read(path, { signal }),
    };
    return new ChannelRecognition(parts, gains, options);
  }

  /** Goes on where `state` was taken. @throws ArchiveError `checkpoint-unusable` when the file is another one now */
  static async goOn(
    deps: ChannelDeps,
    options: ChannelOptions,
    state: ChannelState,
  ): Promise<ChannelRecognition> {
    const { language, allowedLanguages, signal, onProgress, path } = options;
    const gains = new GainLog();
    const restore = (samplesOf: (from: number, to: number) => Float32Array) => ({
      spans: SpeechSpans.restore(deps.voiceActivity, state.spans, samplesOf),
      waiting: state.waiting.map((place) => spanAt(place, samplesOf)),
    });
    const read: ReadSpeech = conditionedReader(deps, options.listening, gains);
    const sound = await restoreSamples(read, path, {
      spans: state.spans,
      waiting: state.waiting,
      isSame: (samplesOf) => hashOfSound(restore(samplesOf)) === state.samplesSha256,
      signal,
    });
    if (!sound) throw archiveError("checkpoint-unusable", { path });
    const { spans, waiting } = restore(sound.samplesOf);
    const parts: Parts = {
      recording: deps.recogniser.begin({ language, allowedLanguages, state: state.recogniser }),
      spans,
      packer: new WindowPacker(deps.recogniser.maxWindowSamples, waiting),
      progress: new Progress(onProgress, { done: state.doneSamples, waiting: waiting.length }),
      cutter: new SegmentCutter(state.cutter),
      lastEndMs: state.lastEndMs,
      raised: { ...state.raised },
      sound: sound.rest,
    };
    return new ChannelRecognition(parts, gains, options);
  }

  /** Seconds that are done: silence as soon as it is read, speech when its window is recognised. */
  get doneSeconds(): number {
    return this.#parts.progress.doneSamples / sampleRate;
  }

  /** No segment that is still to come starts before. */
  get doneUntilMs(): number {
    const next = this.#complete[0] ?? this.#parts.cutter.state().words[0];
    return next?.startMs ?? this.doneSeconds * 1000;
  }

  get raised(): RaisedSpeech {
    return this.#parts.raised;
  }

  /** Segments as soon as they are complete; undefined after each window: then a state can be taken. */
  async *recognise(): AsyncGenerator<Segment | undefined> {
    const parts = this.#parts;
    const { recording, spans, packer, progress, cutter } = parts;
    const signal = this.#signal;
    const onRead = (samples: number) => progress.read(samples);
    const counted = progress.countSpans(this.#noteGain(spans.read(parts.sound, { signal, onRead })));
    for await (const window of packer.pack(counted)) {
      for (const { words, language: spoken } of await recording.recognise(window, signal)) {
        const ordered = words.map(({ text, startMs, endMs, confidence, timing }): Word => {
          const start = Math.max(startMs, parts.lastEndMs);
          parts.lastEndMs = Math.max(endMs, start + 1);
          return { text, startMs: start, endMs: parts.lastEndMs, confidence, timing };
        });
        yield* this.#handOut(cutter.push(ordered, spoken));
      }
      progress.done(window);
      yield undefined;
    }
    yield* this.#handOut(cutter.end());
    progress.end();
  }

  /** What is left to know when it is complete. */
  ended(): EndedChannel {
    return { doneSamples: this.#parts.progress.doneSamples, raised: this.#parts.raised };
  }

  /** Undefined when all of the sound has been read: there is little left to do. */
  state(): ChannelState | undefined {
    const { recording, spans, packer, progress, cutter, lastEndMs, raised } = this.#parts;
    const spansState = spans.state();
    if (!spansState) return undefined;
    return {
      recogniser: recording.state(),
      spans: spansState,
      waiting: packer.waiting.map(placeOfSpan),
      doneSamples: progress.doneSamples,
      cutter: cutter.state(),
      lastEndMs,
      raised: { ...raised },
      samplesSha256: hashOfSound({ spans, waiting: packer.waiting }),
    };
  }

  *#handOut(segments: readonly Segment[]): Generator<Segment> {
    this.#complete = [...segments];
    for (let next = this.#complete.shift(); next; next = this.#complete.shift())
      yield { ...next, channel: this.#channel };
  }

  async *#noteGain(spans: AsyncIterable<SpeechSpan>): AsyncGenerator<SpeechSpan> {
    const { raised } = this.#parts;
    for await (const span of spans) {
      const [from, to] = [span.voiceStart, span.voiceEnd].map((at) => at / voiceFrameSamples);
      const gainDb = this.#gains.mean(from!, to!);
      if (gainDb > notableGainDb) {
        raised.seconds += (span.voiceEnd - span.voiceStart) / sampleRate;
        raised.maxDb = Math.max(raised.maxDb, gainDb);
      }
      yield span;
    }
  }
}

function channelOf(listening: Listening): number | null {
  if (listening.use === "channel") return listening.channel + 1;
  if (listening.use === "left") return 1;
  return listening.use === "right" ? 2 : null;
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
