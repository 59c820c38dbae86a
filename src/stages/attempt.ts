import { type ArchiveError, isArchiveError, toUnexpectedError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import { clearAttempts, failAttempt, type Stage, startAttempt, withdrawAttempt } from "../storage/jobs.ts";

/** Not the subject's fault: the work stops as a whole and no attempt is counted. */
const notTheSubjects = [
  "cancelled",
  "invalid-input",
  "model-missing",
  "disk-full",
  "archive-busy",
  "no-permission",
] as const;

/**
 * Tries one subject of a stage and keeps account: the attempt is counted before the work begins, so that work which
 * takes the whole program down is counted, too.
 * @returns the result, or the error that was noted
 * @throws ArchiveError what is not the subject's fault: `cancelled`, `invalid-input` (a language), `model-missing`, `disk-full`, `archive-busy`, `no-permission`
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
  } catch (cause) {
    if (notTheSubjects.some((code) => isArchiveError(cause, code))) {
      withdrawAttempt(db, stage, subjectId);
      throw cause;
    }
    const error = isArchiveError(cause) ? cause : toUnexpectedError(cause, `${stage} ${subjectId}`);
    failAttempt(db, stage, subjectId, error);
    return { error };
  }
}
