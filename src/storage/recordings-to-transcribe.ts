import type { Recording } from "../domain.ts";
import type { Database } from "./database.ts";
import { defaultMaxAttempts } from "./jobs.ts";
import { findRecordings } from "./recordings.ts";

/** Recordings without any transcription: never tried first, then by oldest attempt; those that failed too often are left out. */
export function listRecordingsToTranscribe(
  db: Database,
  { limit, maxAttempts = defaultMaxAttempts }: { limit: number; maxAttempts?: number },
): Recording[] {
  const rows = db.all<{ id: number }>(
    `select r.id from recordings r left join jobs j on j.stage = 'transcribe' and j.subject_id = r.id
     where not exists (select 1 from transcriptions t where t.recording_id = r.id) and coalesce(j.attempts, 0) < ?
     order by j.last_attempt_at nulls first, r.id limit ?`,
    maxAttempts,
    limit,
  );
  const recordings = findRecordings(
    db,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => recordings.get(row.id) ?? []);
}
