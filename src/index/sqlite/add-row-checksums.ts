import { type Database, transaction } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";
import { wordChecksum } from "./vocabulary.ts";

const rowsPerTransaction = 1000;

/**
 * Gives a checksum to rows of earlier versions that have none, as they are now: from here on a change is noticed. Not to
 * vectors: the two places where each lies are compared, and an update of each would be a change that engines follow.
 */
export function addMissingRowChecksums(db: Database): void {
  fill<{ id: number; fingerprint: string }>(
    db,
    "select id, fingerprint from fingerprints where checksum is null limit ?",
    (row) => {
      db.run("update fingerprints set checksum = ? where id = ?", rowChecksum(row.fingerprint), row.id);
    },
  );
  fill<{ id: number; fingerprintId: number; codes: Uint8Array }>(
    db,
    `select passage_id as id, fingerprint_id as fingerprintId, codes from sentence_vectors
     where checksum is null limit ?`,
    (row) => {
      const checksum = rowChecksum(row.fingerprintId, row.codes);
      db.run("update sentence_vectors set checksum = ? where passage_id = ?", checksum, row.id);
    },
  );
  fill<{ id: number; peaksPerSecond: number; peaks: Uint8Array }>(
    db,
    `select recording_id as id, peaks_per_second as peaksPerSecond, peaks from waveforms
     where checksum is null limit ?`,
    (row) => {
      const checksum = rowChecksum(row.peaksPerSecond, row.peaks);
      db.run("update waveforms set checksum = ? where recording_id = ?", checksum, row.id);
    },
  );
  addWordChecksums(db);
}

function addWordChecksums(db: Database): void {
  if (!db.get("select 1 from vocabulary where checksum is null limit 1")) return;
  // By word, which the index of sound keys is not: a look-up for each would read all of it.
  const soundKeys = Map.groupBy(
    db.lists<[word: string, key: string]>("select word, sound_key from vocabulary_sounds"),
    ([word]) => word,
  );
  fill<{ word: string; stem: string; script: string }>(
    db,
    "select word, stem, script from vocabulary where checksum is null limit ?",
    (row) => {
      const keys = (soundKeys.get(row.word) ?? []).map(([, key]) => key);
      const checksum = wordChecksum({ ...row, soundKeys: keys });
      db.run("update vocabulary set checksum = ? where word = ?", checksum, row.word);
    },
  );
}

function fill<Row>(db: Database, select: string, update: (row: Row) => void): void {
  for (let count = rowsPerTransaction; count === rowsPerTransaction; ) {
    count = transaction(db, () => {
      const rows = db.all<Row>(select, rowsPerTransaction);
      for (const row of rows) update(row);
      return rows.length;
    });
  }
}
