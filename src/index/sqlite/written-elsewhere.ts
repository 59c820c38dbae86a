import type { Database } from "../../storage/database.ts";

/**
 * Those of the texts that a source table, the vocabulary or the schema has somewhere, also inside of a longer word or
 * sentence, as they are written; or what the database says of itself. Reads all words of the archive: some seconds for a
 * million.
 */
export function listWrittenTexts(db: Database, texts: readonly string[]): string[] {
  const sql = `select value as text from json_each(?) wanted where exists (
      select 1 from transcription_words w where instr(w.word, wanted.value) > 0)
    or exists (select 1 from transcriptions t where instr(t.text, wanted.value) > 0)
    or exists (select 1 from vocabulary v where instr(v.word, wanted.value) > 0)
    or exists (select 1 from recordings r where instr(r.title || char(10) || r.notes || char(10) || r.tags || char(10)
      || r.source_name || char(10) || r.import_notes, wanted.value) > 0)
    or exists (select 1 from transcriptions t where instr(t.engine || char(10) || t.model, wanted.value) > 0)
    or exists (select 1 from fingerprints f where instr(f.fingerprint, wanted.value) > 0)
    or exists (select 1 from forgets_due d where instr(d.filename, wanted.value) > 0)
    or exists (select 1 from backup_folders b where instr(b.folder || char(10) || b.last_snapshot, wanted.value) > 0)
    or exists (select 1 from sqlite_schema s where instr(s.sql, wanted.value) > 0)`;
  return db.all<{ text: string }>(sql, JSON.stringify(texts)).map(({ text }) => text);
}
