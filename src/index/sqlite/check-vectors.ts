import type { Database } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { toVector } from "./vector-bytes.ts";

export type VectorsReport = {
  vectors: number;
  /** Passages whose vector is not what was stored, not of unit length, or not a vector. */
  damaged: number[];
  /** Passages whose sentence vectors are not what was stored. */
  damagedSentences: number[];
  /** Passages whose vector differs in transcription_embeddings, or is not found there. */
  differing: number[];
  /** Those of them whose stored vector has no checksum: which of both is right cannot be told. */
  unproved: number[];
  /** Chunks and rows of transcription_embeddings that contradict each other. */
  contradictions: number;
  /** The stored numbers of vectors are wrong. */
  areCountsWrong: boolean;
};

/**
 * Reads every vector, in both places where it lies: `passage_vectors`, which is the truth, and vec0's tables, which other
 * programs search. Reads vec0's own tables, as its search does: asking vec0 for one row after another takes longer and goes
 * another way than its search.
 */
export function checkVectors(db: Database, onProgress: (vectors: number) => void = () => {}): VectorsReport {
  const report: VectorsReport = {
    vectors: 0,
    damaged: [],
    damagedSentences: [],
    differing: [],
    unproved: [],
    contradictions: 0,
    areCountsWrong: false,
  };
  const active = findActiveEmbedding(db);
  for (const [id, fingerprintId, vector, checksum] of db.iterate<[number, number, Uint8Array, number | null]>(
    "select passage_id, fingerprint_id, vector, checksum from passage_vectors",
  )) {
    const isActive = fingerprintId === active?.fingerprintId;
    const isWhole = vector.byteLength % 4 === 0 && (!isActive || vector.byteLength === active.dimensions * 4);
    if (!isWhole || !isChecked(checksum, fingerprintId, vector) || !isUnit(toVector(vector)))
      report.damaged.push(id);
    report.vectors++;
    onProgress(report.vectors);
  }
  for (const [id, fingerprintId, codes, checksum] of db.iterate<[number, number, Uint8Array, number | null]>(
    "select passage_id, fingerprint_id, codes, checksum from sentence_vectors",
  ))
    if (!isChecked(checksum, fingerprintId, codes)) report.damagedSentences.push(id);
  compareCopies(db, active, report);
  report.areCountsWrong =
    db.get(
      `select 1 from (select fingerprint_id, count(*) as n from passage_vectors group by fingerprint_id) v
       full join (select * from vector_counts where vectors <> 0) c using (fingerprint_id)
       where v.n is not c.vectors limit 1`,
    ) !== undefined;
  return report;
}

function isChecked(checksum: number | null, fingerprintId: number, blob: Uint8Array): boolean {
  return checksum === null || rowChecksum(fingerprintId, blob) === checksum;
}

function isUnit(vector: Float32Array): boolean {
  const squared = vector.reduce((sum, value) => sum + value * value, 0);
  return Math.abs(squared - 1) < 0.01;
}

type Chunk = [id: number, size: number, validity: Uint8Array, rowids: Uint8Array, vectors: Uint8Array | null];

/**
 * vec0 keeps vectors in chunks: a blob of vectors, a bit for each place that is taken, and the id of each. Its search reads
 * only these; `_rowids` says where the vector of an id is.
 */
function compareCopies(
  db: Database,
  active: { fingerprintId: number; dimensions: number } | undefined,
  report: VectorsReport,
): void {
  const byteLength = (active?.dimensions ?? 0) * 4;
  const differing = new Set<number>();
  let copies = 0;
  for (const [chunkId, size, validity, rowids, vectors] of db.iterate<Chunk>(
    `select c.chunk_id, c.size, c.validity, c.rowids, v.vectors from transcription_embeddings_chunks c
     left join transcription_embeddings_vector_chunks00 v on v.rowid = c.chunk_id order by c.chunk_id`,
  )) {
    const placed = new Map(
      db
        .lists<[number, number]>(
          "select chunk_offset, rowid from transcription_embeddings_rowids where chunk_id = ?",
          chunkId,
        )
        .map(([offset, id]) => [offset, id]),
    );
    const isWhole =
      validity.byteLength * 8 === size &&
      rowids.byteLength === size * 8 &&
      vectors !== null &&
      (active === undefined || vectors.byteLength === size * byteLength);
    if (!isWhole) {
      report.contradictions++;
      continue;
    }
    const ids = new DataView(rowids.buffer, rowids.byteOffset, rowids.byteLength);
    for (let offset = 0; offset < size; offset++) {
      const isTaken = ((validity[offset >> 3]! >> (offset & 7)) & 1) === 1;
      const id = placed.get(offset);
      if (isTaken !== (id !== undefined)) report.contradictions++;
      if (!isTaken) continue;
      copies++;
      if (id === undefined || ids.getBigInt64(offset * 8, true) !== BigInt(id)) {
        report.contradictions++;
        continue;
      }
      const copy = vectors.subarray(offset * byteLength, (offset + 1) * byteLength);
      const stored = active && findStored(db, id, active.fingerprintId);
      if (stored && Buffer.compare(stored.vector, copy) === 0) continue;
      differing.add(id);
      if (stored?.checksum === null) report.unproved.push(id);
    }
  }
  const { rows, stored } = db.get<{ rows: number; stored: number }>(
    `select (select count(*) from transcription_embeddings_rowids) as rows,
       (select count(*) from passage_vectors where fingerprint_id = ?) as stored`,
    active?.fingerprintId ?? null,
  )!;
  if (rows !== copies || stored !== copies) report.contradictions++;
  report.differing = [...differing];
}

function findStored(
  db: Database,
  passageId: number,
  fingerprintId: number,
): { vector: Uint8Array; checksum: number | null } | undefined {
  return db.get(
    "select vector, checksum from passage_vectors where passage_id = ? and fingerprint_id = ?",
    passageId,
    fingerprintId,
  );
}
