import { archiveError } from "../../errors.ts";
import { type Database, transaction } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { toVector, vectorBytes } from "./vector-bytes.ts";

/**
 * Stored vectors of the active embedding; passages without one are absent. None while another embedding than `fingerprint`
 * is active.
 */
export function getVectors(
  db: Database,
  passageIds: readonly number[],
  fingerprint?: string,
): Map<number, Float32Array> {
  const active = findActiveEmbedding(db, fingerprint);
  if (!active) return new Map();
  const rows = db.all<{ id: number; vector: Uint8Array }>(
    `select v.passage_id as id, v.vector from json_each(?) wanted
     cross join passage_vectors v on v.passage_id = wanted.value where v.fingerprint_id = ?`,
    JSON.stringify(passageIds),
    active.fingerprintId,
  );
  return new Map(rows.map((row) => [row.id, toVector(row.vector)]));
}

/**
 * Adds or replaces vectors of passages that are still there, made by the embedding `fingerprint`, in one transaction.
 * @throws ArchiveError `archive-busy` when another embedding is active
 */
export function putVectors(
  db: Database,
  vectors: ReadonlyMap<number, Float32Array>,
  fingerprint: string,
): void {
  transaction(db, () => storeVectors(db, vectors, findActiveEmbedding(db, fingerprint)));
}

/** Part of the caller's transaction. */
export function storeVectors(
  db: Database,
  vectors: ReadonlyMap<number, Float32Array>,
  embedding: { fingerprintId: number; dimensions: number } | undefined,
): void {
  if (!embedding) {
    throw archiveError("embedding-model-changed", { path: db.path });
  }
  removeVectors(db, [...vectors.keys()]);
  for (const [passageId, vector] of vectors) {
    checkVector(vector, embedding.dimensions);
    // Embedding takes a while: a passage may have been replaced or removed meanwhile.
    const { changes } = db.run(
      `insert into passage_vectors (passage_id, fingerprint_id, vector, checksum)
       select id, ?, ?, ? from passages where id = ?`,
      embedding.fingerprintId,
      vectorBytes(vector),
      rowChecksum(embedding.fingerprintId, vectorBytes(vector)),
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

/** Removes vectors. Only rows that exist are deleted: asking vec0 for a missing row takes longer than looking into its list. */
export function removeVectors(db: Database, passageIds: readonly number[]): void {
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

/** Throws a TypeError unless it is a unit vector of that many numbers. */
export function checkVector(vector: Float32Array, dimensions: number): void {
  if (vector.length !== dimensions) {
    throw new TypeError(`a vector of ${vector.length} numbers, the archive's have ${dimensions}`);
  }
  const squared = vector.reduce((sum, value) => sum + value * value, 0);
  if (!(Math.abs(squared - 1) < 0.01)) throw new TypeError(`not a unit vector: squared length ${squared}`);
}
