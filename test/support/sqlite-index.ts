import type { SearchFilter } from "../../src/domain.ts";
import type { TextQuery } from "../../src/index/candidate-engine.ts";
import { countIndex } from "../../src/index/sqlite/count-index.ts";
import { documentFrequency } from "../../src/index/sqlite/document-frequency.ts";
import { findByText, findWithAll, scoreText } from "../../src/index/sqlite/find-by-text.ts";
import { findNearest } from "../../src/index/sqlite/find-nearest.ts";
import { findActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import type { Spelling } from "../../src/index/sqlite/match-expression.ts";
import { type IndexEntry, putPassages, removeTexts } from "../../src/index/sqlite/put-texts.ts";
import { getVectors, putVectors, removeVectors } from "../../src/index/sqlite/put-vectors.ts";
import type { ResidentVectors } from "../../src/index/sqlite/resident-vectors.ts";
import { type Database, readTransaction, transaction } from "../../src/storage/database.ts";
import { resolveFilter } from "../../src/storage/search-filter.ts";

export type SqliteIndex = ReturnType<typeof openSqliteIndex>;

/** The functions of the index in data.db, for one connection and one embedding: what many tests ask again and again. */
export function openSqliteIndex(db: Database, fingerprint?: string, resident?: ResidentVectors) {
  return {
    findByText: (query: TextQuery, limit: number, filter?: SearchFilter) =>
      findByText(db, { query, limit, filter: resolveFilter(filter) }),
    scoreText: (query: TextQuery, passageIds: readonly number[]) => scoreText(db, query, passageIds),
    findWithAll: (words: readonly (readonly Spelling[])[], passageIds: readonly number[]) =>
      findWithAll(db, words, passageIds),
    findNearest: (vector: Float32Array, limit: number, filter?: SearchFilter) =>
      readTransaction(db, () =>
        findNearest(db, { vector, limit, filter: resolveFilter(filter), fingerprint }, resident),
      ),
    getVectors: (passageIds: readonly number[]) => getVectors(db, passageIds, fingerprint),
    documentFrequency: (stems: readonly string[]) => documentFrequency(db, stems),
    put: (entries: readonly IndexEntry[]) => transaction(db, () => putPassages(db, entries)),
    putVectors: (vectors: ReadonlyMap<number, Float32Array>) =>
      putVectors(db, vectors, fingerprint ?? findActiveEmbedding(db)!.fingerprint),
    remove: (passageIds: readonly number[]) =>
      transaction(db, () => {
        removeTexts(db, passageIds);
        removeVectors(db, passageIds);
      }),
    count: () => countIndex(db, fingerprint),
  };
}
