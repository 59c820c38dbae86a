/** Whisper as a `Transcriber`: sound in, segments of timed words out while it works. */

import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import type { Segment, Word } from "../../domain.ts";
import {
  archiveError,
  cancelledError,
  fromSystemError,
  isArchiveError,
  throwIfCancelled,
} from "../../errors.ts";
import { SegmentCutter } from "../cut-segments.ts";
import { type SpeechSpan, speechSpans } from "../speech-spans.ts";
import type { Transcriber, TranscriberOptions } from "../transcriber.ts";
import { VoiceActivity } from "../voice-activity.ts";
import { packWindows, type SpeechWindow } from "../windows.ts";
import { getLanguageId, LanguageDetector } from "./detect-language.ts";
import { sampleRate } from "./log-mel.ts";
import { type RecogniseOptions, recogniseWindow } from "./recognise-window.ts";
import { WhisperModel } from "./whisper-model.ts";

/** Opens an audio file as a stream of 16 kHz mono samples, in chunks of any size. */
type ReadSpeech = (
  path: string,
  options: { signal?: AbortSignal | undefined },
) => AsyncIterable<Float32Array>;

type WhisperOptions = {
  /** Folder of a Whisper of any size in the `*_timestamped` layout of transformers.js. */
  modelFolder: string;
  /** Silero's network, 16 kHz. */
  vadModelPath: string;
  readSpeech: ReadSpeech;
  /** CPU cores to use; default: all. */
  threads?: number | undefined;
};

/**
 * Loads the weights.
 * @throws ArchiveError `model-missing` when a file of the model is not there, `engine-failed` when it cannot be loaded
 */
export async function createWhisperTranscriber({
  modelFolder,
  vadModelPath,
  readSpeech,
  threads,
}: WhisperOptions): Promise<WhisperTranscriber> {
  const files = ["config.json", "tokenizer.json", "encoder_model.onnx", "decoder_model_merged.onnx"];
  for (const path of [...files.map((name) => join(modelFolder, name)), vadModelPath])
    await assertExists(path);
  try {
    const model = await WhisperModel.load(modelFolder, threads ?? availableParallelism());
    return new WhisperTranscriber(
      basename(modelFolder),
      model,
      await VoiceActivity.load(vadModelPath),
      readSpeech,
    );
  } catch (error) {
    if (isArchiveError(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw archiveError("speech-model-unusable", { path: modelFolder, why }, { cause: error });
  }
}

async function assertExists(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    const known = fromSystemError(error, path);
    throw isArchiveError(known, "not-found")
      ? archiveError("model-file-missing", { path }, { cause: error })
      : known;
  }
}

/** Holds the two networks. Transcribe one recording at a time: they share the cores. */
export class WhisperTranscriber implements Transcriber {
  readonly engine = "whisper";
  readonly model: string;
  readonly #whisper: WhisperModel;
  readonly #voiceActivity: VoiceActivity;
  readonly #readSpeech: ReadSpeech;
  /** Freeing a session twice throws. */
  #closing: Promise<void> | undefined;

  constructor(model: string, whisper: WhisperModel, voiceActivity: VoiceActivity, readSpeech: ReadSpeech) {
    this.model = model;
    this.#whisper = whisper;
    this.#voiceActivity = voiceActivity;
    this.#readSpeech = readSpeech;
  }

  async *transcribe(path: string, options: TranscriberOptions): AsyncGenerator<Segment> {
    const { signal } = options;
    throwIfCancelled(signal, "transcription");
    const chooseLanguage = this.#languageChooser(options);
    const progress = new Progress(options.onProgress);
    const cutter = new SegmentCutter();
    try {
      const sound = this.#readSpeech(path, { signal });
      const spans = progress.countSpans(
        speechSpans(sound, this.#voiceActivity, { signal, onRead: (samples) => progress.read(samples) }),
      );
      let lastEndMs = 0;
      for await (const window of packWindows(spans)) {
        for (const { words, language } of await recogniseWindow(this.#whisper, window, {
          chooseLanguage,
          signal,
        })) {
          const ordered = words.map(({ text, startMs, endMs, confidence, timing }): Word => {
            const start = Math.max(startMs, lastEndMs);
            lastEndMs = Math.max(endMs, start + 1);
            return { text, startMs: start, endMs: lastEndMs, confidence, timing };
          });
          yield* cutter.push(ordered, language);
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

  async #release(): Promise<void> {
    await this.#whisper.close();
    await this.#voiceActivity.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #languageChooser({ language, allowedLanguages }: TranscriberOptions): RecogniseOptions["chooseLanguage"] {
    if (language !== undefined) {
      getLanguageId(this.#whisper.facts, language);
      return () => ({ language, isConfident: true });
    }
    const detector = new LanguageDetector(this.#whisper.facts, allowedLanguages);
    return (logits, { sampleCount }) => detector.decide(logits, sampleCount / sampleRate);
  }
}

function asArchiveError(error: unknown, path: string, signal: AbortSignal | undefined): unknown {
  if (isArchiveError(error)) return error;
  if (signal?.aborted) return cancelledError("transcription");
  if (error instanceof TypeError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return archiveError("recognition-failed", { path, why }, { cause: error });
}

/** Counts the seconds that are done: silence as soon as it is read, speech when its window is recognised. */
class Progress {
  readonly #report: ((doneSeconds: number) => void) | undefined;
  #waiting = 0;
  #read = 0;
  #done = 0;

  constructor(report: ((doneSeconds: number) => void) | undefined) {
    this.#report = report;
  }

  read(samples: number): void {
    this.#read = samples;
    // The last half minute may hold speech that is not in a span yet.
    if (this.#waiting === 0) this.#advance(samples - 30 * sampleRate);
  }

  async *countSpans(spans: AsyncIterable<SpeechSpan>): AsyncGenerator<SpeechSpan> {
    for await (const span of spans) {
      this.#waiting++;
      yield span;
    }
  }

  done({ spans }: SpeechWindow): void {
    this.#waiting -= spans.length;
    const last = spans.at(-1) as SpeechSpan;
    this.#advance(last.start + last.samples.length);
  }

  end(): void {
    this.#advance(this.#read);
  }

  #advance(samples: number): void {
    if (samples <= this.#done) return;
    this.#done = samples;
    this.#report?.(samples / sampleRate);
  }
}
