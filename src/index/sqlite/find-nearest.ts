import type { Database } from "../../storage/database.ts";
import type { ResolvedFilter } from "../../storage/search-filter.ts";
import { fromAllowed, isAllowed, narrowing } from "./allowed-passages.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { checkVector } from "./put-vectors.ts";
import type { ResidentVectors } from "./resident-vectors.ts";
import { vectorBytes } from "./vector-bytes.ts";

/** vec0's own limit on how many neighbours one query may ask for. */
const maxNeighbours = 4096;

type DistanceRow = { id: number; distance: number };

export type NearestRequest = {
  vector: Float32Array;
  limit: number;
  filter?: ResolvedFilter | undefined;
  /** The embedding of `vector`: nothing is found while another one is active. Default: the active one. */
  fingerprint?: string | undefined;
};

/** A passage near in meaning; `similarity` is the cosine, -1…1. */
export type VectorCandidate = { passageId: number; similarity: number };

type EmbeddedRequest = NearestRequest & { fingerprintId: number };

/**
 * Passages nearest to a unit vector, nearest first, at most `limit`, ties by passage id. Call it inside a read transaction.
 * If vectors are loaded in memory, these give the candidates and only their stored vectors are compared; else vec0 compares
 * all vectors, or those the filter allows.
 */
export function findNearest(
  db: Database,
  asked: NearestRequest,
  resident?: ResidentVectors,
): VectorCandidate[] {
  if (asked.limit <= 0) return [];
  const embedding = findActiveEmbedding(db, asked.fingerprint);
  if (!embedding) return [];
  checkVector(asked.vector, embedding.dimensions);
  const request = { ...asked, fingerprintId: embedding.fingerprintId };
  const candidates = resident?.findCandidates(request);
  const rows = candidates ? compareCandidates(db, request, candidates) : compareAll(db, request);
  // Unit vectors: |a − b|² = 2 − 2·cos.
  return rows.map(({ id, distance }) => ({ passageId: id, similarity: 1 - (distance * distance) / 2 }));
}

function compareAll(db: Database, request: EmbeddedRequest): DistanceRow[] {
  return (narrowing(request.filter) ? undefined : nearestByIndex(db, request)) ?? nearestByScan(db, request);
}

/** In one statement: the vectors stay inside SQLite. */
function compareCandidates(
  db: Database,
  { vector, limit, fingerprintId }: EmbeddedRequest,
  candidates: readonly number[],
): DistanceRow[] {
  return db.all<DistanceRow>(
    `select v.passage_id as id, vec_distance_L2(v.vector, :vector) as distance
     from json_each(:candidates) wanted cross join passage_vectors v on v.passage_id = wanted.value
     where v.fingerprint_id = :fingerprintId order by distance, id limit :limit`,
    { vector: vectorBytes(vector), candidates: JSON.stringify(candidates), fingerprintId, limit },
  );
}

/** Undefined when vec0 cannot answer exactly: too many asked for, or too many at the same distance. */
function nearestByIndex(db: Database, { vector, limit }: NearestRequest): DistanceRow[] | undefined {
  // vec0 keeps arbitrary ones of several rows at the same distance: one more is asked for, until the last one is farther.
  for (let k = limit + 1; k <= maxNeighbours; k *= 2) {
    const rows = db.all<DistanceRow>(
      `select rowid as id, distance from transcription_embeddings where embedding match ? and k = ?`,
      vectorBytes(vector),
      BigInt(k),
    );
    const isWhole = rows.length < k || rows[limit - 1]!.distance < rows.at(-1)!.distance;
    if (isWhole) return rows.sort((a, b) => a.distance - b.distance || a.id - b.id).slice(0, limit);
  }
  return undefined;
}

/** Compares every vector the filter allows: exact, and as fast as vec0 for filters up to half of the archive. */
function nearestByScan(
  db: Database,
  { vector, limit, filter, fingerprintId }: EmbeddedRequest,
): DistanceRow[] {
  const bound = narrowing(filter);
  const from = bound
    ? `${fromAllowed} cross join passage_vectors v on v.passage_id = p.id`
    : "from passage_vectors v";
  return db.all<DistanceRow>(
    `select v.passage_id as id, vec_distance_L2(v.vector, :vector) as distance ${from}
     where v.fingerprint_id = :fingerprintId ${bound ? `and ${isAllowed}` : ""}
     order by distance, id limit :limit`,
    { vector: vectorBytes(vector), fingerprintId, limit, ...bound },
  );
}
