import type { Segment } from "../domain.ts";
import { type Database, transaction } from "./database.ts";

/** How far the recognition of a recording is, and what was recognised: it goes on there after an interruption. */
type StoredCheckpoint = { doneUntilMs: number; state: unknown; segments: Segment[] };

/** The checkpoint of a recording, if it was made with the same model and settings. */
export function findCheckpoint(
  db: Database,
  recordingId: number,
  madeWith: string,
): StoredCheckpoint | undefined {
  const row = db.get<{ doneUntilMs: number; data: string }>(
    "select done_until_ms as doneUntilMs, data from checkpoints where recording_id = ? and made_with = ?",
    recordingId,
    madeWith,
  );
  if (!row) return undefined;
  const segments = db.all<{ data: string }>(
    "select data from checkpoint_segments where recording_id = ? order by position",
    recordingId,
  );
  return {
    doneUntilMs: row.doneUntilMs,
    state: JSON.parse(row.data),
    segments: segments.map(({ data }) => readSegment(data)),
  };
}

/** Checkpoints of earlier versions say nothing of channels. */
function readSegment(data: string): Segment {
  const segment = JSON.parse(data) as Omit<Segment, "channel"> & Partial<Segment>;
  return { ...segment, channel: segment.channel ?? null };
}

/** Milliseconds of sound before the checkpoint of a recording; 0 without one. */
export function findCheckpointPosition(db: Database, recordingId: number): number {
  const sql = "select done_until_ms as ms from checkpoints where recording_id = ?";
  return db.get<{ ms: number }>(sql, recordingId)?.ms ?? 0;
}

/**
 * Stores a checkpoint in place of the earlier one. Only the segments that are new since then are written, so that the cost
 * does not grow with the length of the recording.
 * @param newSegments in order, the first of them number `position` of the recording
 */
export function putCheckpoint(
  db: Database,
  checkpoint: {
    recordingId: number;
    madeWith: string;
    doneUntilMs: number;
    state: unknown;
    position: number;
    newSegments: readonly Segment[];
  },
): void {
  const { recordingId, madeWith, doneUntilMs, state, position, newSegments } = checkpoint;
  transaction(db, () => {
    if (position === 0) removeCheckpoint(db, recordingId);
    db.run(
      `insert into checkpoints (recording_id, made_with, done_until_ms, data, updated_at) values (?, ?, ?, ?, ?)
       on conflict do update set made_with = excluded.made_with, done_until_ms = excluded.done_until_ms,
         data = excluded.data, updated_at = excluded.updated_at`,
      recordingId,
      madeWith,
      doneUntilMs,
      JSON.stringify(state),
      new Date().toISOString(),
    );
    for (const [index, segment] of newSegments.entries()) {
      db.run(
        "insert into checkpoint_segments (recording_id, position, data) values (?, ?, ?)",
        recordingId,
        position + index,
        JSON.stringify(segment),
      );
    }
  });
}

/** Forgets how far the recognition was: it is complete, or has to begin again. */
export function removeCheckpoint(db: Database, recordingId: number): void {
  db.run("delete from checkpoints where recording_id = ?", recordingId);
}
