import { isOwnerGone, thisOwner } from "../process-owner.ts";
import type { Database } from "../storage/database.ts";
import type { Stage } from "../storage/jobs.ts";
import { releaseLease, takeLease } from "../storage/leases.ts";

/** Long enough for a machine that stalls, short enough that work of a lost machine goes on soon. */
const leaseMs = 60_000;
const renewMs = 15_000;

/**
 * Runs work while holding the lease of its subject, prolonging it meanwhile.
 * @returns what the work returns, or `undefined` when another process is at it
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
  if (!take()) return undefined;
  const renewal = setInterval(() => {
    try {
      take();
    } catch {
      // The database is busy for longer than a write waits: the next turn prolongs it, well before it runs out.
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
