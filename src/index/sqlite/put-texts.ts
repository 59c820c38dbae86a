import type { Database } from "../../storage/database.ts";
import type { IndexEntry } from "../passage-index.ts";

/** Writes text and stems of passages, in place of what was there. Part of the caller's transaction. */
export function putTexts(db: Database, entries: readonly IndexEntry[]): void {
  removeTexts(
    db,
    entries.map((entry) => entry.passageId),
  );
  // Of several entries for one passage the last one counts.
  for (const { passageId, recordingId, text, stems } of new Map(
    entries.map((entry) => [entry.passageId, entry]),
  ).values()) {
    db.run(
      "insert into transcriptions_fts (rowid, text, recording_id) values (?, ?, ?)",
      passageId,
      text,
      BigInt(recordingId),
    );
    db.run("insert into passages_stems (rowid, stems) values (?, ?)", passageId, stems);
  }
}

/**
 * Forgets text and stems of passages; unknown ids are ignored. Part of the caller's transaction. FTS5 is only asked for
 * rows it has: to delete one that is not there takes it 6 µs, and a new passage has none.
 */
export function removeTexts(db: Database, passageIds: readonly number[]): void {
  const ids = JSON.stringify(passageIds);
  for (const table of ["transcriptions_fts", "passages_stems"]) {
    const known = db.all<{ id: number }>(
      `select d.id from json_each(?) wanted cross join ${table}_docsize d on d.id = wanted.value`,
      ids,
    );
    for (const { id } of known) db.run(`delete from ${table} where rowid = ?`, id);
  }
}
