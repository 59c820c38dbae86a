/** A reader of one format: can it read this, and what is in it. */

import type { Draft } from "../draft.ts";

export type JsonReader = {
  /** Kept as the transcription's model, e.g. `whisperx-json`. */
  format: string;
  /** Looks at a few members only: all readers are asked. */
  detect(value: unknown): boolean;
  read(value: unknown): Draft;
};

export type TextReader = {
  format: string;
  /** File name endings (with dot, small letters) that decide when the content fits several formats. */
  extensions: string[];
  detect(text: string): boolean;
  read(text: string): Draft;
};
