/**
 * Rolling captions: automatic captions of video sites and captions of live broadcasts repeat on every new caption what still
 * stands on the screen. Read as they are, every line would be spoken two or three times.
 *
 *     we keep bees here                     we keep             keep bees here and
 *     we keep bees here                     we keep bees        bees here and sell
 *     we keep bees here | and sell honey    we keep bees here   here and sell honey
 *
 * They are told from a refrain by three facts: the beginning of a caption is the end of the one before and holds all that was new
 * there, new words follow it, and no pause lies between. A file counts as rolling if this is so for two captions or more, and for
 * two of five of those that are no mere copies, with two repeated words in the mean (“Yes.” “Yes, please.” is a dialogue).
 */

import type { DraftSegment } from "./draft.ts";
import { dropHead, spell } from "./drop-head.ts";
import { splitText } from "./split-words.ts";

// Captions of video sites show the last line for 10 ms before it moves up.
const flashMs = 100;
const gapMs = 1000;
const minAdvances = 2;
const minShare = 0.4;
const minMeanWords = 2;

type Caption = { words: string[]; startMs: number | null; endMs: number | null };
/** What a caption repeats: `count` words at its beginning, all of them where it is a mere copy. */
type Repeat = { count: number; isCopy: boolean; isAdvance: boolean };

/** The segments without what they repeat; `count` says how many of them repeated something. */
export function undoRolling(segments: DraftSegment[]): { segments: DraftSegment[]; count: number } {
  const captions = segments.map((segment, i) => toCaption(segment, segments[i + 1]));
  const repeats = findRepeats(captions);
  const advancing = repeats.filter((repeat) => repeat.isAdvance);
  const advances = advancing.length;
  const wordCount = advancing.reduce((sum, { count }) => sum + count, 0);
  const fresh = repeats.filter(
    (repeat, i) => i > 0 && !repeat.isCopy && captions[i]!.words.length > 0,
  ).length;
  const flashes = repeats.some((repeat, i) => repeat.isCopy && isFlash(captions[i]!));
  const isRolling =
    advances >= (flashes ? 1 : minAdvances) &&
    advances >= fresh * minShare &&
    wordCount >= advances * minMeanWords;
  if (!isRolling) return { segments, count: 0 };
  const kept: DraftSegment[] = [];
  for (const [i, segment] of segments.entries()) {
    const { count, isCopy } = repeats[i]!;
    if (isCopy) continue;
    const letters = splitText(lineText(segment)).slice(0, count).join("");
    kept.push(count === 0 ? segment : dropHead(segment, spell(letters).length));
  }
  return { segments: kept, count: repeats.filter(({ count }) => count > 0).length };
}

function lineText(segment: DraftSegment): string {
  return segment.text ?? segment.words?.map(({ text }) => text).join(" ") ?? "";
}

// Lyrics have starts only: a line stays until the next one.
function toCaption(segment: DraftSegment, next: DraftSegment | undefined): Caption {
  const { startMs, endMs } = segment;
  return { words: splitText(lineText(segment)).map(plain), startMs, endMs: endMs ?? next?.startMs ?? null };
}

// Live captions get their full stop and capitals later.
function plain(word: string): string {
  const letters = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return letters === "" ? word : letters;
}

function findRepeats(captions: Caption[]): Repeat[] {
  let shown: Caption | undefined;
  let freshCount = 0;
  return captions.map((caption) => {
    const none = { count: 0, isCopy: false, isAdvance: false };
    const { words } = caption;
    if (words.length === 0) return none;
    const repeat = shown === undefined ? none : findRepeat(shown, caption, freshCount);
    shown = caption;
    freshCount = repeat.isCopy ? Math.min(freshCount, words.length) : words.length - repeat.count;
    return repeat;
  });
}

function findRepeat(shown: Caption, caption: Caption, freshCount: number): Repeat {
  const none = { count: 0, isCopy: false, isAdvance: false };
  const { words } = caption;
  if (!follows(shown, caption)) return none;
  // All that was new before is still there.
  const lengths = overlaps(shown.words, words).filter((length) => length >= Math.max(1, freshCount));
  const isWhole = lengths[0] === words.length;
  const part = lengths.find((length) => length < words.length) ?? 0;
  if (part > 0 && !(isWhole && isFlash(caption))) {
    const known = new Set(words.slice(0, part));
    const isAdvance = words.slice(part).some((word) => !known.has(word));
    return { count: part, isCopy: false, isAdvance };
  }
  // The whole caption again: on a screen that does not change it is no word more.
  const isStill = words.length < shown.words.length || isFlash(caption) || touches(shown, caption);
  return isWhole && isStill ? { count: words.length, isCopy: true, isAdvance: false } : none;
}

function isFlash({ startMs, endMs }: Caption): boolean {
  return startMs !== null && endMs !== null && endMs - startMs <= flashMs;
}

function follows(shown: Caption, { startMs }: Caption): boolean {
  if (startMs === null || shown.startMs === null) return false;
  return startMs >= shown.startMs && (shown.endMs === null || startMs - shown.endMs <= gapMs);
}

function touches(shown: Caption, { startMs }: Caption): boolean {
  return startMs !== null && shown.endMs !== null && startMs - shown.endMs <= flashMs;
}

/**
 * The lengths, longest first, in which the end of one list is the beginning of another: the border function of Knuth, Morris and
 * Pratt over both, so that a line of 100,000 words takes no longer than as many lines.
 */
function overlaps(shown: string[], words: string[]): number[] {
  const tail = shown.slice(-words.length);
  // The separator is no word.
  const all = [...words, "", ...tail];
  const borders = new Int32Array(all.length);
  for (let i = 1; i < all.length; i++) {
    let length = borders[i - 1]!;
    while (length > 0 && all[i] !== all[length]) length = borders[length - 1]!;
    borders[i] = all[i] === all[length] ? length + 1 : 0;
  }
  const found: number[] = [];
  for (let length = borders.at(-1)!; length > 0; length = borders[length - 1]!) found.push(length);
  return found;
}
