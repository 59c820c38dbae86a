import type { PassageIndex } from "../index/passage-index.ts";
import type { ExpandedQuery, ExpandedWord } from "./expand-query.ts";
import { writingsOf } from "./text-evidence.ts";

/** How telling each word of a question is in this archive, in the order of the words. */
export type WordWeights = {
  /** log(1 + (N + 1) / (n + .5)) for a word that n of N passages have: above 0 however common it is. */
  weights: number[];
  total: number;
  /** What bm25 gives a passage of middling length that has each word once: its own idf, summed. */
  fullScore: number;
};

export function weighWords({ words, frequencies }: ExpandedQuery, passages: number): WordWeights {
  const counts = words.map((word) => countOf(word, frequencies));
  const weights = counts.map((count) => Math.log(1 + (passages + 1) / (count + 0.5)));
  const ofBm25 = counts.map((count) => Math.max(1e-6, Math.log((passages - count + 0.5) / (count + 0.5))));
  return { weights, total: sum(weights), fullScore: sum(ofBm25) };
}

/** Passages that have the word in the writing that most have it in. */
function countOf(word: ExpandedWord, frequencies: ReadonlyMap<string, number>): number {
  const counts = writingsOf(word)
    .filter((stems) => stems.length > 0)
    .map((stems) => Math.min(...stems.map((stem) => frequencies.get(stem) ?? 0)));
  return Math.max(0, ...counts);
}

/**
 * In archives of so many passages each word is looked up; above, bm25 tells: a passage of middling length with a word
 * once has the word's idf of it. In small archives bm25's idf is near 0 for a word that half of the passages have.
 */
const countedPassages = 1000;

/** For each passage, the part of the question it has, by how telling the words are: 0…1. Absent: none of it. */
export function measureCoverage(
  index: PassageIndex,
  { words }: ExpandedQuery,
  {
    scores,
    passages,
    telling,
  }: { scores: ReadonlyMap<number, number>; passages: number; telling: WordWeights },
): Map<number, number> {
  const ids = [...scores.keys()];
  if (passages > countedPassages) {
    return new Map(ids.map((id) => [id, Math.min(1, scores.get(id)! / telling.fullScore)]));
  }
  const coverage = new Map<number, number>();
  for (const [at, word] of words.entries()) {
    for (const id of index.findWithAll([writingsOf(word)], ids)) {
      coverage.set(id, (coverage.get(id) ?? 0) + telling.weights[at]! / telling.total);
    }
  }
  return coverage;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
