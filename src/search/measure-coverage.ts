import { findWithAll } from "../index/sqlite/find-by-text.ts";
import type { Database } from "../storage/database.ts";
import type { ExpandedQuery, ExpandedWord } from "./expand-query.ts";
import { searchTuning } from "./search-tuning.ts";
import { spellingsOf } from "./text-evidence.ts";

/** How rare each word of a question is in this archive, in the order of the words. */
export type WordWeights = {
  /** Inverse document frequency, log(1 + (N + 1) / (n + .5)) for a word in n of N passages: above 0 however common it is. */
  weights: number[];
  total: number;
  /** The bm25 score of a passage of average length with each word once: the sum of bm25's own idf. */
  fullScore: number;
};

export function weighWords({ words, frequencies }: ExpandedQuery, passages: number): WordWeights {
  const counts = words.map((word) => countOf(word, frequencies));
  const weights = counts.map((count) => Math.log(1 + (passages + 1) / (count + 0.5)));
  const ofBm25 = counts.map((count) => Math.max(1e-6, Math.log((passages - count + 0.5) / (count + 0.5))));
  return { weights, total: sum(weights), fullScore: sum(ofBm25) };
}

/** How many passages have the word, in its most frequent spelling. */
function countOf(word: ExpandedWord, frequencies: ReadonlyMap<string, number>): number {
  const counts = spellingsOf(word)
    .filter((stems) => stems.length > 0)
    .map((stems) => Math.min(...stems.map((stem) => frequencies.get(stem) ?? 0)));
  return Math.max(0, ...counts);
}

/** For each passage the share of the question's words it has, weighted by idf: 0…1. Passages with none are absent. */
export function measureCoverage(
  db: Database,
  { words }: ExpandedQuery,
  {
    scores,
    passages,
    idfWeights,
  }: { scores: ReadonlyMap<number, number>; passages: number; idfWeights: WordWeights },
): Map<number, number> {
  const ids = [...scores.keys()];
  if (passages > searchTuning.coverage.maxCountedPassages) {
    return new Map(ids.map((id) => [id, Math.min(1, scores.get(id)! / idfWeights.fullScore)]));
  }
  const coverage = new Map<number, number>();
  for (const [at, word] of words.entries()) {
    for (const id of findWithAll(db, [spellingsOf(word)], ids)) {
      coverage.set(id, (coverage.get(id) ?? 0) + idfWeights.weights[at]! / idfWeights.total);
    }
  }
  return coverage;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
