import type { Database } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";
import { fingerprintId } from "./fingerprints.ts";

/** Codes of a passage's sentences (embedding/sentence-codes.ts); empty for a passage of a single sentence. */
type SentenceCodes = Uint8Array;

type Row = { id: number; codes: SentenceCodes };

/**
 * Stores the sentence vectors of passages that have a vector of `embedding`, in place of earlier ones. Those of other passages
 * are ignored, since codes are differences from that vector.
 * @param sentences fingerprint of embedding and sentence rules
 */
export function putSentenceCodes(
  db: Database,
  codes: ReadonlyMap<number, SentenceCodes>,
  { embedding, sentences }: { embedding: string; sentences: string },
): void {
  if (codes.size === 0) return;
  const sentencesId = fingerprintId(db, sentences);
  const embeddingId = fingerprintId(db, embedding);
  for (const [passageId, own] of codes) {
    db.run(
      `insert or replace into sentence_vectors (passage_id, fingerprint_id, codes, checksum)
       select passage_id, ?, ?, ? from passage_vectors where passage_id = ? and fingerprint_id = ?`,
      sentencesId,
      own,
      rowChecksum(sentencesId, own),
      passageId,
      embeddingId,
    );
  }
}

/** Codes by passage; passages without sentence vectors of this fingerprint are absent. */
export function findSentenceCodes(
  db: Database,
  passageIds: readonly number[],
  fingerprint: string,
): Map<number, SentenceCodes> {
  const rows = db.all<Row>(
    `select v.passage_id as id, v.codes from json_each(?) wanted
     cross join sentence_vectors v on v.passage_id = wanted.value
     where v.fingerprint_id = (select id from fingerprints where fingerprint = ?)`,
    JSON.stringify(passageIds),
    fingerprint,
  );
  return new Map(rows.map((row) => [row.id, row.codes]));
}

/** Number of passages with sentence vectors of this fingerprint: never more than have a vector. */
export function countSentenceCodes(db: Database, fingerprint: string): number {
  return db.get<{ count: number }>(
    `select count(*) as count from sentence_vectors
     where fingerprint_id = (select id from fingerprints where fingerprint = ?)`,
    fingerprint,
  )!.count;
}

/** Sentence codes of a transcription by the words their passage covers, to keep them while passages are replaced. */
export type KeptSentences = ReadonlyMap<string, { fingerprintId: number; codes: SentenceCodes }>;

type RangeRow = {
  id: number;
  firstWord: number;
  wordCount: number;
  fingerprintId: number;
  codes: SentenceCodes;
};

/** Reads them before a transcription's passages are replaced. */
export function keepSentences(db: Database, transcriptionId: number): KeptSentences {
  const rows = db.all<RangeRow>(
    `select p.id, p.first_word as firstWord, p.word_count as wordCount, v.fingerprint_id as fingerprintId, v.codes
     from passages p cross join sentence_vectors v on v.passage_id = p.id where p.transcription_id = ?`,
    transcriptionId,
  );
  return new Map(rows.map(({ fingerprintId, codes, ...row }) => [rangeOf(row), { fingerprintId, codes }]));
}

/** Stores them again for passages that cover the same words and have kept their vector. */
export function restoreSentences(db: Database, transcriptionId: number, kept: KeptSentences): void {
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
      "insert or replace into sentence_vectors (passage_id, fingerprint_id, codes, checksum) values (?, ?, ?, ?)",
      row.id,
      own.fingerprintId,
      own.codes,
      rowChecksum(own.fingerprintId, own.codes),
    );
  }
}

function rangeOf({ firstWord, wordCount }: { firstWord: number; wordCount: number }): string {
  return `${firstWord}+${wordCount}`;
}
