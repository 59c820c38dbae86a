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

/** Marks the sidecars of these recordings as outdated: they are written again when the archive is opened for writing. */
export function markSidecarsDue(db: Database, ids: readonly number[]): void {
  db.run(
    `insert into sidecars_due (recording_id) select value from json_each(?)
     where value in (select id from recordings)
     on conflict do update set token = random() & 9007199254740991`,
    JSON.stringify(ids),
  );
}
