import type { Database } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";

/** The number a fingerprint is stored under; gives it one when it is new. Needs the right to write. */
export function fingerprintId(db: Database, fingerprint: string): number {
  const known = findFingerprintId(db, fingerprint);
  if (known !== undefined) return known;
  const checksum = rowChecksum(fingerprint);
  return db.run("insert into fingerprints (fingerprint, checksum) values (?, ?)", fingerprint, checksum).id;
}

/** The number of a fingerprint, or undefined when nothing was ever stored under it. */
function findFingerprintId(db: Database, fingerprint: string): number | undefined {
  return db.get<{ id: number }>("select id from fingerprints where fingerprint = ?", fingerprint)?.id;
}
