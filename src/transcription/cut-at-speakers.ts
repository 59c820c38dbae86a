/** Cuts a line where the speaker of its words changes. */

import type { DraftSegment, DraftWord } from "./draft.ts";

/**
 * One segment for each run of words of one speaker. A word without a speaker (a number, a mark that was not aligned) belongs to
 * the word before it.
 */
export function cutAtSpeakers(
  segment: DraftSegment,
  words: DraftWord[],
): (DraftSegment & { words: DraftWord[] })[] {
  const first = words.find((word) => word.speaker)?.speaker;
  if (!first) return [{ ...segment, words }];
  const runs: { speaker: string; words: DraftWord[] }[] = [{ speaker: first, words: [] }];
  for (const word of words) {
    const run = runs.at(-1)!;
    if (!word.speaker || word.speaker === run.speaker) run.words.push(word);
    else runs.push({ speaker: word.speaker, words: [word] });
  }
  return runs.map(({ speaker, words }, i) => ({
    ...segment,
    speaker,
    words,
    startMs: i === 0 ? segment.startMs : (words[0]!.startMs ?? lastTime(runs[i - 1]!.words)),
    endMs: i + 1 === runs.length ? segment.endMs : (lastTime(words) ?? runs[i + 1]!.words[0]!.startMs),
  }));
}

function lastTime(words: DraftWord[]): number | null {
  const last = words.at(-1)!;
  return last.endMs ?? last.startMs;
}
