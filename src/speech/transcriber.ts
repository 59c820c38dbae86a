import type { Language, Segment } from "../domain.ts";

export type TranscriberOptions = {
  /** The spoken language; default: detected among `allowedLanguages`. */
  language?: Language | undefined;
  /** Detection chooses among these only, so that Russian is not taken for a related language. */
  allowedLanguages: Language[];
  /** Stops within a second; the iteration then throws `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Called with the seconds of sound done so far, never backwards. */
  onProgress?: ((doneSeconds: number) => void) | undefined;
};

/** Turns sound into words. Segments arrive in time order while the work goes on. Silence gives no segments. */
export interface Transcriber extends AsyncDisposable {
  /** `whisper`, … : kept with each transcription. */
  readonly engine: string;
  /** `whisper-base`, … : kept with each transcription. */
  readonly model: string;
  /**
   * Recognises one audio file.
   * @param path an audio file, normally the archive's own Opus file
   * @throws ArchiveError `invalid-input` for a language the model does not know, `cancelled`, `model-missing`, `engine-failed`
   */
  transcribe(path: string, options: TranscriberOptions): AsyncIterable<Segment>;
  /** Frees what it holds; a second call does nothing. */
  close(): Promise<void>;
}
