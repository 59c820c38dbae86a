import type { Word } from "../domain.ts";
import { type Analysis, analyseText } from "../language/analyse-text.ts";
import { findPhrase } from "./find-phrase.ts";

/** A matching word: its index in the list, and its offsets in its text (UTF-16, end exclusive, without punctuation). */
export type Mark = { word: number; from: number; to: number; term: string; inPhrase: boolean };

/** What to mark: stems, and phrases as folded words. */
type MarkRequest = { terms: ReadonlySet<string>; phrases: readonly (readonly string[])[] };

/** Finds the matching words, in order, each once. Inside a phrase stop words are marked as well. */
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
  // Analysed as one text: «двадцать пять» is 25 only together.
  const looked = wordsToLookAt(words, { terms, phrases });
  const { starts, analysis } = analyseWords(
    looked.map((at) => words[at]!),
    terms,
  );
  let index = 0;
  for (const { from, to, stem, word: folded } of analysis.tokens) {
    while ((starts[index + 1] ?? Number.POSITIVE_INFINITY) <= from) index++;
    const start = starts[index]!;
    tokens.push({
      word: looked[index]!,
      from: from - start,
      to: to - start,
      term: stem,
      inPhrase: false,
      folded,
    });
  }
  for (const { from, to, stem } of [...analysis.compounds, ...analysis.readings]) {
    if (!terms.has(stem)) continue;
    for (let at = starts.findLastIndex((start) => start <= from); (starts[at] ?? to) < to; at++) {
      const { first, end } = spokenPart(words[looked[at]!]!.text);
      const start = starts[at]!;
      const own = { from: Math.max(from - start, first), to: Math.min(to - start, end) };
      if (own.from < own.to) add({ word: looked[at]!, ...own, term: stem, inPhrase: false });
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
  return withoutOverlap([...marks.values()].sort((a, b) => a.word - b.word || a.from - b.from));
}

/**
 * Which words can match at all, by their first letter: about one in seven. Analysing words takes most of the time of making
 * a hit. All of them where several words may match together: in a phrase, a number, an abbreviation said letter by letter.
 */
function wordsToLookAt(words: readonly Word[], { terms, phrases }: MarkRequest): number[] {
  const all = [...words.keys()];
  if (phrases.length > 0 || [...terms].some((term) => /\p{N}/u.test(term))) return all;
  const mayBeSpelt = [...terms].some((term) => /^[a-z]{1,6}$/.test(term));
  if (mayBeSpelt && words.some((word) => /[а-яё]/i.test(word.text))) return all;
  const beginnings = [...terms].map((term) => (term[0] === "е" ? "её" : term[0])).join("");
  // What is neither ASCII nor Cyrillic may fold to anything; .NET is dotnet.
  const mayMatch = new RegExp(
    `(?<![\\p{L}\\p{N}])[${beginnings}]|\\.[a-z]|[^\\x00-\\x7f\\u0400-\\u052f«»\\u2010-\\u205e]`,
    "iu",
  );
  return all.filter((at) => mayMatch.test(words[at]!.text));
}

/** No stemmer changes the first letter: words that begin with another letter than every term need no stem. */
function analyseWords(
  words: readonly Word[],
  terms: ReadonlySet<string>,
): { starts: number[]; analysis: Analysis } {
  const beginnings = new Set([...terms].map((term) => term[0]));
  const starts: number[] = [];
  let length = 0;
  for (const { text } of words) {
    starts.push(length);
    length += text.length + 1;
  }
  return {
    starts,
    analysis: analyseText(words.map((word) => word.text).join(" "), (word) => beginnings.has(word[0])),
  };
}

/** A word without the punctuation around it. */
function spokenPart(text: string): { first: number; end: number } {
  const first = text.search(/[\p{L}\p{N}]/u);
  const end = text.length - /[^\p{L}\p{N}]*$/u.exec(text)![0].length;
  return first === -1 ? { first: 0, end: 0 } : { first: text[first - 1] === "." ? first - 1 : first, end };
}

/** A compound found as a whole covers its parts. */
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
