import type { Language, SearchFilter } from "../domain.ts";
import type { Database } from "./database.ts";
import type { JobError } from "./jobs.ts";
import { bindFilter } from "./search-filter.ts";

/**
 * How far a recording is. `working`: a process holds the lease of its recognition; `no-speech`: transcribed, without a
 * word; `failed`: never transcribed, and the last attempt failed.
 */
export type RecordingState = "waiting" | "working" | "transcribed" | "no-speech" | "failed";

/** What a list of recordings is sorted and filtered by: small, so that ten thousand of them are read at once. */
export type RecordingStateRow = {
  id: number;
  createdMs: number;
  durationSeconds: number;
  title: string;
  filename: string;
  importedAt: string;
  /** Of its current transcription. */
  language: Language | null;
  state: RecordingState;
  /** Of the last attempt to transcribe it. */
  error: JobError | undefined;
};

type StateRow = Omit<RecordingStateRow, "state" | "error"> & {
  wordCount: number | null;
  lastError: string | null;
  leaseUntilMs: number | null;
};

/** How far every recording is that the filter lets through, in no order: one query. Throws `invalid-input` for a date that is none. */
export function listRecordingStates(
  db: Database,
  filter: SearchFilter = {},
  nowMs = Date.now(),
): RecordingStateRow[] {
  return db
    .all<StateRow>(
      `select r.id, r.created_ms as createdMs, r.duration as durationSeconds, r.title, r.filename,
         r.imported_at as importedAt, t.language, t.word_count as wordCount, j.last_error as lastError,
         l.until_ms as leaseUntilMs
       from recordings r
         left join transcriptions t indexed by transcriptions_standing on t.recording_id = r.id and t.is_current = 1
         left join jobs j on j.stage = 'transcribe' and j.subject_id = r.id
         left join leases l on l.stage = 'transcribe' and l.subject_id = r.id
       where (:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
         and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))
         and (:languages is null or t.language in (select value from json_each(:languages)))`,
      { ...bindFilter(filter) },
    )
    .map(({ wordCount, lastError, leaseUntilMs, ...row }) => {
      const error = lastError === null ? undefined : (JSON.parse(lastError) as JobError);
      return { ...row, error, state: stateOf(wordCount, error, (leaseUntilMs ?? 0) > nowMs) };
    });
}

/** A transcript counts, whatever a later attempt came to: its error is carried beside the state. */
function stateOf(wordCount: number | null, error: JobError | undefined, isLeased: boolean): RecordingState {
  if (isLeased) return "working";
  if (wordCount !== null) return wordCount > 0 ? "transcribed" : "no-speech";
  return error ? "failed" : "waiting";
}
