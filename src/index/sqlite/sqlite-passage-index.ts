import { type Database, readTransaction, transaction } from "../../storage/database.ts";
import type { PassageIndex } from "../passage-index.ts";
import { documentFrequency } from "./document-frequency.ts";
import { findByText, findWithAll, scoreText } from "./find-by-text.ts";
import { findNearest } from "./find-nearest.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { putTexts, removeTexts } from "./put-texts.ts";
import { checkVector, getVectors, putVectors, removeVectors } from "./put-vectors.ts";
import type { ResidentVectors } from "./resident-vectors.ts";

/**
 * The index inside data.db: FTS5 for stems and spoken text, sqlite-vec for vectors. With a `fingerprint`, vectors are
 * read and written only while that embedding is the active one (`setActiveEmbedding`): finding returns nothing
 * otherwise and storing throws `archive-busy`, so that a process with another model can never mix the two. With
 * `resident`, nearest vectors are found in memory once they are loaded.
 */
export function createSqlitePassageIndex(
  db: Database,
  fingerprint?: string,
  resident?: ResidentVectors,
): PassageIndex {
  const findEmbedding = () => {
    const active = findActiveEmbedding(db);
    return fingerprint === undefined || active?.fingerprint === fingerprint ? active : undefined;
  };
  return {
    findByText: (query, limit, filter) => findByText(db, { query, limit, filter }),
    scoreText: (query, passageIds) => scoreText(db, query, passageIds),
    findWithAll: (words, passageIds) => findWithAll(db, words, passageIds),
    findNearest: (vector, limit, filter) =>
      readTransaction(db, () => {
        const embedding = findEmbedding();
        if (!embedding) return [];
        checkVector(vector, embedding.dimensions);
        const { fingerprintId } = embedding;
        return findNearest(db, { vector, limit, filter, fingerprintId }, resident);
      }),
    getVectors: (passageIds) =>
      readTransaction(db, () => getVectors(db, passageIds, findEmbedding()?.fingerprintId)),
    documentFrequency: (stems) => documentFrequency(db, stems),
    put: (entries) =>
      transaction(db, () => {
        putTexts(db, entries);
        // A vector of the text that was here before is no vector of this one.
        removeVectors(
          db,
          entries.map((entry) => entry.passageId),
        );
        const vectors = new Map(
          entries.flatMap(({ passageId, vector }) => (vector ? [[passageId, vector]] : [])),
        );
        if (vectors.size > 0) putVectors(db, vectors, findEmbedding());
      }),
    putVectors: (vectors) => transaction(db, () => putVectors(db, vectors, findEmbedding())),
    remove: (passageIds) =>
      transaction(db, () => {
        removeTexts(db, passageIds);
        removeVectors(db, passageIds);
      }),
    // FTS5's own table of documents: to count them through FTS5 itself takes a hundred times as long.
    count: () => ({
      ...db.get<{ passages: number; vectors: number }>(
        `select (select count(*) from passages_stems_docsize) as passages,
           coalesce((select vectors from vector_counts where fingerprint_id = ?), 0) as vectors`,
        findEmbedding()?.fingerprintId ?? null,
      )!,
    }),
  };
}
