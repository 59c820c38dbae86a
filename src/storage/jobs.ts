import { archiveError, type ErrorInfo, readErrorInfo, toErrorInfo } from "../errors.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

/** A stage of background work; its subject is a recording for `transcribe`, a transcription for the others. */
export type Stage = "transcribe" | "index" | "embed";

/** After this many attempts a subject is not tried again until a person asks. */
export const defaultMaxAttempts = 5;

type Attempts = {
  stage: Stage;
  subjectId: number;
  attempts: number;
  lastError: ErrorInfo | null;
  lastAttemptAt: string | null;
};

type JobRow = {
  stage: Stage;
  subject_id: number;
  attempts: number;
  last_error: string | null;
  last_attempt_at: string | null;
};

const columns = "stage, subject_id, attempts, last_error, last_attempt_at";

/** All that is known of work whose process ended during it too often to be chance. */
const endedEachTime = toErrorInfo(archiveError("ended-each-time", {}));

/**
 * Counts an attempt before the work begins, so that work which kills its process is counted, too. The last allowed attempt
 * stores a reason in advance, because the process may not live to store one.
 */
export function startAttempt(
  db: Database,
  stage: Stage,
  subjectId: number,
  nowIso = new Date().toISOString(),
): void {
  db.run(
    `insert into jobs (stage, subject_id, attempts, last_attempt_at) values (?, ?, 1, ?)
     on conflict do update set attempts = attempts + 1, last_attempt_at = excluded.last_attempt_at,
       last_error = case when attempts + 1 >= ? then coalesce(last_error, ?) else last_error end`,
    stage,
    subjectId,
    nowIso,
    defaultMaxAttempts,
    JSON.stringify(endedEachTime),
  );
}

/** Stores why the attempt that was started failed. */
export function failAttempt(db: Database, stage: Stage, subjectId: number, error: ErrorInfo): void {
  const { code, reason, values, message, hint } = error;
  db.run(
    "update jobs set last_error = ? where stage = ? and subject_id = ?",
    JSON.stringify({ code, reason, values, message, hint }),
    stage,
    subjectId,
  );
}

/**
 * Notes that the work on a recording begins, which is no attempt yet: a program that is ended from outside in the middle of it
 * has not failed. The recording then comes after those that were never tried.
 */
export function noteStart(db: Database, subjectId: number, nowIso = new Date().toISOString()): void {
  db.run(
    `insert into jobs (stage, subject_id, attempts, last_attempt_at) values ('transcribe', ?, 0, ?)
     on conflict do update set last_attempt_at = excluded.last_attempt_at`,
    subjectId,
    nowIso,
  );
}

/**
 * Counts a failed attempt at a recording, and stores why. Failures count per position: after an attempt that came further than
 * the last one the count begins again.
 * @param positionMs milliseconds of sound that are recognised
 */
export function failAt(db: Database, subjectId: number, positionMs: number, error: ErrorInfo): void {
  transaction(db, () => {
    db.run(
      `update jobs set attempts = iif(:positionMs > coalesce(position_ms, 0), 1, attempts + 1),
         position_ms = :positionMs where stage = 'transcribe' and subject_id = :subjectId`,
      { positionMs, subjectId },
    );
    failAttempt(db, "transcribe", subjectId, error);
  });
}

/** The work that `noteStart` noted was cancelled: earlier failures stay. */
export function forgetStart(db: Database, subjectId: number): void {
  db.run("delete from jobs where stage = 'transcribe' and subject_id = ? and attempts = 0", subjectId);
}

/** Undoes the attempt that was started: being cancelled is no failure. */
export function withdrawAttempt(db: Database, stage: Stage, subjectId: number): void {
  transaction(db, () => {
    db.run(
      `update jobs set attempts = attempts - 1,
         last_error = iif(last_error ->> 'reason' = ?, null, last_error)
       where stage = ? and subject_id = ?`,
      endedEachTime.reason,
      stage,
      subjectId,
    );
    db.run("delete from jobs where stage = ? and subject_id = ? and attempts <= 0", stage, subjectId);
  });
}

/** Forgets the attempts of one subject: it succeeded. */
export function clearAttempts(db: Database, stage: Stage, subjectId: number): void {
  db.run("delete from jobs where stage = ? and subject_id = ?", stage, subjectId);
}

/** Forgets the attempts of a stage, or of all: a person asks to try again. */
export function resetAttempts(db: Database, stage?: Stage): void {
  db.run("delete from jobs where :stage is null or stage = :stage", { stage: stage ?? null });
}

/** The attempts with one subject; undefined when there were none. */
export function findAttempts(db: Database, stage: Stage, subjectId: number): Attempts | undefined {
  const row = db.get<JobRow>(
    `select ${columns} from jobs where stage = ? and subject_id = ?`,
    stage,
    subjectId,
  );
  return row && toAttempts(row);
}

/** Everything whose last attempt failed, newest first. */
export function listFailures(db: Database): Attempts[] {
  return db
    .all<JobRow>(
      `select ${columns} from jobs where last_error is not null order by last_attempt_at desc, stage, subject_id`,
    )
    .map(toAttempts);
}

/** `last_error` of the table; rows of older versions have code, message and hint alone. */
export function parseStoredError(json: string): ErrorInfo {
  return readErrorInfo(JSON.parse(json) as Partial<ErrorInfo>);
}

function toAttempts(row: JobRow): Attempts {
  return {
    stage: row.stage,
    subjectId: row.subject_id,
    attempts: row.attempts,
    lastError: row.last_error === null ? null : parseStoredError(row.last_error),
    lastAttemptAt: row.last_attempt_at,
  };
}
