import { archiveError } from "../errors.ts";
import { type Database, readTransaction, transaction } from "./database.ts";
import { getRecording } from "./recordings.ts";

/** The source tables, and how each refers to a recording; in the order of insertion. */
const sourceTables = [
  ["recordings", "id = ?"],
  ["transcriptions", "recording_id = ?"],
  ["transcription_segments", "transcription_id in (select id from transcriptions where recording_id = ?)"],
  ["transcription_words", "transcription_id in (select id from transcriptions where recording_id = ?)"],
] as const;

type Cell = string | number | null;
type TableRows = { columns: string[]; rows: Cell[][] };

/** All that data.db knows of one recording that cannot be made again: rows of the source tables, by table. */
export type RecordingRows = Record<string, TableRows>;

/** Reads them. Throws `not-found`. */
export function readRecordingRows(db: Database, id: number): RecordingRows {
  return readTransaction(db, () => {
    getRecording(db, id);
    return Object.fromEntries(
      sourceTables.map(([table, condition]) => {
        const columns = columnsOf(db, table);
        const found = db.all<Record<string, Cell>>(
          `select ${columns.join(", ")} from ${table} where ${condition}`,
          id,
        );
        return [table, { columns, rows: found.map((row) => columns.map((column) => row[column]!)) }];
      }),
    );
  });
}

/**
 * Puts them back under their old ids, which no other row ever gets (`autoincrement`), all or nothing. Columns that were
 * added since then take their defaults.
 * @param filename the file's name now
 * @throws ArchiveError `archive-damaged` when the rows are not valid, `invalid-input` when the recording is in the archive
 */
export function restoreRecordingRows(db: Database, data: RecordingRows, filename: string): void {
  transaction(db, () => {
    const id = cellOf(data.recordings, "id");
    if (db.get("select 1 from recordings where id = ?", id))
      throw archiveError("recording-not-in-trash", { recording: String(id) });
    for (const [table] of sourceTables) {
      const { columns, rows } = data[table] ?? damaged(table);
      const known = new Set(columnsOf(db, table));
      if (!columns.every((column) => known.has(column))) damaged(table);
      const places = columns.map(() => "?").join(", ");
      const sql = `insert into ${table} (${columns.join(", ")}) values (${places})`;
      for (const row of rows)
        db.run(
          sql,
          ...row.map((cell, index) =>
            table === "recordings" && columns[index] === "filename" ? filename : cell,
          ),
        );
    }
    db.listener.recordingWritten(getRecording(db, Number(id)));
  });
}

/** One value of a table's first row. */
function cellOf(table: TableRows | undefined, column: string): Cell {
  return table?.rows[0]?.[table.columns.indexOf(column)] ?? damaged("recordings");
}

function columnsOf(db: Database, table: string): string[] {
  return db.all<{ name: string }>("select name from pragma_table_info(?)", table).map(({ name }) => name);
}

function damaged(table: string): never {
  throw archiveError("trash-rows-damaged", { table });
}
