import { archiveError } from "../errors.ts";
import { describeHolder, type Holder, isOwnerGone } from "../process-owner.ts";
import type { Database } from "../storage/database.ts";
import { findLease, isLeaseInForce } from "../storage/leases.ts";

/** The process that is rebuilding the index now, if any. */
export function findRebuild(db: Database): Holder | undefined {
  const lease = findLease(db, "rebuild-index", 0);
  return lease && isLeaseInForce(lease, isOwnerGone) ? describeHolder(lease) : undefined;
}

/** @throws ArchiveError `archive-busy` while the index is rebuilt, by this process or another */
export function assertNoRebuild(db: Database): void {
  const rebuild = findRebuild(db);
  if (rebuild) throw archiveError("index-being-rebuilt", { host: rebuild.host, process: rebuild.processId });
}
