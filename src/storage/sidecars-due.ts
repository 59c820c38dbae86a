import type { Database } from "./database.ts";

/** A recording whose sidecar is older than its rows; the token changes with every further change. */
export type DueSidecar = { id: number; token: number };

/** A mark that another program or damage has left of no recording is nothing to wait for: it would never go. */
const marked = "from sidecars_due where recording_id in (select id from recordings)";

/** Number of outdated sidecars. */
export function countDueSidecars(db: Database): number {
  return db.get<{ count: number }>(`select count(*) as count ${marked}`)!.count;
}

/** All of them, by id. */
export function listDueSidecars(db: Database): DueSidecar[] {
  return db.all<DueSidecar>(`select recording_id as id, token ${marked} order by recording_id`);
}

/** The token of a recording's outdated sidecar; undefined when it is not outdated. */
export function findDueToken(db: Database, recordingId: number): number | undefined {
  return db.get<{ token: number }>("select token from sidecars_due where recording_id = ?", recordingId)
    ?.token;
}

/** Marks a sidecar as outdated, so that it is written again. */
export function markSidecarDue(db: Database, recordingId: number): void {
  db.run(
    `insert into sidecars_due (recording_id) values (?)
     on conflict do update set token = random() & 9007199254740991`,
    recordingId,
  );
}

/** Marks the sidecars of these recordings as outdated, as far as they exist: they are written again when the archive is opened for writing. */
export function markSidecarsDue(db: Database, ids: readonly number[]): void {
  db.run(
    `insert into sidecars_due (recording_id) select value from json_each(?)
     where value in (select id from recordings)
     on conflict do update set token = random() & 9007199254740991`,
    JSON.stringify(ids),
  );
}

/** Says that the sidecar on the disk is that of the rows; part of the transaction that gave it its name. */
export function clearDueSidecar(db: Database, recordingId: number): void {
  db.run("delete from sidecars_due where recording_id = ?", recordingId);
}

/** Fills in the checksum of a transcription of an earlier version. */
export function storeMissingChecksum(db: Database, transcriptionId: number, checksum: string): void {
  db.run(
    "update transcriptions set checksum = ? where id = ? and checksum is null",
    checksum,
    transcriptionId,
  );
}
