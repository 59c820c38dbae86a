import type { Word } from "../domain.ts";
import { analyseText } from "../language/analyse-text.ts";
import { findPhrase } from "./find-phrase.ts";

/** A found word: which of the words given, where in its text (UTF-16, end exclusive, without its punctuation). */
export type Mark = { word: number; from: number; to: number; term: string; inPhrase: boolean };

/** What to mark: stems, and phrases as folded words. */
export type MarkRequest = { terms: ReadonlySet<string>; phrases: readonly (readonly string[])[] };

/** Finds the words that answer, in order; a word is marked once. A word inside a phrase is marked even if it is a stop-word. */
export function markWords(words: readonly Word[], { terms, phrases }: MarkRequest): Mark[] {
  const tokens: (Mark & { folded: string })[] = [];
  const marks = new Map<string, Mark>();
  const add = (mark: Mark) => {
    const key = `${mark.word} ${mark.from}`;
    const known = marks.get(key);
    marks.set(key, {
      ...mark,
      to: Math.max(mark.to, known?.to ?? 0),
      inPhrase: mark.inPhrase || (known?.inPhrase ?? false),
    });
  };
  for (const [index, word] of words.entries()) {
    const analysis = analyseText(word.text);
    for (const { from, to, stem, word: folded } of analysis.tokens) {
      tokens.push({ word: index, from, to, term: stem, inPhrase: false, folded });
    }
    for (const { from, to, stem } of analysis.compounds) {
      if (terms.has(stem)) add({ word: index, from, to, term: stem, inPhrase: false });
    }
  }
  for (const { folded: _, ...mark } of tokens) if (terms.has(mark.term)) add(mark);
  const folded = tokens.map((token) => token.folded);
  for (const phrase of phrases) {
    for (const place of findPhrase(folded, phrase)) {
      for (const { folded: _, ...mark } of tokens.slice(place, place + phrase.length)) {
        add({ ...mark, inPhrase: true });
      }
    }
  }
  return withoutOverlap(
    [...marks.values()].sort((one, other) => one.word - other.word || one.from - other.from),
  );
}

/** A compound found whole covers its parts found one by one. */
function withoutOverlap(marks: readonly Mark[]): Mark[] {
  const kept: Mark[] = [];
  for (const mark of marks) {
    const last = kept.at(-1);
    if (last && last.word === mark.word && mark.from < last.to) {
      last.inPhrase ||= mark.inPhrase;
      last.to = Math.max(last.to, mark.to);
    } else kept.push({ ...mark });
  }
  return kept;
}
