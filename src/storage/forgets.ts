/** What is still to be forgotten: written before the first change, removed after the last, so that a kill leaves a trace. */

import type { Database } from "./database.ts";
import type { Stretch } from "./forget-words.ts";

export type DueForget = {
  id: number;
  recordingId: number;
  /** Its file in recordings/: known even when the row is gone. */
  filename: string;
  /** Undefined: the whole recording. */
  stretch: Stretch | undefined;
};

/** Notes that a recording, or a stretch of it, is to be forgotten. @param requestedAt ISO 8601 with offset */
export function addForget(db: Database, due: Omit<DueForget, "id">, requestedAt: string): DueForget {
  const { recordingId, filename, stretch } = due;
  const { id } = db.run(
    "insert into forgets_due (recording_id, filename, start_ms, end_ms, requested_at) values (?, ?, ?, ?, ?)",
    recordingId,
    filename,
    stretch?.startMs ?? null,
    stretch?.endMs ?? null,
    requestedAt,
  );
  return { id, ...due };
}

/** What was interrupted, oldest first. */
export function listForgets(db: Database): DueForget[] {
  return db
    .all<{
      id: number;
      recordingId: number;
      filename: string;
      startMs: number | null;
      endMs: number | null;
    }>(
      `select id, recording_id as recordingId, filename, start_ms as startMs, end_ms as endMs
       from forgets_due order by id`,
    )
    .map(({ startMs, endMs, ...row }) => ({
      ...row,
      stretch: startMs === null || endMs === null ? undefined : { startMs, endMs },
    }));
}

/** It is done: nothing of it stays here. */
export function removeForget(db: Database, id: number): void {
  db.run("delete from forgets_due where id = ?", id);
}
