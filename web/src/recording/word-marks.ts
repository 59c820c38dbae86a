import type { TextMatch } from "./match-words.ts";
import { isLowConfidence, type WordTimeline } from "./word-timeline.ts";

const matchMark = 1;
const currentMark = 2;

/** One byte per word: whether it is a match of the find field, and whether it is the current one. */
export function markWords(wordCount: number, matches: readonly TextMatch[], current: number): Uint8Array {
  const marks = new Uint8Array(wordCount);
  matches.forEach((match, place) => {
    for (let index = match.first; index < match.end; index++)
      marks[index] = place === current ? matchMark | currentMark : matchMark;
  });
  return marks;
}

export function wordClass(timeline: WordTimeline, marks: Uint8Array, index: number): string | undefined {
  const mark = marks[index] ?? 0;
  const isUncertain = isLowConfidence(timeline, index);
  if (mark === 0) return isUncertain ? "low-confidence" : undefined;
  const matchClass = (mark & currentMark) !== 0 ? "match match-current" : "match";
  return isUncertain ? `${matchClass} low-confidence` : matchClass;
}

/** Whether the times of a word were interpolated within its line. */
export function isInterpolated(timeline: WordTimeline, index: number): boolean {
  return timeline.interpolated[index] === 1;
}
