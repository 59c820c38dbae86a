import { errorFields, log } from "../log.ts";
import { isOwnerGone, thisOwner } from "../process-owner.ts";
import type { Database } from "./database.ts";
import { isLeaseHeld, type LeaseStage, releaseLease, takeLease } from "./leases.ts";

/** Long enough for a machine that stalls, short enough that the work of a lost machine continues soon. */
const leaseMs = 60_000;
const renewMs = 15_000;

/**
 * Runs work while holding the lease of its subject, renewing it meanwhile.
 * @param work gets a function that says whether the lease is still its own: a machine that slept may have lost it
 * @param owner a part of a process that must not share its leases with other parts has its own, which begins with `thisOwner`
 * @returns what the work returns, or `undefined` when another owner holds the lease
 */
export async function withLease<Result>(
  db: Database,
  stage: LeaseStage,
  subjectId: number,
  work: (isHeld: () => boolean) => Promise<Result>,
  owner = thisOwner,
): Promise<{ result: Result } | undefined> {
  const take = () =>
    takeLease(db, {
      stage,
      subjectId,
      owner,
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
    return { result: await work(() => isLeaseHeld(db, stage, subjectId, owner)) };
  } finally {
    clearInterval(renewal);
    releaseLease(db, stage, subjectId, owner);
  }
}
