import type { Database } from "../database.ts";

/** A recording whose files a snapshot must hold. */
export type BackedUpRow = {
  id: number;
  filename: string;
  byteLength: number;
  /** Null for recordings of versions that kept no hash. */
  opusSha256: string | null;
};

/** The recordings of a copied data.db, by number. */
export function listBackedUpRows(db: Database): BackedUpRow[] {
  return db.all<BackedUpRow>(
    'select id, filename, byte_length as "byteLength", opus_sha256 as "opusSha256" from recordings order by id',
  );
}

/** The id that every copy of the archive shares. */
export function readArchiveId(db: Database): string {
  return db.get<{ id: string }>("select id from archive_identity")!.id;
}

/** Marks the sidecars of these recordings as outdated: they are written again when the archive is opened for writing. */
export function markSidecarsDue(db: Database, ids: readonly number[]): void {
  db.run(
    `insert into sidecars_due (recording_id) select value from json_each(?)
     where value in (select id from recordings)
     on conflict do update set token = random() & 9007199254740991`,
    JSON.stringify(ids),
  );
}

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
