/** Words → readable subtitle cues: at most two lines of 42 characters, 1 to 7 seconds, cut at pauses and punctuation. */

import type { Segment, Word } from "../domain.ts";

export type Cue = { startMs: number; endMs: number; speaker: string | null; lines: Word[][] };

type CueLimits = {
  /** In characters. */
  maxLineLength: number;
  maxLines: number;
  minMs: number;
  maxMs: number;
};

/** The usual rules of subtitling (BBC, Netflix). */
export const defaultCueLimits: CueLimits = { maxLineLength: 42, maxLines: 2, minMs: 1000, maxMs: 7000 };

/**
 * Puts every word into exactly one cue, in order. A cue never spans two speakers. Only a single word may exceed the limits.
 * A short cue is extended to one second, or to the next cue.
 */
export function cutCues(segments: Segment[], limits: CueLimits = defaultCueLimits): Cue[] {
  const cues = speakerRuns(segments).flatMap(({ speaker, words, ends }) =>
    bestCuts(words, ends, limits).map(([from, to]): Cue => {
      const taken = words.slice(from, to);
      const endMs = Math.max(...taken.map((word) => word.endMs));
      return { startMs: taken[0]!.startMs, endMs, speaker, lines: breakLines(taken, limits) };
    }),
  );
  cues.forEach((cue, i) => {
    const nextMs = cues[i + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    if (cue.endMs - cue.startMs < limits.minMs) {
      cue.endMs = Math.max(cue.endMs, Math.min(cue.startMs + limits.minMs, nextMs));
    }
  });
  return cues;
}

type Run = { speaker: string | null; words: Word[]; ends: Set<number> };

// Words of one speaker in a row; `ends` holds the counts of words after which a segment ended.
function speakerRuns(segments: Segment[]): Run[] {
  const runs: Run[] = [];
  for (const segment of segments) {
    if (segment.words.length === 0) continue;
    let run = runs.at(-1);
    if (run === undefined || run.speaker !== segment.speaker) {
      run = { speaker: segment.speaker, words: [], ends: new Set() };
      runs.push(run);
    }
    for (const word of segment.words) run.words.push(word);
    run.ends.add(run.words.length);
  }
  return runs;
}

// The cheapest cuts, by dynamic programming over the places where a cue may end.
function bestCuts(words: Word[], ends: Set<number>, limits: CueLimits): [number, number][] {
  const cost = new Float64Array(words.length + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(words.length + 1);
  cost[0] = 0;
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= words.length; end++) {
      if (end > start + 1 && !fits(words, start, end, limits)) break;
      const total = cost[start]! + cueCost(words, ends, start, end, limits);
      if (total < cost[end]!) {
        cost[end] = total;
        from[end] = start;
      }
    }
  }
  const cuts: [number, number][] = [];
  for (let end = words.length; end > 0; end = from[end]!) cuts.push([from[end]!, end]);
  return cuts.reverse();
}

function fits(words: Word[], start: number, end: number, limits: CueLimits): boolean {
  if (words[end - 1]!.endMs - words[start]!.startMs > limits.maxMs) return false;
  let lines = 1;
  let length = 0;
  for (let i = start; i < end; i++) {
    const next = words[i]!.text.length;
    if (length > 0 && length + 1 + next > limits.maxLineLength) {
      lines += 1;
      length = next;
    } else length += next + (length > 0 ? 1 : 0);
    if (lines > limits.maxLines) return false;
  }
  return true;
}

function cueCost(words: Word[], ends: Set<number>, start: number, end: number, limits: CueLimits): number {
  const last = words[end - 1]!;
  const lengthMs = last.endMs - words[start]!.startMs;
  let cost = 1 + (lengthMs < limits.minMs ? 1.5 : 0);
  // A pause inside a cue keeps old words on screen while nobody speaks.
  for (let i = start + 1; i < end; i++) {
    const pauseMs = words[i]!.startMs - words[i - 1]!.endMs;
    if (pauseMs > 700) cost += Math.min(4, pauseMs / 700);
  }
  if (end === words.length) return cost;
  const pauseMs = words[end]!.startMs - last.endMs;
  if (/[.!?…]["'»”)\]]*$/.test(last.text)) return cost;
  if (pauseMs > 500 || ends.has(end)) return cost + 0.3;
  return cost + (/[,;:–—]["'»”)\]]*$/.test(last.text) ? 0.6 : 1.5);
}

// One line where all words fit, else two of similar length.
function breakLines(words: Word[], limits: CueLimits): Word[][] {
  const length = (list: Word[]) => list.reduce((sum, word) => sum + word.text.length + 1, -1);
  if (words.length === 1 || length(words) <= limits.maxLineLength) return [words];
  let best: Word[][] = [words];
  let bestUneven = Number.POSITIVE_INFINITY;
  for (let cut = 1; cut < words.length; cut++) {
    const lines = [words.slice(0, cut), words.slice(cut)];
    const uneven = Math.abs(length(lines[0]!) - length(lines[1]!));
    if (Math.max(...lines.map(length)) <= limits.maxLineLength && uneven < bestUneven)
      [best, bestUneven] = [lines, uneven];
  }
  return best;
}
