import { type Database, transaction } from "./database.ts";

/** Stores the hash of a file of an earlier version, unless one was stored meanwhile: nothing before this moment can be proved. */
export function storeFirstSeenHash(db: Database, id: number, sha256: string): void {
  transaction(db, () => {
    db.run(
      `update recordings set opus_sha256 = ?, opus_sha256_from = 'first-seen'
       where id = ? and opus_sha256 is null`,
      sha256,
      id,
    );
  });
}
