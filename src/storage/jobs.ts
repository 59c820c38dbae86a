import type { ErrorInfo } from "../errors.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

/** A stage of background work; its subject is a recording for `transcribe`, a transcription for the others. */
export type Stage = "transcribe" | "index" | "embed";

/** After this many attempts a subject is left alone until a person asks again. */
export const defaultMaxAttempts = 5;

export type JobError = ErrorInfo;

export type Attempts = {
  stage: Stage;
  subjectId: number;
  attempts: number;
  lastError: JobError | null;
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

/** What is known of work whose process ended in the middle of it, too often to be chance. */
const endedInTheMiddle: JobError = {
  code: "engine-failed",
  message: "the program was ended in the middle of it each time",
  hint: "see that there is enough memory, and ask for it by name to have it tried again",
};
const endedInTheMiddleText = JSON.stringify(endedInTheMiddle);

/**
 * Counts an attempt before the work begins, so that work which kills its process is counted, too: the last attempt that
 * is allowed leaves a reason behind, for nobody may be there to note one.
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
    endedInTheMiddleText,
  );
}

/** Notes why the attempt that was started failed. */
export function failAttempt(db: Database, stage: Stage, subjectId: number, error: JobError): void {
  const { code, message, hint } = error;
  db.run(
    "update jobs set last_error = ? where stage = ? and subject_id = ?",
    JSON.stringify({ code, message, hint }),
    stage,
    subjectId,
  );
}

/** Takes back the attempt that was started: it was cancelled, which is no failure. */
export function withdrawAttempt(db: Database, stage: Stage, subjectId: number): void {
  transaction(db, () => {
    db.run(
      `update jobs set attempts = attempts - 1, last_error = nullif(last_error, ?)
       where stage = ? and subject_id = ?`,
      endedInTheMiddleText,
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

/** What was tried with one subject; undefined when nothing was. */
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

function toAttempts(row: JobRow): Attempts {
  return {
    stage: row.stage,
    subjectId: row.subject_id,
    attempts: row.attempts,
    lastError: row.last_error === null ? null : (JSON.parse(row.last_error) as JobError),
    lastAttemptAt: row.last_attempt_at,
  };
}
