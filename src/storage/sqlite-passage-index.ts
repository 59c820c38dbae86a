import type { SearchFilter } from "../domain.ts";
import { ArchiveError } from "../errors.ts";
import { type Database, readTransaction, transaction } from "./database.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { matchExpression, phrasesExpression } from "./match-expression.ts";
import type { IndexEntry, PassageIndex, TextCandidate, TextQuery, VectorCandidate } from "./passage-index.ts";
import { allowsAll, bindFilter } from "./search-filter.ts";
import { toVector, vectorBytes } from "./vector-bytes.ts";

/** vec0's own limit on how many neighbours one query may ask for. */
const maxNeighbours = 4096;

// Recordings first: they are few, and a recording that is not allowed costs none of its passages.
const fromAllowed = "from recordings r cross join passages p on p.recording_id = r.id";
const isAllowed = `(:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
  and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))
  and (:languages is null or p.language in (select value from json_each(:languages)))`;
// The unary plus before it keeps FTS5 from being asked once for each allowed row: it walks its matches once.
const allowedPassages = `(select p.id ${fromAllowed} where ${isAllowed})`;

type ScoreRow = { passageId: number; score: number };
type DistanceRow = { id: number; distance: number };

/**
 * The index inside data.db: FTS5 for stems and spoken text, sqlite-vec for vectors. With a `fingerprint`, vectors are
 * read and written only while that embedding is the active one (`setActiveEmbedding`): finding returns nothing
 * otherwise and storing throws `archive-busy`, so that a process with another model can never mix the two.
 */
export function createSqlitePassageIndex(db: Database, fingerprint?: string): PassageIndex {
  const findEmbedding = () => {
    const active = findActiveEmbedding(db);
    return fingerprint === undefined || active?.fingerprint === fingerprint ? active : undefined;
  };
  return {
    findByText: (query, limit, filter) => findByText(db, { query, limit, filter }),
    scoreText: (query, passageIds) => scoreText(db, query, passageIds),
    findNearest: (vector, limit, filter) =>
      readTransaction(db, () => {
        const embedding = findEmbedding();
        if (!embedding) return [];
        checkVector(vector, embedding.dimensions);
        return findNearest(db, { vector, limit, filter, fingerprintId: embedding.fingerprintId });
      }),
    getVectors: (passageIds) =>
      readTransaction(db, () => getVectors(db, passageIds, findEmbedding()?.fingerprintId)),
    documentFrequency: (stems) => documentFrequency(db, stems),
    put: (entries) =>
      transaction(db, () => {
        for (const entry of entries) putText(db, entry);
        const vectors = new Map(
          entries.flatMap(({ passageId, vector }) => (vector ? [[passageId, vector]] : [])),
        );
        if (vectors.size > 0) putVectors(db, vectors, findEmbedding());
      }),
    putVectors: (vectors) => transaction(db, () => putVectors(db, vectors, findEmbedding())),
    remove: (passageIds) =>
      transaction(db, () => {
        for (const id of passageIds) {
          removeText(db, id);
          removeVector(db, id);
        }
      }),
    // FTS5's own table of documents: to count them through FTS5 itself takes a hundred times as long.
    count: () => ({
      ...db.get<{ passages: number; vectors: number }>(
        `select (select count(*) from passages_stems_docsize) as passages,
           (select count(*) from passage_vectors where fingerprint_id = ?) as vectors`,
        findEmbedding()?.fingerprintId ?? null,
      )!,
    }),
  };
}

function findByText(
  db: Database,
  { query, limit, filter }: { query: TextQuery; limit: number; filter: SearchFilter | undefined },
): TextCandidate[] {
  const match = matchExpression(query);
  if (match === undefined || limit <= 0) return [];
  const bound = bindFilter(filter);
  const isFiltered = !allowsAll(bound);
  const phrases = phrasesExpression(query);
  return db
    .all<ScoreRow>(
      `select rowid as passageId, -bm25(passages_stems) as score from passages_stems
       where passages_stems match :match
         ${phrases ? `and +rowid in (select rowid from passages_stems where passages_stems match :phrases)` : ""}
         ${isFiltered ? `and +rowid in ${allowedPassages}` : ""}
       order by score desc, passageId limit :limit`,
      { match, limit, ...(phrases && { phrases }), ...(isFiltered && bound) },
    )
    .map(({ passageId, score }) => ({ passageId, score }));
}

function scoreText(db: Database, query: TextQuery, passageIds: readonly number[]): Map<number, number> {
  const match = matchExpression(query);
  if (match === undefined || passageIds.length === 0) return new Map();
  const phrases = phrasesExpression(query);
  const rows = db.all<ScoreRow>(
    `select rowid as passageId, -bm25(passages_stems) as score from passages_stems
     where passages_stems match :match and +rowid in (select value from json_each(:ids))
       ${phrases ? `and +rowid in (select rowid from passages_stems where passages_stems match :phrases)` : ""}`,
    { match, ids: JSON.stringify(passageIds), ...(phrases && { phrases }) },
  );
  return new Map(rows.map((row) => [row.passageId, row.score]));
}

function documentFrequency(db: Database, stems: readonly string[]): Map<string, number> {
  return new Map(
    stems.map((stem) => {
      const match = matchExpression({ terms: [stem], phrases: [], excluded: [] });
      const count =
        match === undefined
          ? 0
          : db.get<{ count: number }>(
              "select count(*) as count from passages_stems where passages_stems match ?",
              match,
            )!.count;
      return [stem, count];
    }),
  );
}

type NearestOptions = {
  vector: Float32Array;
  limit: number;
  filter: SearchFilter | undefined;
  fingerprintId: number;
};

function findNearest(db: Database, options: NearestOptions): VectorCandidate[] {
  if (options.limit <= 0) return [];
  const isFiltered = !allowsAll(bindFilter(options.filter));
  const rows = (isFiltered ? undefined : nearestByIndex(db, options)) ?? nearestByScan(db, options);
  // Both are unit vectors: |a − b|² = 2 − 2·cos.
  return rows.map(({ id, distance }) => ({ passageId: id, similarity: 1 - (distance * distance) / 2 }));
}

/** Undefined when vec0 cannot tell: too many asked for, or too many at one distance. */
function nearestByIndex(db: Database, { vector, limit }: NearestOptions): DistanceRow[] | undefined {
  // vec0 keeps any of several rows at one distance, so one more is asked for, until the last is truly farther.
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

/** Compares with every vector the filter allows: exact at any filter, and as fast as vec0 up to half of the archive. */
function nearestByScan(
  db: Database,
  { vector, limit, filter, fingerprintId }: NearestOptions,
): DistanceRow[] {
  const bound = bindFilter(filter);
  const isFiltered = !allowsAll(bound);
  const from = isFiltered
    ? `${fromAllowed} cross join passage_vectors v on v.passage_id = p.id`
    : "from passage_vectors v";
  return db.all<DistanceRow>(
    `select v.passage_id as id, vec_distance_L2(v.vector, :vector) as distance ${from}
     where v.fingerprint_id = :fingerprintId ${isFiltered ? `and ${isAllowed}` : ""}
     order by distance, id limit :limit`,
    { vector: vectorBytes(vector), fingerprintId, limit, ...(isFiltered && bound) },
  );
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

function putText(db: Database, { passageId, recordingId, text, stems }: IndexEntry): void {
  removeText(db, passageId);
  // A vector of the text that was here before is no vector of this one.
  removeVector(db, passageId);
  db.run(
    "insert into transcriptions_fts (rowid, text, recording_id) values (?, ?, ?)",
    passageId,
    text,
    BigInt(recordingId),
  );
  db.run("insert into passages_stems (rowid, stems) values (?, ?)", passageId, stems);
}

function removeText(db: Database, passageId: number): void {
  db.run("delete from transcriptions_fts where rowid = ?", passageId);
  db.run("delete from passages_stems where rowid = ?", passageId);
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
  for (const [passageId, vector] of vectors) {
    checkVector(vector, embedding.dimensions);
    removeVector(db, passageId);
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

function removeVector(db: Database, passageId: number): void {
  db.run("delete from passage_vectors where passage_id = ?", passageId);
  db.run("delete from transcription_embeddings where rowid = ?", BigInt(passageId));
}

function checkVector(vector: Float32Array, dimensions: number): void {
  if (vector.length !== dimensions) {
    throw new TypeError(`a vector of ${vector.length} numbers, the archive's have ${dimensions}`);
  }
  const squared = vector.reduce((sum, value) => sum + value * value, 0);
  if (!(Math.abs(squared - 1) < 0.01)) throw new TypeError(`not a unit vector: squared length ${squared}`);
}
