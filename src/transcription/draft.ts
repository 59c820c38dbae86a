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
  /** Where the file names a speaker for each word: `buildTranscript` cuts the line where it changes. */
  speaker?: string | null;
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
  /** The number that the file gives to the line: evidence of the order of the lines where times fall back. */
  number?: number | null;
};

export type Draft = {
  language?: string | null;
  /** In the order of the file. */
  segments: DraftSegment[];
  /** What was guessed, shifted or left out. */
  notes?: Note[];
  /**
   * True where segments stand one track, channel, tier or style after another: a time that falls back is then no clock that
   * restarted, and the segments are sorted by time.
   */
  isOneClock?: boolean;
  /**
   * True for captions and other text written for people, which may roll and begin lines with names. In what a recogniser
   * returns word by word, a name before a colon was spoken. `readTranscript` sets it where the reader does not.
   */
  isWritten?: boolean;
  /** How many letters of the file were cut in two and put together. */
  joinedLetters?: number;
};
