import type { ChannelChoice, Language, Segment } from "../domain.ts";
import type { Note } from "../messages/notes.ts";

export type TranscriberOptions = {
  /** The spoken language; default: detected among `allowedLanguages`. */
  language?: Language | undefined;
  /** Detection chooses among these only, so that Russian is not taken for a related language. */
  allowedLanguages: Language[];
  /** Which channels of a stereo recording are recognised; default `auto`: what carries speech. */
  channels?: ChannelChoice | undefined;
  /** Stops within a second; the iteration then throws `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Called with the seconds of sound done so far, never backwards. */
  onProgress?: ((doneSeconds: number) => void) | undefined;
  /** Called with what a person should know of how the recording was heard, in every run. */
  onNote?: ((note: Note) => void) | undefined;
  /**
   * Called between segments: all of them so far, with this checkpoint, are enough to go on later. Speech whose segment is not
   * complete is in the checkpoint.
   */
  onCheckpoint?: ((checkpoint: RecognitionCheckpoint) => void) | undefined;
  /** A checkpoint of an earlier run of the same file with the same settings: only what comes after it is recognised. */
  resume?: RecognitionCheckpoint | undefined;
};

/** How far the recognition of a recording is. Plain JSON of some kilobytes, whatever the length of the recording. */
export type RecognitionCheckpoint = {
  /** Everything before is recognised. */
  doneSeconds: number;
  /** Known only to the transcriber that made it. */
  state: unknown;
};

/** Turns sound into words. Segments arrive in time order while the work goes on. Silence gives no segments. */
export interface Transcriber extends AsyncDisposable {
  /** `whisper`, … : kept with each transcription. */
  readonly engine: string;
  /** `whisper-base`, … : kept with each transcription. */
  readonly model: string;
  /** Everything besides the languages that shapes the words, for checkpoints: model, revision, version of the rules. Without one nothing is kept of work that is cut off. */
  readonly fingerprint?: string | undefined;
  /**
   * Recognises one audio file.
   * @param path an audio file, normally the archive's own Opus file
   * @throws ArchiveError `invalid-input` for a language the model does not know, `cancelled`, `model-missing`, `engine-failed`,
   *   `checkpoint-unusable` before the first segment, when `resume` does not fit the file
   */
  transcribe(path: string, options: TranscriberOptions): AsyncIterable<Segment>;
  /** Frees what it holds; a second call does nothing. */
  close(): Promise<void>;
}
