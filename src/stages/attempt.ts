import {
  type ArchiveError,
  fromSystemError,
  internalError,
  isArchiveError,
  isTooManyFiles,
} from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { findCheckpointPosition } from "../storage/checkpoints.ts";
import type { Database } from "../storage/database.ts";
import {
  clearAttempts,
  failAt,
  failAttempt,
  forgetStart,
  noteStart,
  type Stage,
  startAttempt,
  withdrawAttempt,
} from "../storage/jobs.ts";

/** Errors that concern the whole queue: the work stops and no attempt is counted. */
const queueErrors = [
  "cancelled",
  "invalid-input",
  "model-missing",
  "disk-full",
  "archive-busy",
  "no-permission",
  "too-many-files",
  "native-module-missing",
] as const;

/** The same of single reasons: the disk of recordings/ was taken away. */
const queueReasons = ["recordings-not-mounted", "recordings-of-another-archive"];

/**
 * Tries one subject of a stage. The attempt is counted before the work begins, so that work which takes the whole program
 * down is counted, too.
 * @returns the result, or the error that was stored
 * @throws ArchiveError what concerns the whole queue: `cancelled`, `invalid-input` (a language), `model-missing`,
 * `disk-full`, `archive-busy`, `no-permission`, `too-many-files`, `native-module-missing`
 */
export async function attempt<Result>(
  db: Database,
  stage: Stage,
  subjectId: number,
  work: () => Promise<Result>,
): Promise<{ result: Result } | { error: ArchiveError }> {
  return attemptWith({ stage, subjectId }, work, {
    start: () => startAttempt(db, stage, subjectId),
    succeed: () => clearAttempts(db, stage, subjectId),
    withdraw: () => withdrawAttempt(db, stage, subjectId),
    fail: (error) => failAttempt(db, stage, subjectId, error),
  });
}

/**
 * The same for a recording to transcribe. What can take a program down works in the engine process, so only what this process
 * lives to see is counted, and only as long as the checkpoint stays where it was: being ended from outside is no failure.
 */
export async function attemptRecording<Result>(
  db: Database,
  recordingId: number,
  work: () => Promise<Result>,
): Promise<{ result: Result } | { error: ArchiveError }> {
  return attemptWith({ stage: "transcribe", subjectId: recordingId }, work, {
    start: () => noteStart(db, recordingId),
    succeed: () => clearAttempts(db, "transcribe", recordingId),
    withdraw: () => forgetStart(db, recordingId),
    fail: (error) => failAt(db, recordingId, findCheckpointPosition(db, recordingId), error),
  });
}

type Counting = {
  start: () => void;
  succeed: () => void;
  withdraw: () => void;
  fail: (error: ArchiveError) => void;
};

async function attemptWith<Result>(
  { stage, subjectId }: { stage: Stage; subjectId: number },
  work: () => Promise<Result>,
  counting: Counting,
): Promise<{ result: Result } | { error: ArchiveError }> {
  counting.start();
  try {
    const result = await work();
    counting.succeed();
    return { result };
  } catch (thrown) {
    // A module that is loaded at first need fails with the system's own error.
    const cause = isTooManyFiles(thrown) ? fromSystemError(thrown, `${stage} ${subjectId}`) : thrown;
    const isAway = isArchiveError(cause) && queueReasons.includes(cause.reason);
    if (isAway || queueErrors.some((code) => isArchiveError(cause, code))) {
      counting.withdraw();
      throw cause;
    }
    const error = isArchiveError(cause) ? cause : internalError(cause, `${stage} ${subjectId}`);
    counting.fail(error);
    log("warn", "attempt-failed", { stage, subject: subjectId, ...errorFields(error) });
    return { error };
  }
}
