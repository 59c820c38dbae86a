import type { Passage } from "../domain.ts";
import type { FindRequest } from "../index/candidate-engine.ts";
import { findPassages, listNeighbours } from "../index/sqlite/passages.ts";
import { analyseText } from "../language/analyse-text.ts";
import type { Database } from "../storage/database.ts";
import { findPhrase } from "./find-phrase.ts";
import type { QueryPhrase } from "./parse-query.ts";
import { searchTuning } from "./search-tuning.ts";

type TextLists = FindRequest["texts"];

/**
 * What an engine is asked for phrases: for each the whole phrase, and its halves, since it may begin in one passage and
 * end in the next. Wherever it is cut there, one of the two passages has a half of it whole; so the engine is asked for
 * two halves and not for every cut (490 common words: 25 s).
 */
export function phraseQueries(phrases: readonly QueryPhrase[]): TextLists {
  return phrases.flatMap((phrase) =>
    sidesOf(phrase).map(({ stems, limit }) => ({ query: holding(stems), limit })),
  );
}

/**
 * Ids of the passages that hold every phrase, word for word (ё as е, capitals or not). Where a phrase begins in one
 * passage and ends in the next, both hold it. The engine has found the stems side by side; the words decide.
 * @param lists what was found for `phraseQueries`
 */
export function matchPhrases(
  db: Database,
  phrases: readonly QueryPhrase[],
  lists: readonly (readonly number[])[],
): Set<number> {
  let held: Set<number> | undefined;
  let at = 0;
  for (const phrase of phrases) {
    const own = lists.slice(at, at + sidesOf(phrase).length);
    at += own.length;
    if (held?.size === 0) continue;
    const [whole = [], first = [], second = []] = own.map((ids) => [...findPassages(db, ids).values()]);
    const inside = whole.filter((passage) => holdsPhrase(passage.text, phrase)).map((passage) => passage.id);
    const found = new Set([...inside, ...matchAcross(db, phrase, { first, second })]);
    held = held ? held.intersection(found) : found;
  }
  return held ?? new Set();
}

/** True when the words of the phrase stand side by side in the text. */
export function holdsPhrase(text: string, phrase: QueryPhrase): boolean {
  return findPhrase(foldedWords(text), phrase.words).length > 0;
}

/** The whole phrase, its first half (with the middle word) and its second: of two words the first alone will do. */
function sidesOf({ stems }: QueryPhrase): { stems: string[]; limit: number }[] {
  const { phrase: limit, halfPhrase } = searchTuning.candidates;
  const half = Math.ceil(stems.length / 2);
  const sides = [{ stems, limit }];
  if (stems.length > 1) sides.push({ stems: stems.slice(0, half), limit: halfPhrase });
  if (half > 1) sides.push({ stems: stems.slice(half - 1), limit: halfPhrase });
  return sides;
}

function holding(stems: readonly string[]): TextLists[number]["query"] {
  return { terms: [], phrases: [stems], excluded: [] };
}

/** Passages that end with a first part of the phrase before one that begins with the rest, both of them. */
function matchAcross(
  db: Database,
  { words }: QueryPhrase,
  { first, second }: { first: readonly Passage[]; second: readonly Passage[] },
): number[] {
  const cuts = words.slice(1).map((_, at) => ({ head: words.slice(0, at + 1), tail: words.slice(at + 1) }));
  const half = Math.ceil(words.length / 2);
  const neighbour = (passage: Passage, sides: { before: number; after: number }) =>
    listNeighbours(db, passage.id, sides).find((candidate) => candidate.id !== passage.id);
  const found: number[] = [];
  for (const passage of first) {
    const own = foldedWords(passage.text);
    const fitting = cuts.slice(half - 1).filter(({ head }) => endsWith(own, head));
    const next = fitting.length > 0 ? neighbour(passage, { before: 0, after: 1 }) : undefined;
    const others = next ? foldedWords(next.text) : [];
    if (next && fitting.some(({ tail }) => startsWith(others, tail))) found.push(passage.id, next.id);
  }
  for (const passage of second) {
    const own = foldedWords(passage.text);
    const fitting = cuts.slice(0, half - 1).filter(({ tail }) => startsWith(own, tail));
    const previous = fitting.length > 0 ? neighbour(passage, { before: 1, after: 0 }) : undefined;
    const others = previous ? foldedWords(previous.text) : [];
    if (previous && fitting.some(({ head }) => endsWith(others, head))) found.push(previous.id, passage.id);
  }
  return found;
}

function foldedWords(text: string): string[] {
  return analyseText(text, () => false).tokens.map((token) => token.word);
}

function startsWith(words: readonly string[], head: readonly string[]): boolean {
  return head.every((word, at) => words[at] === word);
}

function endsWith(words: readonly string[], tail: readonly string[]): boolean {
  return tail.every((word, at) => words[words.length - tail.length + at] === word);
}
