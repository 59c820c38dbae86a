import { isArchiveError } from "../../errors.ts";
import { type Database, readTransaction, transaction } from "../../storage/database.ts";
import { listTranscriptionsWithMissingWords, removeIncompleteWords } from "./check-vocabulary.ts";
import { refillRecordingsText, refillVectorTable } from "./index-tables.ts";
import { markNotIndexed } from "./repair-rows.ts";

/** Where index and source tables disagree, by passage id unless it says otherwise; all lists are empty for a sound index. */
export type IndexReport = {
  /** Passages whose full-text row is missing or differs from the words. */
  wrongText: number[];
  missingStems: number[];
  /** Indexed transcriptions (by id) some of whose words are in no passage. */
  missingPassages: number[];
  /** Indexed transcriptions (by id) with words that the vocabulary lacks: their similar spellings and beginnings are not found. */
  missingWords: number[];
  /** Rows of the index whose passage is gone. */
  strayText: number[];
  strayStems: number[];
  strayVectors: number[];
  /** Vectors of the active embedding that are stored but cannot be searched. */
  unsearchableVectors: number[];
  /** Passages of a transcription that is no longer the current one. */
  retiredPassages: number[];
  /** Recordings (by id) whose title, notes or tags differ in recordings_fts or are missing in recordings_stems. */
  wrongRecordingText: number[];
};

const queries: Record<Exclude<keyof IndexReport, "missingWords">, string> = {
  wrongText: `select p.id from passages p left join transcriptions_fts f on f.rowid = p.id
    where f.recording_id is not p.recording_id or f.text is not coalesce((
      select group_concat(w.word, ' ' order by w.position) from transcription_words w
      where w.transcription_id = p.transcription_id and w.position >= p.first_word
        and w.position < p.first_word + p.word_count), '')`,
  missingStems: "select id from passages except select rowid from passages_stems",
  missingPassages: `select t.id from transcription_indexes x join transcriptions t on t.id = x.transcription_id
    where t.is_current = 1
      and (select coalesce(sum(p.word_count), 0) from passages p where p.transcription_id = t.id)
        is not (select count(*) from transcription_words w where w.transcription_id = t.id)`,
  strayText: "select rowid as id from transcriptions_fts except select id from passages",
  strayStems: "select rowid as id from passages_stems except select id from passages",
  strayVectors: `select rowid as id from transcription_embeddings except
    select v.passage_id from passage_vectors v join active_embedding a using (fingerprint_id)`,
  unsearchableVectors: `select v.passage_id as id from passage_vectors v join active_embedding a using (fingerprint_id)
    except select rowid from transcription_embeddings`,
  retiredPassages: `select p.id from passages p join transcriptions t on t.id = p.transcription_id
    where t.is_current = 0`,
  wrongRecordingText: `select coalesce(r.id, f.rowid) as id from recordings r full join recordings_fts f on f.rowid = r.id
    where r.title is not f.title or r.notes is not f.notes or f.tags is not
      (select coalesce(group_concat(value, ' '), '') from json_each(r.tags))
    union select coalesce(r.id, s.rowid) from recordings r full join recordings_stems s on s.rowid = r.id
    where r.id is null or s.rowid is null`,
};

/**
 * Compares every index row with its source. Reads the whole index and changes nothing.
 * @param indexFingerprint of the text index now; the vocabulary is checked for what is indexed under it
 */
export function checkIndex(db: Database, indexFingerprint: string): IndexReport {
  return readTransaction(db, () => {
    const found = Object.entries(queries).map(([name, sql]) => [
      name,
      db
        .all<{ id: number }>(sql)
        .map((row) => row.id)
        .sort((a, b) => a - b),
    ]);
    const missingWords = listTranscriptionsWithMissingWords(db, indexFingerprint);
    return { ...Object.fromEntries(found), missingWords } as IndexReport;
  });
}

/** True when nothing disagrees. */
export function isIndexSound(report: IndexReport): boolean {
  return Object.values(report).every((ids) => ids.length === 0);
}

/**
 * Repairs what a report lists without touching the source tables: stray rows are deleted, the vec0 table is filled again from
 * the stored vectors, and transcriptions with wrong or missing text count as not indexed, so that `indexPending` indexes them
 * again.
 */
export function repairIndex(db: Database, report: IndexReport, indexFingerprint: string): void {
  const vectors = [...report.strayVectors, ...report.unsearchableVectors];
  transaction(db, () => {
    for (const id of report.strayText) db.run("delete from transcriptions_fts where rowid = ?", id);
    for (const id of report.strayStems) db.run("delete from passages_stems where rowid = ?", id);
    if (report.missingWords.length > 0) removeIncompleteWords(db, indexFingerprint);
    markNotIndexed(db, [...report.missingPassages, ...report.missingWords]);
    db.run(
      `delete from transcription_indexes where transcription_id in
         (select transcription_id from passages where id in (select value from json_each(?)))`,
      JSON.stringify([...report.wrongText, ...report.missingStems]),
    );
    for (const id of report.retiredPassages) {
      db.run("delete from transcriptions_fts where rowid = ?", id);
      db.run("delete from passages_stems where rowid = ?", id);
      db.run("delete from passages where id = ?", id);
    }
    if (vectors.length + report.retiredPassages.length > 0) refillVectorTable(db);
    if (report.wrongRecordingText.length > 0) refillRecordingsText(db);
  });
}

/**
 * Errors that SQLite finds in the file, in its words: checks every page, foreign key and full-text table. Reads the whole
 * file. Empty if there are none.
 */
export function checkDatabase(db: Database): string[] {
  try {
    const messages = db.all<{ integrity_check: string }>("pragma integrity_check(100)");
    const broken = db.all<{ table: string; rowid: number | null }>("pragma foreign_key_check");
    return [
      ...messages.map((row) => row.integrity_check).filter((message) => message !== "ok"),
      ...broken.map((row) => `${row.table}: row ${row.rowid} refers to nothing`),
    ];
  } catch (error) {
    // Too damaged to complete the check.
    if (isArchiveError(error, "archive-damaged")) return [error.message];
    throw error;
  }
}
