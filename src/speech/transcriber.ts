import type { Language, Segment } from "../domain.ts";

export type TranscriberOptions = {
  /** The language spoken, when known; else it is detected among `allowedLanguages`. */
  language?: Language | undefined;
  /** Detection chooses among these only, so that Russian never turns into something else. */
  allowedLanguages: Language[];
  /** Stops within a second; the iteration then throws `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Called with the seconds of sound done so far, never backwards. */
  onProgress?: ((doneSeconds: number) => void) | undefined;
};

/** Sound in, words out. Segments come in the order of time while the work goes on; none come for silence. */
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
