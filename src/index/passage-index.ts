import type { SearchFilter } from "../domain.ts";

/** A passage as the index takes it. */
export type IndexEntry = {
  passageId: number;
  recordingId: number;
  /** As spoken: goes to `transcriptions_fts`. */
  text: string;
  /** Stems in order, joined by spaces: what the text leg matches. */
  stems: string;
  /** Unit vector; absent until it is embedded. */
  vector?: Float32Array;
};

/** What the text leg asks for. Everything is stems made by `language/`, never SQL or FTS5 syntax. */
export type TextQuery = {
  /** Any of these scores. */
  terms: readonly string[];
  /** Each must occur, its stems in this order side by side. */
  phrases: readonly (readonly string[])[];
  /** None of these may occur. */
  excluded: readonly string[];
};

/** One way a word may be written, as stems that must all be there, anywhere: `wi-fi` is wi and fi, or wifi. */
export type Writing = readonly string[];

/** A passage that has the words; `score` is bm25 turned round: higher is better, above 0. */
export type TextCandidate = { passageId: number; score: number };

/** A passage near in meaning; `similarity` is the cosine, -1…1. */
export type VectorCandidate = { passageId: number; similarity: number };

/**
 * The index of passages: text candidates, nearest vectors, vectors by id, put, remove. Other engines come behind this
 * interface; test/contracts/passage-index.ts holds what each must do. All calls are synchronous; `put` and `remove`
 * run inside the caller's transaction. Filters reach into the search: they never cost recall.
 */
export interface PassageIndex {
  /** Best first, at most `limit`; ties by passage id. An empty query finds nothing. */
  findByText(query: TextQuery, limit: number, filter?: SearchFilter): TextCandidate[];
  /** bm25 scores of the query for exactly these passages: passages without a match are absent. */
  scoreText(query: TextQuery, passageIds: readonly number[]): Map<number, number>;
  /** Which of these passages have every word, each in one of its writings at least. */
  findWithAll(words: readonly (readonly Writing[])[], passageIds: readonly number[]): Set<number>;
  /** Nearest first, at most `limit`; ties by passage id. Exact. */
  findNearest(vector: Float32Array, limit: number, filter?: SearchFilter): VectorCandidate[];
  /** Stored vectors; passages without one are absent. */
  getVectors(passageIds: readonly number[]): Map<number, Float32Array>;
  /** How many passages hold each stem (0 when none does). */
  documentFrequency(stems: readonly string[]): Map<string, number>;
  /** Adds passages or replaces those of the same id. */
  put(entries: readonly IndexEntry[]): void;
  /** Adds or replaces the vectors of passages already put. */
  putVectors(vectors: ReadonlyMap<number, Float32Array>): void;
  /** Forgets passages: text, stems and vectors. Unknown ids are ignored. */
  remove(passageIds: readonly number[]): void;
  /** Passages in the index, and how many of them have a vector. */
  count(): { passages: number; vectors: number };
}
