import { lastWordStartedAt, type WordTimeline } from "./word-timeline.ts";

/** Shorter pauses belong to speech; skipping them sounds like a cut. */
const minSilenceMs = 1200;
/** Kept at both ends of a silence, so that no word is clipped. */
const keptBeforeMs = 350;
const keptAfterMs = 250;

/**
 * Where to continue if `timeMs` lies in a silence: just before the next word. Undefined if there is nothing to skip.
 * Silences are gaps between the words of the transcript, not quiet audio.
 */
export function skipSilenceTo(
  timeline: WordTimeline,
  timeMs: number,
  durationMs: number,
): number | undefined {
  const index = lastWordStartedAt(timeline, timeMs);
  const silenceStart = index < 0 ? 0 : (timeline.endMs[index] ?? 0);
  const silenceEnd = index + 1 < timeline.wordCount ? (timeline.startMs[index + 1] ?? 0) : durationMs;
  if (silenceEnd - silenceStart < minSilenceMs) return undefined;
  const from = index < 0 ? 0 : silenceStart + keptBeforeMs;
  const to = silenceEnd - keptAfterMs;
  return timeMs >= from && timeMs < to - 100 ? to : undefined;
}

/** Milliseconds that skipping leaves out of a recording. */
export function countSkippedMs(timeline: WordTimeline, durationMs: number): number {
  let skipped = 0;
  let spoken = 0;
  for (let index = 0; index <= timeline.wordCount; index++) {
    const next = index < timeline.wordCount ? (timeline.startMs[index] ?? 0) : durationMs;
    const gap = next - spoken;
    if (gap >= minSilenceMs) skipped += gap - keptAfterMs - (index === 0 ? 0 : keptBeforeMs);
    if (index < timeline.wordCount) spoken = Math.max(spoken, timeline.endMs[index] ?? 0);
  }
  return timeline.wordCount === 0 ? 0 : skipped;
}
