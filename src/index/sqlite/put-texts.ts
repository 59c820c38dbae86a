import type { Database } from "../../storage/database.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { removeVectors, storeVectors } from "./put-vectors.ts";
import { addTotals } from "./text-totals.ts";

/** A passage as the index takes it. */
export type IndexEntry = {
  passageId: number;
  recordingId: number;
  /** As spoken: goes to `transcriptions_fts`. */
  text: string;
  /** Stems in order, joined by spaces: what `passages_stems` matches. */
  stems: string;
  /** Unit vector of the active embedding; absent until it is embedded. */
  vector?: Float32Array;
};

/** Adds passages or replaces those of the same id: text, stems, and vectors. Part of the caller's transaction. */
export function putPassages(db: Database, entries: readonly IndexEntry[]): void {
  putTexts(db, entries);
  // The vector of the previous text is not the vector of this one.
  removeVectors(
    db,
    entries.map((entry) => entry.passageId),
  );
  const vectors = new Map(entries.flatMap(({ passageId, vector }) => (vector ? [[passageId, vector]] : [])));
  if (vectors.size > 0) storeVectors(db, vectors, findActiveEmbedding(db));
}

function putTexts(db: Database, entries: readonly IndexEntry[]): void {
  removeTexts(
    db,
    entries.map((entry) => entry.passageId),
  );
  // Of several entries for a passage the last one wins.
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
  addTotals(
    db,
    "passages_stems",
    entries.map((entry) => entry.passageId),
  );
}

/**
 * Removes text and stems of passages; unknown ids are ignored. Part of the caller's transaction. Only rows that exist are
 * deleted: for a missing one FTS5 takes 6 µs, and a new passage has none.
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
