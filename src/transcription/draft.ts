/**
 * What the reader of a format returns: lines and words as the file has them, with times in milliseconds that may be missing or
 * wrong. `buildTranscript` makes a clean Transcript of it.
 */

import type { Timing } from "../domain.ts";
import type { Note } from "../messages/notes.ts";

export type DraftWord = {
  text: string;
  startMs: number | null;
  endMs: number | null;
  /** 0…1. */
  confidence?: number | null;
  /** `interpolated` where the file says so; otherwise a word with a time counts as measured. */
  timing?: Timing;
};

export type DraftSegment = {
  startMs: number | null;
  endMs: number | null;
  speaker?: string | null;
  /** In any spelling: `en`, `en-US`, `eng`, `english`. */
  language?: string | null;
  /** The text of the line. Beside `words` it tells where the spaces are. */
  text?: string;
  words?: DraftWord[];
};

export type Draft = {
  language?: string | null;
  segments: DraftSegment[];
  /** What was guessed, shifted or left out. */
  notes?: Note[];
};
