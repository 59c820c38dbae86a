import { indexTerms } from "../../language/index-terms.ts";
import { type Database, transaction } from "../../storage/database.ts";
import { optimizeTextTables } from "./index-tables.ts";
import { matchExpression } from "./match-expression.ts";
import { findPassages } from "./passages.ts";
import { addTotals } from "./text-totals.ts";
import { listWords, removeWords } from "./vocabulary.ts";

type Form = { word: string; stem: string };

/**
 * Erases what the index still holds of texts that were removed from the archive: forms of words that no passage has any
 * more, and entries that FTS5 marked as removed and keeps until a merge. vec0 overwrites what it removes
 * (test/archive/forget.long.test.ts). What is left are free pages: `eraseFreePages`.
 * @param texts `"unknown"`: they went before the program was interrupted, so that every form of the vocabulary is looked at
 */
export function eraseFromIndex(db: Database, texts: readonly string[] | "unknown"): void {
  const forms = texts === "unknown" ? listWords(db) : texts.flatMap((text) => indexTerms(text).words);
  transaction(db, () => removeWords(db, unusedForms(db, forms)));
  for (const table of ["passages_stems", "recordings_stems"]) addSegment(db, table);
  optimizeTextTables(db);
  for (const table of ["transcriptions_fts", "recordings_fts"]) eraseEmptyTable(db, table);
}

/** A merge may leave the terms of the last rows, marked as removed: without rows, FTS5's rebuild costs nothing. */
function eraseEmptyTable(db: Database, table: string): void {
  if (db.get(`select 1 from ${table} limit 1`)) return;
  db.run(`insert into ${table} (${table}) values ('rebuild')`);
}

/** No passage and no recording has this number. */
const noRowid = -1;

/**
 * A table without content keeps what is removed in its segments, and FTS5 does not merge a single one: a second one, of a row
 * that is removed again, makes it.
 */
function addSegment(db: Database, table: string): void {
  const column = table === "passages_stems" ? "stems" : "title";
  // Each transaction that inserts makes a segment.
  transaction(db, () => {
    db.run(`delete from ${table} where rowid = ?`, noRowid);
    db.run(`insert into ${table} (rowid, ${column}) values (?, 'erased')`, noRowid);
    addTotals(db, table, [noRowid]);
  });
  db.run(`delete from ${table} where rowid = ?`, noRowid);
}

/** Forms that no passage has as they are written. `removeUnusedWords` keeps a form as long as another one of its stem is there. */
function unusedForms(db: Database, forms: readonly Form[]): string[] {
  const unseen = new Map(forms.map((form) => [form.word, form]));
  for (const { word } of [...unseen.values()])
    if (find(db, "transcriptions_fts", word, 1).length > 0) unseen.delete(word);
  // What several words make together stands in no text as it is.
  const stems = new Set([...unseen.values()].map(({ stem }) => stem));
  const ids = new Set([...stems].flatMap((stem) => find(db, "passages_stems", stem, -1)));
  for (const id of ids) {
    if (unseen.size === 0) break;
    for (const { text } of findPassages(db, [id]).values())
      for (const { word } of indexTerms(text).words) unseen.delete(word);
  }
  return [...unseen.keys()];
}

/** Passages that have a term. */
function find(db: Database, table: "transcriptions_fts" | "passages_stems", term: string, limit: number) {
  const match = matchExpression({ terms: [term], phrases: [], excluded: [] });
  if (!match) return [];
  const sql = `select rowid as id from ${table} where ${table} match ? limit ?`;
  return db.all<{ id: number }>(sql, match, limit).map(({ id }) => id);
}
