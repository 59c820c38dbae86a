import {
  type ArchiveError,
  fromSystemError,
  internalError,
  isArchiveError,
  isTooManyFiles,
} from "../errors.ts";
import { errorFields, log } from "../log.ts";
import type { Database } from "../storage/database.ts";
import { clearAttempts, failAttempt, type Stage, startAttempt, withdrawAttempt } from "../storage/jobs.ts";

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
  startAttempt(db, stage, subjectId);
  try {
    const result = await work();
    clearAttempts(db, stage, subjectId);
    return { result };
  } catch (thrown) {
    // A module that is loaded at first need fails with the system's own error.
    const cause = isTooManyFiles(thrown) ? fromSystemError(thrown, `${stage} ${subjectId}`) : thrown;
    const isAway = isArchiveError(cause) && queueReasons.includes(cause.reason);
    if (isAway || queueErrors.some((code) => isArchiveError(cause, code))) {
      withdrawAttempt(db, stage, subjectId);
      throw cause;
    }
    const error = isArchiveError(cause) ? cause : internalError(cause, `${stage} ${subjectId}`);
    failAttempt(db, stage, subjectId, error);
    log("warn", "attempt-failed", { stage, subject: subjectId, ...errorFields(error) });
    return { error };
  }
}
