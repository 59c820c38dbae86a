import { statSync } from "node:fs";
import { isArchiveError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { type Database, openDatabase } from "./database.ts";

/** A data.db that no other program can open while it is held. Its log is folded into it: the file alone is all of it. */
export type HeldDatabase = Disposable;

/** How long a program that is just closing may take. */
const waitMs = 500;

/**
 * Keeps every other program away from data.db, also those that only read. Leaving WAL mode needs the exclusive lock, which
 * is refused while anybody else has the file open; in exclusive locking mode it is then kept. A file that is damaged so
 * that SQLite cannot open it or fold its log is not locked.
 * @returns undefined when there is no such file, an empty one, or none that can be locked
 * @throws ArchiveError `archive-busy`
 */
export function holdDatabase(path: string): HeldDatabase | undefined {
  // SQLite would make a database of an empty file.
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return undefined;
  let db: Database | undefined;
  try {
    db = openDatabase(path, { busyTimeoutMs: waitMs });
    db.exec("pragma locking_mode = exclusive");
    const { journal_mode: mode } = db.get<{ journal_mode: string }>("pragma journal_mode = delete")!;
    if (mode === "delete") {
      // The lock is taken with the next use of the file.
      db.exec("begin exclusive; commit");
      return db;
    }
  } catch (error) {
    db?.close();
    if (isArchiveError(error, "archive-busy")) throw error;
    log("warn", "database-not-held", errorFields(error));
    return undefined;
  }
  db.close();
  return undefined;
}
