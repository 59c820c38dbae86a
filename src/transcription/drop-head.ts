/** Takes the beginning of a line away, from its text and from its words alike. */

import type { DraftSegment, DraftWord } from "./draft.ts";

const hidden = /[\s\u0085\p{Cf}\p{Cc}]/u;
const allHidden = /[\s\u0085\p{Cf}\p{Cc}]/gu;

/** The letters and marks of a text without spaces and invisible characters: what text and words of a line have in common. */
export function spell(text: string): string {
  return text.replace(allHidden, "");
}

/** The segment without its first `count` visible characters. Words that are cut keep their times. */
export function dropHead(segment: DraftSegment, count: number): DraftSegment {
  const rest: DraftSegment = { ...segment };
  if (segment.text !== undefined) rest.text = cutText(segment.text, count);
  if (segment.words !== undefined && segment.words.length > 0) {
    rest.words = dropWords(segment.words, count);
    rest.startMs = rest.words.length > 0 ? (rest.words[0]!.startMs ?? segment.startMs) : segment.startMs;
  }
  return rest;
}

function dropWords(words: DraftWord[], count: number): DraftWord[] {
  let left = count;
  for (const [i, word] of words.entries()) {
    const { length } = spell(word.text);
    if (left < length) return [{ ...word, text: cutText(word.text, left) }, ...words.slice(i + 1)];
    left -= length;
  }
  return [];
}

function cutText(text: string, count: number): string {
  if (count === 0) return text;
  let left = count;
  for (let i = 0; i < text.length; i++) {
    if (hidden.test(text[i]!)) continue;
    left -= 1;
    if (left === 0) return text.slice(i + 1).trimStart();
  }
  return "";
}
