/**
 * What FTS5 should know of all rows of a table without content: how many there are, and how many terms. It never lowers these
 * numbers, so they count everything that was put in since the table was made.
 */

import type { Database } from "../../storage/database.ts";

/** Begins to count for a table that has just been made. Part of the caller's transaction. */
export function startTotals(db: Database, table: string): void {
  db.run("insert or replace into text_totals (name, totals) values (?, '[0]')", table);
}

/** Counts rows that were just inserted. Part of the caller's transaction. */
export function addTotals(db: Database, table: string, rowids: readonly number[]): void {
  const totals = findTotals(db, table);
  if (!totals) return;
  for (const { size } of db.all<{ size: Uint8Array }>(
    `select d.sz as size from json_each(?) wanted cross join ${table}_docsize d on d.id = wanted.value`,
    JSON.stringify(rowids),
  )) {
    totals[0]!++;
    for (const [column, terms] of readVarints(size).entries())
      totals[column + 1] = (totals[column + 1] ?? 0) + terms;
  }
  db.run("update text_totals set totals = ? where name = ?", JSON.stringify(totals), table);
}

/** The table has another name now. Part of the caller's transaction. */
export function renameTotals(db: Database, from: string, to: string): void {
  db.run("delete from text_totals where name = ?", to);
  db.run("update text_totals set name = ? where name = ?", to, from);
}

/** Rows, and terms of each column; undefined for a table of an earlier version. */
export function findTotals(db: Database, table: string): number[] | undefined {
  const row = db.get<{ totals: string }>("select totals from text_totals where name = ?", table);
  return row && (JSON.parse(row.totals) as number[]);
}

/** SQLite's variable-length integers: seven bits a byte, the highest first; the last byte has no mark. */
export function readVarints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    values.push(value);
    value = 0;
  }
  return values;
}
