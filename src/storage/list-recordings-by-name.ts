import type { Recording } from "../domain.ts";
import type { Database } from "./database.ts";
import { findRecordings } from "./recordings.ts";

/** Recordings whose file name begins with `beginning`, by name, at most `limit`. */
export function listRecordingsByName(db: Database, beginning: string, limit: number): Recording[] {
  const rows = db.all<{ id: number }>(
    "select id from recordings where substr(filename, 1, length(:beginning)) = :beginning order by filename limit :limit",
    { beginning, limit },
  );
  const found = findRecordings(
    db,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => found.get(row.id) ?? []);
}
