import type { Passage, SearchFilter } from "../domain.ts";
import { analyseText } from "../language/analyse-text.ts";
import type { Database } from "../storage/database.ts";
import type { PassageIndex } from "../storage/passage-index.ts";
import { findPassages, listNeighbours } from "../storage/passages.ts";
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

/** For each place the phrase may be cut at: passages that end with its first part before one that begins with the rest. */
function findAcross(parts: Parts, { words, stems }: QueryPhrase, filter?: SearchFilter): number[] {
  const found: number[] = [];
  for (let cut = 1; cut < words.length; cut++) {
    // The longer part is the rarer one: fewer passages to look at.
    const leads = cut * 2 >= words.length;
    const side = leads ? stems.slice(0, cut) : stems.slice(cut);
    for (const passage of readByStems(parts, { stems: side, limit: mostReadAcross, filter })) {
      const own = foldedWords(passage.text);
      if (leads ? !endsWith(own, words.slice(0, cut)) : !startsWith(own, words.slice(cut))) continue;
      const neighbour = listNeighbours(parts.db, passage.id, {
        before: leads ? 0 : 1,
        after: leads ? 1 : 0,
      }).find((one) => one.id !== passage.id);
      if (!neighbour) continue;
      const other = foldedWords(neighbour.text);
      if (leads ? startsWith(other, words.slice(cut)) : endsWith(other, words.slice(0, cut))) {
        found.push(passage.id, neighbour.id);
      }
    }
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
