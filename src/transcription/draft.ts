/**
 * What a format's reader hands over: the lines and words as the file has them, times in milliseconds and perhaps
 * missing or nonsense. `buildTranscript` makes a clean Transcript of it.
 */

import type { Timing } from "../domain.ts";

export type DraftWord = {
  text: string;
  startMs: number | null;
  endMs: number | null;
  /** 0…1. */
  confidence?: number | null;
  /** `interpolated` where the file itself says so; else a word with a time counts as measured. */
  timing?: Timing;
};

export type DraftSegment = {
  startMs: number | null;
  endMs: number | null;
  speaker?: string | null;
  /** Any spelling: `en`, `en-US`, `eng`, `english`. */
  language?: string | null;
  /** The line as text. With `words` too, it tells where the spaces between them are. */
  text?: string;
  words?: DraftWord[];
};

export type Draft = { language?: string | null; segments: DraftSegment[] };
