import type { Word } from "../domain.ts";

/** Words `first` up to, not including, `end`. */
export type Span = { first: number; end: number };

/** A pause that ends a sentence where punctuation does not. */
const sentencePauseMs = 1200;
const sentenceEnd = /[.!?…]["'»”’)\]]*$/;

/** Cuts words into sentences; where one has more than `maxWords` it is cut at its last clause end that fits. */
export function splitSentences(words: readonly Word[], maxWords: number): Span[] {
  const sentences: Span[] = [];
  let first = 0;
  for (let index = 0; index < words.length; index++) {
    if (endsSentence(words, index)) {
      sentences.push({ first, end: index + 1 });
      first = index + 1;
    } else if (index + 1 - first === maxWords) {
      const end = lastClauseEnd(words, first + Math.floor(maxWords / 2), index) + 1;
      sentences.push({ first, end });
      first = end;
    }
  }
  return sentences;
}

/** True after punctuation, before a long pause, and at the end. */
export function endsSentence(words: readonly Word[], index: number): boolean {
  const next = words[index + 1];
  if (!next) return true;
  return sentenceEnd.test(words[index]!.text) || next.startMs - words[index]!.endMs >= sentencePauseMs;
}

function lastClauseEnd(words: readonly Word[], from: number, last: number): number {
  for (let index = last; index >= from; index--) if (/[,;:—–]$/.test(words[index]!.text)) return index;
  return last;
}
