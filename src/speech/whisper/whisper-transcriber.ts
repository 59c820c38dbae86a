/** Whisper behind the `Transcriber` interface: sound in, segments of timed words out, while it works. */

import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import type { Segment, Word } from "../../domain.ts";
import { ArchiveError, cancelledError, isArchiveError, throwIfCancelled } from "../../errors.ts";
import { SegmentCutter } from "../cut-segments.ts";
import { type SpeechPiece, speechPieces } from "../speech-pieces.ts";
import type { TranscribeOptions, Transcriber } from "../transcriber.ts";
import { VoiceActivity } from "../voice-activity.ts";
import { packWindows, type SpeechWindow } from "../windows.ts";
import { getLanguageId, LanguageDetector } from "./detect-language.ts";
import { sampleRate } from "./log-mel.ts";
import { type RecogniseOptions, recogniseWindow } from "./recognise-window.ts";
import { WhisperModel } from "./whisper-model.ts";

/** Opens an audio file as a stream of 16 kHz mono samples, in chunks of any size. */
export type ReadSpeech = (
  path: string,
  options: { signal?: AbortSignal | undefined },
) => AsyncIterable<Float32Array>;

export type WhisperOptions = {
  /** Folder of a Whisper of any size in the `*_timestamped` layout of transformers.js. */
  modelFolder: string;
  /** Silero's network, 16 kHz. */
  vadModelPath: string;
  readSpeech: ReadSpeech;
  /** Cores one calculation may use; all of them when absent. */
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
  for (const path of [...files.map((name) => join(modelFolder, name)), vadModelPath]) await mustExist(path);
  try {
    const model = await WhisperModel.load(modelFolder, threads ?? availableParallelism());
    return new WhisperTranscriber(
      basename(modelFolder),
      model,
      await VoiceActivity.load(vadModelPath),
      readSpeech,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ArchiveError(
      "engine-failed",
      `${modelFolder}: the speech model cannot be loaded: ${why}`,
      "install the model again",
      { cause: error },
    );
  }
}

async function mustExist(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new ArchiveError(
      "model-missing",
      `${path}: a file of the speech model is missing`,
      "install the model again",
      { cause: error },
    );
  }
}

/** Holds the two networks. One recording at a time: they share the cores. */
export class WhisperTranscriber implements Transcriber {
  readonly engine = "whisper";
  readonly model: string;
  readonly #whisper: WhisperModel;
  readonly #voiceActivity: VoiceActivity;
  readonly #readSpeech: ReadSpeech;

  constructor(model: string, whisper: WhisperModel, voiceActivity: VoiceActivity, readSpeech: ReadSpeech) {
    this.model = model;
    this.#whisper = whisper;
    this.#voiceActivity = voiceActivity;
    this.#readSpeech = readSpeech;
  }

  async *transcribe(path: string, options: TranscribeOptions): AsyncGenerator<Segment> {
    const { signal } = options;
    throwIfCancelled(signal, "transcription");
    const chooseLanguage = this.#languageChooser(options);
    const progress = new Progress(options.onProgress);
    const cutter = new SegmentCutter();
    try {
      const sound = this.#readSpeech(path, { signal });
      const pieces = progress.countPieces(
        speechPieces(sound, this.#voiceActivity, { signal, onHeard: (samples) => progress.heard(samples) }),
      );
      let lastEndMs = 0;
      for await (const window of packWindows(pieces)) {
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

  async close(): Promise<void> {
    await this.#whisper.close();
    await this.#voiceActivity.close();
  }

  #languageChooser({ language, allowedLanguages }: TranscribeOptions): RecogniseOptions["chooseLanguage"] {
    if (language !== undefined) {
      getLanguageId(this.#whisper.facts, language);
      return () => ({ language, isSure: true });
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
  return new ArchiveError(
    "engine-failed",
    `${path}: speech recognition failed: ${why}`,
    "try again; if it fails again, report it",
    { cause: error },
  );
}

/** Seconds of sound that are done: silence as soon as it is heard, speech when its window is recognised. */
class Progress {
  readonly #report: ((doneSeconds: number) => void) | undefined;
  #waiting = 0;
  #heard = 0;
  #done = 0;

  constructor(report: ((doneSeconds: number) => void) | undefined) {
    this.#report = report;
  }

  heard(samples: number): void {
    this.#heard = samples;
    // Half a minute behind the newest sound there may be speech that is not cut into a piece yet.
    if (this.#waiting === 0) this.#advance(samples - 30 * sampleRate);
  }

  async *countPieces(pieces: AsyncIterable<SpeechPiece>): AsyncGenerator<SpeechPiece> {
    for await (const piece of pieces) {
      this.#waiting++;
      yield piece;
    }
  }

  done({ pieces }: SpeechWindow): void {
    this.#waiting -= pieces.length;
    const last = pieces.at(-1) as SpeechPiece;
    this.#advance(last.start + last.samples.length);
  }

  end(): void {
    this.#advance(this.#heard);
  }

  #advance(samples: number): void {
    if (samples <= this.#done) return;
    this.#done = samples;
    this.#report?.(samples / sampleRate);
  }
}
