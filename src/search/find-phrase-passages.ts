import type { Passage, SearchFilter } from "../domain.ts";
import type { PassageIndex } from "../index/passage-index.ts";
import { findPassages, listNeighbours } from "../index/sqlite/passages.ts";
import { analyseText } from "../language/analyse-text.ts";
import type { Database } from "../storage/database.ts";
import { findPhrase } from "./find-phrase.ts";
import type { QueryPhrase } from "./parse-query.ts";

type Parts = { db: Database; index: PassageIndex };

/** Passages whose stems match are read and compared word by word: at most so many. */
const mostRead = 1000;
const mostReadAcross = 200;

/**
 * Ids of the passages that hold every phrase, word for word (ё as е, capitals or not). A phrase may begin in one
 * passage and end in the next: then both hold it. The index finds the stems side by side; the words decide.
 */
export function findPhrasePassages(
  parts: Parts,
  phrases: readonly QueryPhrase[],
  filter?: SearchFilter,
): Set<number> {
  let holding: Set<number> | undefined;
  for (const phrase of phrases) {
    const found = new Set([...findInside(parts, phrase, filter), ...findAcross(parts, phrase, filter)]);
    holding = holding ? holding.intersection(found) : found;
    if (holding.size === 0) break;
  }
  return holding ?? new Set();
}

/** True when the words of the phrase stand side by side in the text. */
export function holdsPhrase(text: string, phrase: QueryPhrase): boolean {
  return findPhrase(foldedWords(text), phrase.words).length > 0;
}

function findInside(parts: Parts, phrase: QueryPhrase, filter?: SearchFilter): number[] {
  const passages = readByStems(parts, { stems: phrase.stems, limit: mostRead, filter });
  return passages.filter((passage) => holdsPhrase(passage.text, phrase)).map((passage) => passage.id);
}

/**
 * Passages that end with a first part of the phrase before one that begins with the rest. Wherever it is cut, one of the
 * two has a half of it whole: the index is asked for the halves and not for every cut (490 common words: 25 s).
 */
function findAcross(parts: Parts, { words, stems }: QueryPhrase, filter?: SearchFilter): number[] {
  if (words.length < 2) return [];
  const cuts = words.slice(1).map((_, at) => ({ head: words.slice(0, at + 1), tail: words.slice(at + 1) }));
  const half = Math.ceil(words.length / 2);
  const read = (side: string[]) => readByStems(parts, { stems: side, limit: mostReadAcross, filter });
  const neighbour = (passage: Passage, sides: { before: number; after: number }) =>
    listNeighbours(parts.db, passage.id, sides).find((one) => one.id !== passage.id);
  const found: number[] = [];
  for (const passage of read(stems.slice(0, half))) {
    const own = foldedWords(passage.text);
    const fitting = cuts.slice(half - 1).filter(({ head }) => endsWith(own, head));
    const next = fitting.length > 0 ? neighbour(passage, { before: 0, after: 1 }) : undefined;
    const others = next ? foldedWords(next.text) : [];
    if (next && fitting.some(({ tail }) => startsWith(others, tail))) found.push(passage.id, next.id);
  }
  for (const passage of half > 1 ? read(stems.slice(half - 1)) : []) {
    const own = foldedWords(passage.text);
    const fitting = cuts.slice(0, half - 1).filter(({ tail }) => startsWith(own, tail));
    const previous = fitting.length > 0 ? neighbour(passage, { before: 1, after: 0 }) : undefined;
    const others = previous ? foldedWords(previous.text) : [];
    if (previous && fitting.some(({ head }) => endsWith(others, head))) found.push(previous.id, passage.id);
  }
  return found;
}

function readByStems(
  { db, index }: Parts,
  { stems, limit, filter }: { stems: readonly string[]; limit: number; filter: SearchFilter | undefined },
): Passage[] {
  const candidates = index.findByText({ terms: [], phrases: [stems], excluded: [] }, limit, filter);
  return [
    ...findPassages(
      db,
      candidates.map((candidate) => candidate.passageId),
    ).values(),
  ];
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
