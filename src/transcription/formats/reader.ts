/** A reader of one format: detects it and reads it. */

import type { Draft } from "../draft.ts";

/** What a reader may use beside the file: evidence for a unit or a frame rate that the file does not name. */
export type ReadContext = {
  /** Length of the recording, where it is known. */
  durationMs?: number | undefined;
};

export type JsonReader = {
  /** Stored as the model of the transcription, e.g. `whisperx-json`. */
  format: string;
  /** Must be fast, as all readers are asked. */
  detect(value: unknown): boolean;
  read(value: unknown, context: ReadContext): Draft;
};

export type TextReader = {
  format: string;
  /** File extensions (lower case, with dot), used when the content fits several formats. */
  extensions: string[];
  detect(text: string): boolean;
  read(text: string, context: ReadContext): Draft;
};
