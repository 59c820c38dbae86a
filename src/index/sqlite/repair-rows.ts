import { type Database, transaction } from "../../storage/database.ts";
import { refillVectorTable } from "./index-tables.ts";

/** Removes vectors that are damaged, and fills vec0's table again from the others: passages without one are embedded again. */
export function removeDamagedVectors(db: Database, passageIds: readonly number[]): void {
  transaction(db, () => {
    for (const id of passageIds) db.run("delete from passage_vectors where passage_id = ?", id);
    refillVectorTable(db);
  });
}

/** Removes sentence vectors: those of these passages are made again. */
export function removeSentences(db: Database, passageIds: readonly number[]): void {
  transaction(db, () => {
    for (const id of passageIds) db.run("delete from sentence_vectors where passage_id = ?", id);
  });
}

/** Counts the vectors of each embedding again. */
export function recountVectors(db: Database): void {
  transaction(db, () => {
    db.run("delete from vector_counts");
    db.run(
      `insert into vector_counts (fingerprint_id, vectors)
       select fingerprint_id, count(*) from passage_vectors group by fingerprint_id`,
    );
  });
}

/**
 * Marks transcriptions as not indexed; their passages answer until they are indexed again, and vectors of passages that cover
 * the same words are kept.
 */
export function markNotIndexed(db: Database, transcriptionIds: readonly number[]): void {
  db.run(
    "delete from transcription_indexes where transcription_id in (select value from json_each(?))",
    JSON.stringify(transcriptionIds),
  );
}

/** Removes fingerprints that are damaged, with all that was made under them: it is made again. */
export function removeFingerprints(db: Database, ids: readonly number[]): void {
  transaction(db, () => {
    for (const id of ids) {
      for (const table of [
        "transcription_indexes",
        "sentence_vectors",
        "passage_vectors",
        "vectors_next",
        "active_embedding",
      ])
        db.run(`delete from ${table} where fingerprint_id = ?`, id);
      db.run("delete from vector_counts where fingerprint_id = ?", id);
      db.run("delete from fingerprints where id = ?", id);
    }
    refillVectorTable(db);
  });
}

/** Rows of derived tables, and the condition of those that refer to nothing; what others refer to comes first. */
const orphanConditions = [
  [
    "passages",
    `transcription_id not in (select id from transcriptions) or recording_id not in (select id from recordings)`,
  ],
  [
    "passage_vectors",
    `passage_id not in (select id from passages) or fingerprint_id not in (select id from fingerprints)`,
  ],
  [
    "sentence_vectors",
    `passage_id not in (select passage_id from passage_vectors) or fingerprint_id not in (select id from fingerprints)`,
  ],
  [
    "transcription_indexes",
    `transcription_id not in (select id from transcriptions) or fingerprint_id not in (select id from fingerprints)`,
  ],
  ["active_embedding", "fingerprint_id not in (select id from fingerprints)"],
  ["vector_counts", "fingerprint_id not in (select id from fingerprints)"],
  ["waveforms", "recording_id not in (select id from recordings)"],
  ["checkpoints", "recording_id not in (select id from recordings)"],
  ["checkpoint_segments", "recording_id not in (select recording_id from checkpoints)"],
  [
    "vectors_next",
    `passage_id not in (select id from passages) or fingerprint_id not in (select id from fingerprints)`,
  ],
] as const;

/** Removes derived rows that refer to nothing. @returns how many */
export function removeOrphanRows(db: Database): number {
  return transaction(db, () =>
    orphanConditions.reduce(
      (sum, [table, condition]) => sum + db.run(`delete from ${table} where ${condition}`).changes,
      0,
    ),
  );
}
