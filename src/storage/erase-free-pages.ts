import { type Database, openDatabase } from "./database.ts";

/**
 * Rewrites data.db without its free pages, in which removed rows can still be read, and empties the write-ahead log. Other
 * programs may have the archive open. Takes about a second for 100 MB and as much free disk space as the database has.
 * @returns whether the log is empty; not while another program reads an older state
 * @throws ArchiveError `disk-full`, `archive-busy`
 */
export function eraseFreePages(db: Database): boolean {
  db.exec("vacuum");
  return emptyLog(db);
}

/** Moves the write-ahead log into data.db and cuts it to nothing, for up to the busy timeout. @returns whether it is empty */
export function emptyLog(db: Database): boolean {
  // On a connection of its own: the statements this one keeps prepared may hold the log.
  using own = openDatabase(db.path);
  const row = own.get<{ busy: number; log: number }>("pragma wal_checkpoint(truncate)");
  return row?.busy === 0;
}
