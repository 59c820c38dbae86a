import type { Language, Word } from "../domain.ts";
import type { SpeechWindow } from "./windows.ts";

/** A word as heard in the sound, always with a confidence. */
export type RecognisedWord = Omit<Word, "confidence"> & {
  confidence: number;
  /** Mean probability of speech in the span that the word lies in, 0…1. */
  voice: number;
};

/** Words of one language in one stretch of a window, in order of time, on the recording's clock. */
export type RecognisedWindow = { words: RecognisedWord[]; language: Language };

/** One recording: what was heard in a window may help with the next, such as its language. */
export interface RecordingRecogniser {
  /**
   * Recognises one window, in order of time. Several results when it holds several languages; none when nobody speaks.
   * @throws ArchiveError `cancelled` within a second of the signal
   */
  recognise(window: SpeechWindow, signal?: AbortSignal): Promise<RecognisedWindow[]>;
  /** All that the windows so far have taught it, as JSON: `begin` goes on with it. */
  state(): unknown;
}

/**
 * A speech model that turns windows of speech into words. Finding speech in a recording, packing it into windows, cutting
 * segments and telling progress are the same for every model: `SpeechTranscriber` does that around it.
 */
export interface WindowRecogniser extends AsyncDisposable {
  /** The program, such as `whisper`: kept with each transcription. */
  readonly engine: string;
  /** The weights, such as `whisper-base`: kept with each transcription. */
  readonly model: string;
  /** The longest window it takes, in samples of 16 kHz. */
  readonly maxWindowSamples: number;
  /**
   * Begins a recording.
   * @param language the language spoken; undefined: detect it among `allowedLanguages`
   * @param state of an earlier run of the same recording that was cut off, which then goes on
   * @throws ArchiveError `invalid-input` for a language the model does not know
   */
  begin(options: {
    language: Language | undefined;
    allowedLanguages: Language[];
    state?: unknown;
  }): RecordingRecogniser;
  /** Frees the weights. A second call does nothing. */
  close(): Promise<void>;
}
