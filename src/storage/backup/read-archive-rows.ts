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
