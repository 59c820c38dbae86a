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

  begin(options: { language: Language | undefined; allowedLanguages: Language[] }): RecordingRecogniser {
    const chooseLanguage = this.#languageChooser(options);
    return {
      recognise: (window, signal) => recogniseWindow(this.#whisper, window, { chooseLanguage, signal }),
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
  }: {
    language: Language | undefined;
    allowedLanguages: Language[];
  }): RecogniseOptions["chooseLanguage"] {
    if (language !== undefined) {
      getLanguageId(this.#whisper.facts, language);
      return () => ({ language, isConfident: true });
    }
    const detector = new LanguageDetector(this.#whisper.facts, allowedLanguages);
    return (logits, { sampleCount }) => detector.decide(logits, sampleCount / sampleRate);
  }
}
