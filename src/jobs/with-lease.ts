import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database } from "../storage/database.ts";
import type { Stage } from "../storage/jobs.ts";
import { releaseLease, takeLease } from "../storage/leases.ts";

/** Long enough for a machine that stalls, short enough that work of a lost machine goes on soon. */
const leaseMs = 60_000;
const renewMs = 15_000;

/** This process, as other processes see it in the database. */
const thisOwner = `${hostname()}:${process.pid}:${randomUUID()}`;

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
      isGone: isDeadOnThisHost,
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

/** A process that was killed cannot give its lease back; on one's own machine that can be seen at once. */
function isDeadOnThisHost(owner: string): boolean {
  const [host, pid] = owner.split(":");
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
