import { log } from "../log.ts";
import { type Database, transaction } from "./database.ts";
import type { Stage } from "./jobs.ts";

/**
 * What a lease is for: a stage of the work on a subject, following the archive with an engine of that name, or rebuilding the
 * index.
 */
export type LeaseStage = Stage | `follow ${string}` | "rebuild-index";

/** Who works on a subject, and until when: two processes never transcribe the same recording at the same time. */
export type Lease = { owner: string; untilMs: number };

/**
 * A lease that ends later than this is not believed: its owner's clock is wrong, or was. Owners renew their leases every few
 * seconds, a minute ahead; clocks that differ by less than nine minutes do no harm.
 */
export const maxLeaseMs = 10 * 60_000;

/** Whether a lease is in force: not expired, not longer than any can be, its owner not known to have ended. */
export function isLeaseInForce(
  { owner, untilMs }: Lease,
  isGone: (owner: string) => boolean,
  nowMs = Date.now(),
): boolean {
  return untilMs > nowMs && untilMs <= nowMs + maxLeaseMs && !isGone(owner);
}

/** The lease of a subject, in force or not. */
export function findLease(db: Database, stage: LeaseStage, subjectId: number): Lease | undefined {
  const sql = "select owner, until_ms as untilMs from leases where stage = ? and subject_id = ?";
  return db.get<Lease>(sql, stage, subjectId);
}

/**
 * Takes the lease of a subject, or renews one's own. Another owner's lease is taken over when it has expired, when it
 * ends later than any can, or when `isGone` says that its owner has ended.
 * @returns whether the lease is now `owner`'s
 */
export function takeLease(
  db: Database,
  options: {
    stage: LeaseStage;
    subjectId: number;
    owner: string;
    nowMs: number;
    durationMs: number;
    isGone: (owner: string) => boolean;
  },
): boolean {
  const { stage, subjectId, owner, nowMs, durationMs, isGone } = options;
  return transaction(db, () => {
    const held = findLease(db, stage, subjectId);
    if (held && held.owner !== owner) {
      if (isLeaseInForce(held, isGone, nowMs)) return false;
      log("info", "lease-taken-over", { stage, subject: subjectId, expired: held.untilMs <= nowMs });
    }
    db.run(
      `insert into leases (stage, subject_id, owner, until_ms) values (?, ?, ?, ?)
       on conflict do update set owner = excluded.owner, until_ms = excluded.until_ms`,
      stage,
      subjectId,
      owner,
      nowMs + durationMs,
    );
    return true;
  });
}

/** Releases a lease; another owner's is left alone. */
export function releaseLease(db: Database, stage: LeaseStage, subjectId: number, owner: string): void {
  db.run("delete from leases where stage = ? and subject_id = ? and owner = ?", stage, subjectId, owner);
}

/** True while the lease is this owner's, expired or not: nobody else has taken it. */
export function isLeaseHeld(db: Database, stage: LeaseStage, subjectId: number, owner: string): boolean {
  const sql = "select 1 from leases where stage = ? and subject_id = ? and owner = ?";
  return db.get(sql, stage, subjectId, owner) !== undefined;
}
