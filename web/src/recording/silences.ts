import { lastWordStartedAt, type WordTimeline } from "./word-timeline.ts";

/** Shorter pauses belong to speech; to leap over them sounds like a cut. */
const shortestSilenceMs = 1200;
/** What is left of a silence on either side, so that no word loses its first or last sound. */
const keptBeforeMs = 350;
const keptAfterMs = 250;

/**
 * Where to go on when the sound at `timeMs` lies between words: the time just before the next word, or undefined when
 * there is nothing to skip. Silences are the gaps between the words of the transcript, not a level in the sound.
 */
export function skipSilenceTo(
  timeline: WordTimeline,
  timeMs: number,
  durationMs: number,
): number | undefined {
  const index = lastWordStartedAt(timeline, timeMs);
  const silenceStart = index < 0 ? 0 : (timeline.endMs[index] ?? 0);
  const silenceEnd = index + 1 < timeline.wordCount ? (timeline.startMs[index + 1] ?? 0) : durationMs;
  if (silenceEnd - silenceStart < shortestSilenceMs) return undefined;
  const from = index < 0 ? 0 : silenceStart + keptBeforeMs;
  const to = silenceEnd - keptAfterMs;
  return timeMs >= from && timeMs < to - 100 ? to : undefined;
}

/** Milliseconds of a recording that skipping leaves out: shown beside the switch. */
export function countSkippedMs(timeline: WordTimeline, durationMs: number): number {
  let skipped = 0;
  let spoken = 0;
  for (let index = 0; index <= timeline.wordCount; index++) {
    const next = index < timeline.wordCount ? (timeline.startMs[index] ?? 0) : durationMs;
    const gap = next - spoken;
    if (gap >= shortestSilenceMs) skipped += gap - keptAfterMs - (index === 0 ? 0 : keptBeforeMs);
    if (index < timeline.wordCount) spoken = Math.max(spoken, timeline.endMs[index] ?? 0);
  }
  return timeline.wordCount === 0 ? 0 : skipped;
}
