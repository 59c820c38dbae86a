import { type Database, transaction } from "./database.ts";

/** What data.db knows besides the source tables that the folder does not hold and that cannot be made again. */
const workTables = {
  jobs: "select * from jobs where stage = 'transcribe'",
  checkpoints: "select * from checkpoints",
  checkpoint_segments: "select * from checkpoint_segments",
  backup_folders: "select * from backup_folders",
  forgets_due: "select * from forgets_due",
} as const;

type Row = Record<string, string | number | null>;
export type WorkTables = Record<keyof typeof workTables, Row[]>;

/** Failed attempts, checkpoints, folders of backups, and what is still to be forgotten. */
export function readWorkTables(db: Database): WorkTables {
  const read = Object.entries(workTables).map(([table, sql]) => [table, db.all<Row>(sql)]);
  return Object.fromEntries(read) as WorkTables;
}

/** Puts them into a rebuilt database; those of recordings that it does not have are left out. */
export function insertWorkTables(db: Database, tables: WorkTables): void {
  transaction(db, () => {
    const isKnown = (id: unknown) =>
      db.get("select 1 from recordings where id = ?", Number(id)) !== undefined;
    for (const [table, rows] of Object.entries(tables)) {
      for (const row of rows) {
        if (table === "jobs" && !isKnown(row.subject_id)) continue;
        if (table.startsWith("checkpoint") && !isKnown(row.recording_id)) continue;
        const columns = Object.keys(row);
        const places = columns.map(() => "?").join(", ");
        db.run(`insert into ${table} (${columns.join(", ")}) values (${places})`, ...Object.values(row));
      }
    }
  });
}
