/** Whisper as a `WindowRecogniser`. */

import { availableParallelism } from "node:os";
import { basename } from "node:path";
import type { Language } from "../../domain.ts";
import { sampleRate } from "../sample-rate.ts";
import type { RecordingRecogniser, WindowRecogniser } from "../window-recogniser.ts";
import { getLanguageId, LanguageDetector } from "./detect-language.ts";
import { windowSamples } from "./log-mel.ts";
import { type RecogniseOptions, recogniseWindow } from "./recognise-window.ts";
import { WhisperModel } from "./whisper-model.ts";

/** What a Whisper folder holds, in the `*_timestamped` layout of transformers.js. */
export const whisperFiles = [
  "config.json",
  "tokenizer.json",
  "encoder_model.onnx",
  "decoder_model_merged.onnx",
] as const;

export class WhisperRecogniser implements WindowRecogniser {
  readonly engine = "whisper";
  readonly model: string;
  readonly maxWindowSamples = windowSamples;
  readonly #whisper: WhisperModel;

  private constructor(model: string, whisper: WhisperModel) {
    this.model = model;
    this.#whisper = whisper;
  }

  /** Loads the weights of a Whisper of any size. @param threads CPU cores to use; default: all */
  static async load(modelFolder: string, threads = availableParallelism()): Promise<WhisperRecogniser> {
    return new WhisperRecogniser(basename(modelFolder), await WhisperModel.load(modelFolder, threads));
  }

  begin(options: {
    language: Language | undefined;
    allowedLanguages: Language[];
    state?: unknown;
  }): RecordingRecogniser {
    const { chooseLanguage, state } = this.#languageChooser(options);
    return {
      recognise: (window, signal) => recogniseWindow(this.#whisper, window, { chooseLanguage, signal }),
      state,
    };
  }

  close(): Promise<void> {
    return this.#whisper.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #languageChooser({
    language,
    allowedLanguages,
    state,
  }: {
    language: Language | undefined;
    allowedLanguages: Language[];
    state?: unknown;
  }): Pick<RecogniseOptions, "chooseLanguage"> & { state: () => LanguageState } {
    const { facts } = this.#whisper;
    if (language !== undefined) {
      getLanguageId(facts, language);
      return { chooseLanguage: () => ({ language, isConfident: true }), state: () => ({ evidence: [] }) };
    }
    const detector = new LanguageDetector(
      facts,
      allowedLanguages,
      (state as LanguageState | undefined)?.evidence,
    );
    return {
      chooseLanguage: (logits, { sampleCount }) => detector.decide(logits, sampleCount / sampleRate),
      state: () => ({ evidence: detector.evidence }),
    };
  }
}

/** What one window may tell the next: how long each allowed language was heard so far. */
type LanguageState = { evidence: number[] };
