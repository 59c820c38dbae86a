/** Gives every word of a line a time, in order. */

import type { Word } from "../domain.ts";
import type { DraftWord } from "./draft.ts";
import { spokenWeight } from "./split-words.ts";

// A time this far outside its line is an error of the file.
const strayMs = 10_000;

/**
 * Words keep their time where starts never decrease. All others are placed between their neighbours, by their number of
 * letters, and marked `interpolated`.
 *
 *     line 1000…3000    "so"  "container"  "orchestration"
 *     in                1000…1200    –           –
 *     out               1000…1200  1200…1950   1950…3000
 *
 * @returns words whose starts never decrease; no word ends before it starts or after the next one starts
 */
export function placeWords(words: DraftWord[], lineStartMs: number, lineEndMs: number): Word[] {
  const anchors = forwardStarts(words, lineStartMs, lineEndMs);
  const placed: Word[] = [];
  let index = 0;
  let cursorMs = lineStartMs;
  while (index < words.length) {
    const word = words[index]!;
    if (anchors[index] && word.endMs !== null && word.endMs >= word.startMs!) {
      const startMs = Math.round(word.startMs!);
      cursorMs = Math.round(word.endMs);
      placed.push({ ...toWord(word), startMs, endMs: cursorMs, timing: word.timing ?? "measured" });
      index += 1;
      continue;
    }
    let next = index + 1;
    while (next < words.length && !anchors[next]) next++;
    const run = words.slice(index, next);
    const gapEndMs = next < words.length ? Math.round(words[next]!.startMs!) : lineEndMs;
    // A dash or exclamation mark of its own takes no time from the word before it.
    const beginsAnchored = anchors[index] === true;
    const silent = !beginsAnchored && placed.length > 0 && run.every((word) => spokenWeight(word.text) === 0);
    if (beginsAnchored) {
      // Its start is known but not its end: it shares the time up to the next known start.
      const startMs = Math.round(word.startMs!);
      spread(run, startMs, Math.max(startMs, gapEndMs), placed);
      placed[index]!.timing = word.timing ?? "measured";
    } else if (silent) spread(run, cursorMs, cursorMs, placed);
    else spread(run, roomBefore(placed, cursorMs, gapEndMs), gapEndMs, placed);
    cursorMs = placed.at(-1)!.endMs;
    index = next;
  }
  return clampEnds(placed, lineEndMs);
}

// Without a gap, words of unknown time share the time of the word before them.
function roomBefore(placed: Word[], cursorMs: number, gapEndMs: number): number {
  const last = placed.at(-1);
  if (cursorMs < gapEndMs || last === undefined) return Math.min(cursorMs, gapEndMs);
  const middleMs = Math.round((last.startMs + gapEndMs) / 2);
  last.endMs = Math.max(last.startMs, Math.min(last.endMs, middleMs));
  return last.endMs;
}

function spread(words: DraftWord[], startMs: number, endMs: number, placed: Word[]): void {
  const weights = words.map((word) => spokenWeight(word.text));
  const spoken = weights.some((weight) => weight > 0);
  const total = spoken ? weights.reduce((sum, weight) => sum + weight, 0) : words.length;
  let done = 0;
  words.forEach((word, i) => {
    const from = Math.round(startMs + ((endMs - startMs) * done) / total);
    done += spoken ? weights[i]! : 1;
    const to = Math.round(startMs + ((endMs - startMs) * done) / total);
    placed.push({ ...toWord(word), startMs: from, endMs: Math.max(from, to), timing: "interpolated" });
  });
}

function clampEnds(words: Word[], lineEndMs: number): Word[] {
  let limitMs = Math.max(lineEndMs, words.at(-1)?.startMs ?? 0);
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i]!;
    word.startMs = Math.min(word.startMs, limitMs);
    word.endMs = Math.min(Math.max(word.startMs, word.endMs), limitMs);
    limitMs = word.startMs;
  }
  return words;
}

function toWord(word: DraftWord): Pick<Word, "text" | "confidence"> {
  return { text: word.text, confidence: word.confidence ?? null };
}

/**
 * Which words keep their time: the longest non-decreasing run of starts (patience sorting), so that one wrong time among a
 * hundred good ones changes no other.
 */
function forwardStarts(words: DraftWord[], lineStartMs: number, lineEndMs: number): boolean[] {
  const tails: number[] = [];
  const previous = new Int32Array(words.length).fill(-1);
  words.forEach((word, i) => {
    if (word.startMs === null || word.startMs < lineStartMs - strayMs || word.startMs > lineEndMs + strayMs)
      return;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[tails[middle]!]!.startMs! <= word.startMs) low = middle + 1;
      else high = middle;
    }
    previous[i] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = i;
  });
  const kept = words.map(() => false);
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i]!) kept[i] = true;
  return kept;
}
