import type { Language, Recording, SearchFilter } from "../domain.ts";
import type { ErrorInfo } from "../errors.ts";
import { describeHolder, type Holder, isOwnerGone } from "../process-owner.ts";
import type { Database } from "./database.ts";
import { parseStoredError } from "./jobs.ts";
import { isLeaseInForce } from "./leases.ts";
import { type RecordingRow, recordingColumns, toRecording } from "./recordings.ts";
import { bindFilter } from "./search-filter.ts";

/**
 * How far a recording is. `working`: a living process holds the lease of its recognition; `no-speech`: transcribed,
 * without a word; `failed`: never transcribed, and the last attempt failed.
 */
export const recordingStates = ["waiting", "working", "transcribed", "no-speech", "failed"] as const;
export type RecordingState = (typeof recordingStates)[number];

/** A recording with how far it is. */
export type RecordingSummary = Recording & {
  /** Of its current transcription. */
  language: Language | null;
  state: RecordingState;
  /** Why the last attempt to transcribe it failed, also when an earlier one had succeeded. */
  error?: ErrorInfo | undefined;
  /** Which process is transcribing it. */
  holder?: Holder | undefined;
  /** Seconds that an interrupted recognition has done; it goes on there. */
  recognisedSeconds?: number | undefined;
};

/** What a list of recordings is sorted and filtered by: small, so that ten thousand of them are read at once. */
export type RecordingStateRow = {
  id: number;
  createdMs: number;
  durationSeconds: number;
  title: string;
  filename: string;
  importedAt: string;
  state: RecordingState;
};

type StateColumns = {
  wordCount: number | null;
  lastError: string | null;
  leaseUntilMs: number | null;
  leaseOwner: string | null;
};

const stateColumns = `t.word_count as wordCount, j.last_error as lastError, l.until_ms as leaseUntilMs,
  l.owner as leaseOwner`;

const filteredRecordings = `from recordings r
    left join transcriptions t indexed by transcriptions_standing on t.recording_id = r.id and t.is_current = 1
    left join jobs j on j.stage = 'transcribe' and j.subject_id = r.id
    left join leases l on l.stage = 'transcribe' and l.subject_id = r.id
  where (:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
    and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))
    and (:languages is null or t.language in (select value from json_each(:languages)))`;

/** The state of every recording that the filter allows, in no order: one query. Throws `invalid-input` for an invalid date. */
export function listRecordingStates(db: Database, filter: SearchFilter = {}): RecordingStateRow[] {
  return db
    .all<Omit<RecordingStateRow, "state"> & StateColumns>(
      `select r.id, r.created_ms as createdMs, r.duration as durationSeconds, r.title, r.filename,
         r.imported_at as importedAt, ${stateColumns} ${filteredRecordings}`,
      { ...bindFilter(filter) },
    )
    .map(({ wordCount, lastError, leaseUntilMs, leaseOwner, ...row }) => ({
      ...row,
      state: stateOf({ wordCount, lastError, leaseUntilMs, leaseOwner }),
    }));
}

/** The same with all that is known of each recording: one query. Throws `invalid-input` for an invalid date. */
export function listRecordingSummaries(db: Database, filter: SearchFilter = {}): RecordingSummary[] {
  return db
    .all<RecordingRow & StateColumns & { language: Language | null; recognisedMs: number | null }>(
      `select ${recordingColumns}, t.language, ${stateColumns},
         (select c.done_until_ms from checkpoints c where c.recording_id = r.id) as recognisedMs ${filteredRecordings}`,
      { ...bindFilter(filter) },
    )
    .map((row) => ({
      ...toRecording(row),
      language: row.language,
      state: stateOf(row),
      ...(row.lastError !== null && { error: parseStoredError(row.lastError) }),
      ...(holdsLease(row) && {
        holder: describeHolder({ owner: row.leaseOwner!, untilMs: row.leaseUntilMs! }),
      }),
      ...(row.recognisedMs !== null && { recognisedSeconds: row.recognisedMs / 1000 }),
    }));
}

/** Recordings that a living process is transcribing. */
export function listWorking(db: Database): RecordingSummary[] {
  const rows = db.all<{ id: number }>("select subject_id as id from leases where stage = 'transcribe'");
  if (rows.length === 0) return [];
  return listRecordingSummaries(db, { recordingIds: rows.map(({ id }) => id) }).filter(
    ({ holder }) => holder,
  );
}

/** The one rule. A transcript counts, whatever a later attempt came to: its error is shown beside the state. */
function stateOf({ wordCount, lastError, leaseUntilMs, leaseOwner }: StateColumns): RecordingState {
  if (holdsLease({ leaseUntilMs, leaseOwner })) return "working";
  if (wordCount !== null) return wordCount > 0 ? "transcribed" : "no-speech";
  return lastError === null ? "waiting" : "failed";
}

function holdsLease({
  leaseUntilMs,
  leaseOwner,
}: Pick<StateColumns, "leaseUntilMs" | "leaseOwner">): boolean {
  if (leaseUntilMs === null || leaseOwner === null) return false;
  return isLeaseInForce({ owner: leaseOwner, untilMs: leaseUntilMs }, isOwnerGone);
}
