import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { getLoadablePath } from "sqlite-vec";

const textTables = ["transcriptions_fts", "passages_stems", "recordings_fts", "recordings_stems"];

/** Source tables and what search reads, in an order that does not depend on the pages they lie on. */
const queries = [
  "select type, name, tbl_name, sql from sqlite_schema order by type, name",
  "select * from recordings order by id",
  "select * from transcriptions order by id",
  "select * from transcription_segments order by transcription_id, position",
  "select * from transcription_words order by transcription_id, position",
  "select * from passages order by id",
  "select * from fingerprints order by id",
  "select * from transcription_indexes order by transcription_id",
  "select * from active_embedding",
  "select * from passage_vectors order by passage_id",
  "select * from sentence_vectors order by passage_id",
  "select * from vector_counts order by fingerprint_id",
  "select * from waveforms order by recording_id",
  "select * from vocabulary order by word",
  "select * from vocabulary_sounds order by sound_key, word",
  "select * from recordings_stems_version",
  "select * from archive_identity",
  "select rowid, text, recording_id from transcriptions_fts order by rowid",
  "select rowid, title, notes, tags from recordings_fts order by rowid",
  "select rowid, embedding from transcription_embeddings order by rowid",
  "select rowid, distance from transcription_embeddings where embedding match (select vector from passage_vectors order by passage_id limit 1) order by distance limit 100",
  ...textTables.flatMap((table) => [
    `select term, doc, col, "offset" from temp.${table}_terms order by term, doc, col, "offset"`,
    `select id, sz from ${table}_docsize order by id`,
    `select block from ${table}_data where id = 1`,
  ]),
  // Through the indexes that queries use, which are copies of their own.
  "select id from recordings indexed by recordings_created where created_ms is not null order by created_ms, id",
  "select id from recordings indexed by recordings_source where source_sha256 > '' order by source_sha256",
  "select id from recordings indexed by recordings_sound where sound_sha256 > '' order by sound_sha256",
  "select id, filename from recordings where filename > '' order by filename",
  "select id from transcriptions indexed by transcriptions_recording where recording_id > 0 order by recording_id, id",
  "select id from transcriptions indexed by transcriptions_current where is_current = 1 and recording_id > 0 order by recording_id",
  "select recording_id, language, word_count from transcriptions indexed by transcriptions_standing where is_current = 1 and recording_id > 0 order by recording_id",
  "select id from passages indexed by passages_recording where recording_id > 0 order by recording_id, start_ms",
  "select passage_id from passage_vectors indexed by passage_vectors_fingerprint where fingerprint_id > 0 order by fingerprint_id, passage_id",
  "select passage_id from sentence_vectors indexed by sentence_vectors_fingerprint where fingerprint_id > 0 order by fingerprint_id, passage_id",
  "pragma user_version",
  "pragma application_id",
];

/**
 * SHA-256 over every row and value of the queries above, also of values that are no valid UTF-8, and over what each full-text
 * table answers when it is asked for each of its words, with the rank. Throws what SQLite throws.
 */
export function dumpDatabase(path: string): string {
  const db = new DatabaseSync(path, { readOnly: true, allowExtension: true });
  try {
    db.loadExtension(getLoadablePath());
    db.exec("pragma temp_store = memory");
    for (const table of textTables)
      db.exec(`create virtual table temp.${table}_terms using fts5vocab(main, ${table}, instance)`);
    const hash = createHash("sha256");
    for (const sql of queries) {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      statement.setReadBigInts(true);
      hash.update(`${sql}\n`);
      for (const row of statement.iterate() as unknown as Iterable<unknown[]>)
        for (const value of row) {
          if (value instanceof Uint8Array) hash.update(value);
          // A comment in the schema says nothing to SQLite.
          else if (sql.includes("sqlite_schema")) hash.update(String(value).replaceAll(/--[^\n]*/g, ""));
          else hash.update(`${typeof value}:${value}`);
          hash.update("\0");
        }
    }
    for (const table of textTables) {
      db.exec(`create virtual table temp.${table}_words using fts5vocab(main, ${table}, row)`);
      const words = db.prepare(`select term from temp.${table}_words order by term`).all() as {
        term: string;
      }[];
      const match = db.prepare(
        `select rowid, bm25(${table}) as score from ${table} where ${table} match ? order by rowid`,
      );
      for (const { term } of words)
        for (const { rowid, score } of match.all(`"${term.replaceAll('"', '""')}"`))
          hash.update(`${term} ${rowid} ${score}\n`);
    }
    return hash.digest("hex");
  } finally {
    db.close();
  }
}
