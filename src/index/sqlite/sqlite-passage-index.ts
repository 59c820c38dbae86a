import { ArchiveError } from "../../errors.ts";
import { type Database, readTransaction, transaction } from "../../storage/database.ts";
import type { PassageIndex } from "../passage-index.ts";
import { documentFrequency } from "./document-frequency.ts";
import { findByText, findWithAll, scoreText } from "./find-by-text.ts";
import { findNearest } from "./find-nearest.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { putTexts, removeTexts } from "./put-texts.ts";
import type { ResidentVectors } from "./resident-vectors.ts";
import { toVector, vectorBytes } from "./vector-bytes.ts";

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

function getVectors(
  db: Database,
  passageIds: readonly number[],
  fingerprintId: number | undefined,
): Map<number, Float32Array> {
  if (fingerprintId === undefined) return new Map();
  const rows = db.all<{ id: number; vector: Uint8Array }>(
    `select v.passage_id as id, v.vector from json_each(?) wanted
     cross join passage_vectors v on v.passage_id = wanted.value where v.fingerprint_id = ?`,
    JSON.stringify(passageIds),
    fingerprintId,
  );
  return new Map(rows.map((row) => [row.id, toVector(row.vector)]));
}

function putVectors(
  db: Database,
  vectors: ReadonlyMap<number, Float32Array>,
  embedding: { fingerprintId: number; dimensions: number } | undefined,
): void {
  if (!embedding) {
    throw new ArchiveError(
      "archive-busy",
      `${db.path}: the archive uses another embedding model now`,
      "another program has changed the model: start this one again",
    );
  }
  removeVectors(db, [...vectors.keys()]);
  for (const [passageId, vector] of vectors) {
    checkVector(vector, embedding.dimensions);
    // Embedding takes a while: a passage may have been replaced or removed meanwhile.
    const { changes } = db.run(
      `insert into passage_vectors (passage_id, fingerprint_id, vector)
       select id, ?, ? from passages where id = ?`,
      embedding.fingerprintId,
      vectorBytes(vector),
      passageId,
    );
    if (changes === 0) continue;
    db.run(
      "insert into transcription_embeddings (rowid, embedding) values (?, ?)",
      BigInt(passageId),
      vectorBytes(vector),
    );
  }
}

/** Only what is there is deleted: to ask vec0 for a row it does not have takes longer than to look into its list. */
function removeVectors(db: Database, passageIds: readonly number[]): void {
  const known = db.all<{ id: number }>(
    `select wanted.value as id from json_each(?) wanted
     where exists (select 1 from passage_vectors v where v.passage_id = wanted.value)
       or exists (select 1 from transcription_embeddings_rowids e where e.rowid = wanted.value)`,
    JSON.stringify(passageIds),
  );
  for (const { id } of known) {
    db.run("delete from passage_vectors where passage_id = ?", id);
    db.run("delete from transcription_embeddings where rowid = ?", BigInt(id));
  }
}

function checkVector(vector: Float32Array, dimensions: number): void {
  if (vector.length !== dimensions) {
    throw new TypeError(`a vector of ${vector.length} numbers, the archive's have ${dimensions}`);
  }
  const squared = vector.reduce((sum, value) => sum + value * value, 0);
  if (!(Math.abs(squared - 1) < 0.01)) throw new TypeError(`not a unit vector: squared length ${squared}`);
}
