import { errorFields, log } from "../log.ts";
import { isOwnerGone, thisOwner } from "../process-owner.ts";
import type { Database } from "../storage/database.ts";
import type { Stage } from "../storage/jobs.ts";
import { releaseLease, takeLease } from "../storage/leases.ts";

/** Long enough for a machine that stalls, short enough that the work of a lost machine continues soon. */
const leaseMs = 60_000;
const renewMs = 15_000;

/**
 * Runs work while holding the lease of its subject, renewing it meanwhile.
 * @returns what the work returns, or `undefined` when another process holds the lease
 */
export async function withLease<Result>(
  db: Database,
  stage: Stage,
  subjectId: number,
  work: () => Promise<Result>,
): Promise<{ result: Result } | undefined> {
  const take = () =>
    takeLease(db, {
      stage,
      subjectId,
      owner: thisOwner,
      nowMs: Date.now(),
      durationMs: leaseMs,
      isGone: isOwnerGone,
    });
  if (!take()) {
    log("debug", "lease-held-elsewhere", { stage, subject: subjectId });
    return undefined;
  }
  const renewal = setInterval(() => {
    try {
      take();
    } catch (error) {
      // The database is busy for longer than a write waits: the next renewal comes well before the lease expires.
      log("warn", "lease-renewal-failed", { stage, subject: subjectId, ...errorFields(error) });
    }
  }, renewMs);
  renewal.unref();
  try {
    return { result: await work() };
  } finally {
    clearInterval(renewal);
    releaseLease(db, stage, subjectId, thisOwner);
  }
}
