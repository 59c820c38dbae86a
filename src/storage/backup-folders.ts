import type { Database } from "./database.ts";

/**
 * Remembers that the archive has snapshots in a folder, so that `forget` knows where else a recording is. Before the first
 * byte (`isFinished` false) it is only added when it is not known yet; afterwards it names the finished snapshot.
 */
export function noteBackupFolder(
  db: Database,
  { folder, snapshot, at, isFinished }: { folder: string; snapshot: string; at: string; isFinished: boolean },
): void {
  db.run(
    `insert into backup_folders (folder, last_snapshot, last_at) values (:folder, :snapshot, :at)
     on conflict do update set last_snapshot = excluded.last_snapshot, last_at = excluded.last_at where :isFinished`,
    { folder, snapshot, at, isFinished: isFinished ? 1 : 0 },
  );
}

/** Folders that `backup` wrote to, with the last snapshot there. */
export function listBackupFolders(db: Database): { folder: string; lastSnapshot: string; lastAt: string }[] {
  return db.all(
    `select folder, last_snapshot as "lastSnapshot", last_at as "lastAt" from backup_folders order by folder`,
  );
}
