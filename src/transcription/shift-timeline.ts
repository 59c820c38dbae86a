/**
 * Editing programs begin their timeline at 01:00:00 or 10:00:00, so that an hour or ten is added to every time of their
 * subtitles.
 */

import { makeNote } from "../messages/notes.ts";
import type { Draft, DraftSegment } from "./draft.ts";
import { fitsRecording } from "./fits-recording.ts";
import { formatShortClock } from "./parse-clock.ts";

const hourMs = 3_600_000;
// A camera's clock also begins in the middle of an hour. Then how much to take away is not known.
const maxFirstMs = 600_000;

/**
 * Takes whole hours away where the lines lie past the end of the recording and fit into it without those hours. Subtitles
 * that fit as they are stay, also where the first one comes after an hour of silence.
 */
export function shiftTimeline(draft: Draft, durationMs: number | undefined): Draft {
  if (durationMs === undefined) return draft;
  const starts = draft.segments.map(firstStart).filter((start) => start !== null);
  const firstMs = starts.reduce((first, start) => Math.min(first, start), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(firstMs) || firstMs < hourMs || fits(starts, 0, durationMs)) return draft;
  const shiftMs = Math.floor(firstMs / hourMs) * hourMs;
  if (firstMs - shiftMs > maxFirstMs || !fits(starts, shiftMs, durationMs)) return draft;
  const note = makeNote("transcript-timeline-shifted", { start: formatShortClock(shiftMs) });
  return {
    ...draft,
    segments: draft.segments.map((segment) => shiftSegment(segment, shiftMs)),
    notes: [...(draft.notes ?? []), note],
  };
}

/**
 * Times of day, which meeting programs write: the first line is put at the start of the recording. Nothing is changed where
 * the times fit into the recording as they are, or would not fit from its start either.
 */
export function startWallClock(draft: Draft, durationMs: number | undefined): Draft {
  const starts = draft.segments.map(firstStart).filter((start) => start !== null);
  const firstMs = starts.reduce((first, start) => Math.min(first, start), Number.POSITIVE_INFINITY);
  // A timeline that begins at one hour is an editor's; nobody meets at one o'clock at night.
  if (!Number.isFinite(firstMs) || firstMs < 2 * hourMs) return draft;
  if (durationMs !== undefined && (fits(starts, 0, durationMs) || !fits(starts, firstMs, durationMs)))
    return draft;
  const note = makeNote("transcript-wall-clock", { start: formatShortClock(firstMs) });
  return {
    ...draft,
    segments: draft.segments.map((segment) => shiftSegment(segment, firstMs)),
    notes: [...(draft.notes ?? []), note],
  };
}

function firstStart(segment: DraftSegment): number | null {
  const start = segment.startMs ?? segment.words?.find((word) => word.startMs !== null)?.startMs ?? null;
  return start !== null && Number.isFinite(start) ? start : null;
}

function fits(starts: number[], shiftMs: number, durationMs: number): boolean {
  return fitsRecording(
    starts.map((start) => start - shiftMs),
    durationMs,
  );
}

function shiftSegment(segment: DraftSegment, shiftMs: number): DraftSegment {
  const shifted = (ms: number | null) => (ms === null ? null : ms - shiftMs);
  return {
    ...segment,
    startMs: shifted(segment.startMs),
    endMs: shifted(segment.endMs),
    ...(segment.words === undefined
      ? {}
      : {
          words: segment.words.map((word) => ({
            ...word,
            startMs: shifted(word.startMs),
            endMs: shifted(word.endMs),
          })),
        }),
  };
}
