import type { Database } from "../../storage/database.ts";
import { fingerprintId } from "./fingerprints.ts";

/** Codes of a passage's pieces (embedding/piece-codes.ts); an empty one says that the passage is a single piece. */
export type PieceCodes = Uint8Array;

type Row = { id: number; codes: PieceCodes };

/**
 * Stores the pieces of passages that have a vector of `embedding`, replacing those that were there; of others nothing
 * is stored, since codes are differences from that vector.
 * @param pieces fingerprint of the pieces: of the embedding and the rules that cut
 */
export function putPieceCodes(
  db: Database,
  codes: ReadonlyMap<number, PieceCodes>,
  { embedding, pieces }: { embedding: string; pieces: string },
): void {
  if (codes.size === 0) return;
  const piecesId = fingerprintId(db, pieces);
  const embeddingId = fingerprintId(db, embedding);
  for (const [passageId, own] of codes) {
    db.run(
      `insert or replace into piece_vectors (passage_id, fingerprint_id, codes)
       select passage_id, ?, ? from passage_vectors where passage_id = ? and fingerprint_id = ?`,
      piecesId,
      own,
      passageId,
      embeddingId,
    );
  }
}

/** Codes by passage; passages whose pieces were not made yet, or under another fingerprint, are absent. */
export function findPieceCodes(
  db: Database,
  passageIds: readonly number[],
  fingerprint: string,
): Map<number, PieceCodes> {
  const rows = db.all<Row>(
    `select v.passage_id as id, v.codes from json_each(?) wanted
     cross join piece_vectors v on v.passage_id = wanted.value
     where v.fingerprint_id = (select id from fingerprints where fingerprint = ?)`,
    JSON.stringify(passageIds),
    fingerprint,
  );
  return new Map(rows.map((row) => [row.id, row.codes]));
}

/** How many passages have their pieces under this fingerprint: never more than have a vector. */
export function countPieceCodes(db: Database, fingerprint: string): number {
  return db.get<{ count: number }>(
    `select count(*) as count from piece_vectors
     where fingerprint_id = (select id from fingerprints where fingerprint = ?)`,
    fingerprint,
  )!.count;
}

/** A transcription's pieces by the words their passage covers: what is worth keeping while passages are made anew. */
export type KeptPieces = ReadonlyMap<string, { fingerprintId: number; codes: PieceCodes }>;

type RangeRow = {
  id: number;
  firstWord: number;
  wordCount: number;
  fingerprintId: number;
  codes: PieceCodes;
};

/** Read before a transcription's passages are replaced … */
export function keepPieces(db: Database, transcriptionId: number): KeptPieces {
  const rows = db.all<RangeRow>(
    `select p.id, p.first_word as firstWord, p.word_count as wordCount, v.fingerprint_id as fingerprintId, v.codes
     from passages p cross join piece_vectors v on v.passage_id = p.id where p.transcription_id = ?`,
    transcriptionId,
  );
  return new Map(rows.map(({ fingerprintId, codes, ...row }) => [rangeOf(row), { fingerprintId, codes }]));
}

/** … and given back after: to the passages that cover the same words and have kept their vector. */
export function restorePieces(db: Database, transcriptionId: number, kept: KeptPieces): void {
  if (kept.size === 0) return;
  const rows = db.all<Omit<RangeRow, "fingerprintId" | "codes">>(
    `select p.id, p.first_word as firstWord, p.word_count as wordCount
     from passages p join passage_vectors v on v.passage_id = p.id where p.transcription_id = ?`,
    transcriptionId,
  );
  for (const row of rows) {
    const own = kept.get(rangeOf(row));
    if (!own) continue;
    db.run(
      "insert or replace into piece_vectors (passage_id, fingerprint_id, codes) values (?, ?, ?)",
      row.id,
      own.fingerprintId,
      own.codes,
    );
  }
}

function rangeOf({ firstWord, wordCount }: { firstWord: number; wordCount: number }): string {
  return `${firstWord}+${wordCount}`;
}
