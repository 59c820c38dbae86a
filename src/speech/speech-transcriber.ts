/** Any speech model as a `Transcriber`: finds the speech, packs it into windows, keeps the words in order, cuts segments. */

import type { Segment, Word } from "../domain.ts";
import { archiveError, cancelledError, isArchiveError, throwIfCancelled } from "../errors.ts";
import { Progress } from "./count-progress.ts";
import { SegmentCutter } from "./cut-segments.ts";
import { speechSpans } from "./speech-spans.ts";
import type { Transcriber, TranscriberOptions } from "./transcriber.ts";
import type { VoiceActivity } from "./voice-activity.ts";
import type { WindowRecogniser } from "./window-recogniser.ts";
import { packWindows } from "./windows.ts";

/** Opens an audio file as a stream of 16 kHz mono samples, in chunks of any size. */
export type ReadSpeech = (
  path: string,
  options: { signal?: AbortSignal | undefined },
) => AsyncIterable<Float32Array>;

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
    const { language, allowedLanguages, signal } = options;
    throwIfCancelled(signal, "transcription");
    const recording = this.#recogniser.begin({ language, allowedLanguages });
    const progress = new Progress(options.onProgress);
    const cutter = new SegmentCutter();
    try {
      const sound = this.#readSpeech(path, { signal });
      const spans = progress.countSpans(
        speechSpans(sound, this.#voiceActivity, { signal, onRead: (samples) => progress.read(samples) }),
      );
      let lastEndMs = 0;
      for await (const window of packWindows(spans, this.#recogniser.maxWindowSamples)) {
        for (const { words, language: spoken } of await recording.recognise(window, signal)) {
          const ordered = words.map(({ text, startMs, endMs, confidence, timing }): Word => {
            const start = Math.max(startMs, lastEndMs);
            lastEndMs = Math.max(endMs, start + 1);
            return { text, startMs: start, endMs: lastEndMs, confidence, timing };
          });
          yield* cutter.push(ordered, spoken);
        }
        progress.done(window);
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

  async #release(): Promise<void> {
    await this.#recogniser.close();
    await this.#voiceActivity.close();
  }
}

function asArchiveError(error: unknown, path: string, signal: AbortSignal | undefined): unknown {
  if (isArchiveError(error)) return error;
  if (signal?.aborted) return cancelledError("transcription");
  if (error instanceof TypeError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return archiveError("recognition-failed", { path, why }, { cause: error });
}
