import type { Finding } from "./find-words.ts";
import { isDoubtful, type WordTimeline } from "./word-timeline.ts";

const found = 1;
const foundNow = 2;

/** One byte a word: whether the find field found it, and whether it is the finding one stands at. */
export function markWords(wordCount: number, findings: readonly Finding[], current: number): Uint8Array {
  const marks = new Uint8Array(wordCount);
  findings.forEach((finding, place) => {
    for (let index = finding.first; index < finding.end; index++)
      marks[index] = place === current ? found | foundNow : found;
  });
  return marks;
}

export function wordClass(timeline: WordTimeline, marks: Uint8Array, index: number): string | undefined {
  const mark = marks[index] ?? 0;
  const doubtful = isDoubtful(timeline, index);
  if (mark === 0) return doubtful ? "doubtful" : undefined;
  const findingClass = (mark & foundNow) !== 0 ? "found found-now" : "found";
  return doubtful ? `${findingClass} doubtful` : findingClass;
}

/** Whether the times of a word were laid evenly within its line instead of being heard. */
export function isEvenlyTimed(timeline: WordTimeline, index: number): boolean {
  return timeline.interpolated[index] === 1;
}
