import type { Word } from "../domain.ts";
import { type Analysis, analyseText } from "../language/analyse-text.ts";
import { doubleOf } from "../language/fold-look-alikes.ts";
import { isSignName } from "../language/read-sign-names.ts";
import { findPhrase } from "./find-phrase.ts";

/** A matching word: its index in the list, and its offsets in its text (UTF-16, end exclusive, without punctuation). */
export type Mark = { word: number; from: number; to: number; term: string; inPhrase: boolean };

type Place = { from: number; to: number };

/** What to mark: stems (several with spaces between where they stand side by side), and phrases as folded words. */
type MarkRequest = { terms: ReadonlySet<string>; phrases: readonly (readonly string[])[] };

/** Finds the matching words, in order, each once. Inside a phrase stop words are marked as well. */
export function markWords(words: readonly Word[], { terms, phrases }: MarkRequest): Mark[] {
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
  /** Marks a place of the analysed text in each word it covers: «Л. Н.» is one token of two words. */
  const addPlace = ({ from, to }: Place, term: string, inPhrase: boolean) => {
    for (let at = Math.max(0, firstAfter(starts, from) - 1); (starts[at] ?? to) < to; at++) {
      const start = starts[at]!;
      const { first, end } = spokenPart(words[looked[at]!]!.text);
      const isWhole = from >= start && to <= start + words[looked[at]!]!.text.length;
      const own = isWhole
        ? { from: from - start, to: to - start }
        : { from: Math.max(from - start, first), to: Math.min(to - start, end) };
      if (own.from < own.to) add({ word: looked[at]!, ...own, term, inPhrase });
    }
  };
  // Analysed as one text: «двадцать пять» is 25 only together.
  const looked = wordsToLookAt(words, { terms, phrases });
  const { starts, analysis } = analyseWords(
    looked.map((at) => words[at]!),
    terms,
  );
  const { tokens, compounds, readings } = analysis;
  const sideBySide = [...terms].filter((term) => term.includes(" ")).map((term) => term.split(" "));
  const stems = sideBySide.length > 0 ? tokens.map((token) => token.stem) : [];
  for (const term of sideBySide) {
    for (const place of findPhrase(stems, term)) {
      for (const token of tokens.slice(place, place + term.length)) addPlace(token, term.join(" "), false);
    }
  }
  // What was asked for itself names the mark, also where a variant covers the same words.
  for (const token of [...compounds, ...readings])
    if (terms.has(token.stem)) addPlace(token, token.stem, false);
  for (const token of tokens) if (terms.has(token.stem)) addPlace(token, token.stem, false);
  const folded = phrases.length > 0 ? tokens.map((token) => token.word) : [];
  for (const phrase of phrases) {
    for (const place of findPhrase(folded, phrase)) {
      for (const token of tokens.slice(place, place + phrase.length)) addPlace(token, token.stem, true);
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
  const asked = [...terms];
  const isOfSeveral = (term: string) => /[\p{N} ]/u.test(term) || isSignName(term);
  if (phrases.length > 0 || asked.some(isOfSeveral)) return all;
  const areCyrillic = () => words.some((word) => /[а-яё]/i.test(word.text));
  if (asked.some((term) => /^[a-z]{1,6}$/.test(term)) && areCyrillic()) return all;
  if (asked.some((term) => /^\p{L}{2,6}$/u.test(term)) && haveInitials(words)) return all;
  const beginnings = asked.map((term) => firstLettersOf(term[0]!)).join("");
  // What is neither ASCII nor Cyrillic may fold to anything; .NET is dotnet.
  const mayMatch = new RegExp(
    `(?<![\\p{L}\\p{N}])[${beginnings}]|\\.[a-z]|[^\\x00-\\x7f\\u0400-\\u052f«»\\u2010-\\u205e]`,
    "iu",
  );
  // A word broken at a line's end goes on in the next.
  return all.filter((at) => mayMatch.test(words[at]!.text) || /[-‐\u00ad]$/.test(words[at - 1]?.text ?? ""));
}

/** The letter, and letters that may stand for it: ё for е, the double of the other script. */
function firstLettersOf(letter: string): string {
  return `${letter}${letter === "е" ? "ё" : ""}${doubleOf(letter)}`;
}

/** Two words side by side that are one letter each: initials, which are one word together. */
function haveInitials(words: readonly Word[]): boolean {
  return words.some(({ text }, at) => at > 0 && isInitial(text) && isInitial(words[at - 1]!.text));
}

function isInitial(text: string): boolean {
  return text.length <= 8 && /^[^\p{L}\p{N}]*\p{L}{1,2}[^\p{L}\p{N}]*$|^[^\p{L}]*\p{L}\.\p{L}/u.test(text);
}

/** No stemmer changes the first letter: words that begin with another letter than every term need no stem. */
function analyseWords(
  words: readonly Word[],
  terms: ReadonlySet<string>,
): { starts: number[]; analysis: Analysis } {
  const beginnings = new Set([...terms].flatMap((term) => term.split(" ").map((stem) => stem[0])));
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

/** Index of the first start after a place. */
function firstAfter(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low;
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
