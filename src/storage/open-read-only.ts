/** Opens a database for reading only, also where nothing can be written beside it. */

import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { isTooManyFiles } from "../errors.ts";
import { log } from "../log.ts";
import { makePrivateCopy, type PrivateCopy } from "./private-copy.ts";
import { fromSqliteError } from "./sqlite-error.ts";

type Opening = { allowExtension: boolean; timeout: number; defensive: boolean };

/** `takenAt` and `remove` of a private copy that is read in place of the file. */
export type ReadOnlyConnection = { connection: DatabaseSync; takenAt?: string; remove?: () => void };

/** Opens data.db where it may be on a disk that cannot be written. @throws errors of the system and of SQLite, and ArchiveError */
export function openReadOnly(path: string, opening: Opening): ReadOnlyConnection {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { ...opening, readOnly: true });
    connection.prepare("select count(*) from sqlite_schema").get();
    return { connection };
  } catch (error) {
    const known = fromSqliteError(error, path);
    connection?.close();
    if (isTooManyFiles(known)) throw known;
    // A WAL database needs its -shm file beside it, which a read-only disk does not allow. Without a log
    // the file alone is complete, and since it cannot be written there it cannot change either.
    const logByteLength = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (!isCannotOpen(error)) throw error;
    if (logByteLength > 0) {
      if (canWrite(dirname(resolve(path)))) throw error;
      return openCopy(makePrivateCopy(path), opening);
    }
    return { connection: openImmutable(path, opening) };
  }
}

/**
 * Opens a private copy. On Linux and macOS it has no name any more when this returns: nothing is left behind, not even by a
 * program that is killed.
 */
function openCopy({ path, takenAt, remove }: PrivateCopy, opening: Opening): ReadOnlyConnection {
  try {
    // Folds the log into the copy, which is one complete file then.
    const folding = new DatabaseSync(path, opening);
    try {
      folding.exec("pragma wal_checkpoint(truncate); pragma journal_mode = delete");
    } finally {
      folding.close();
    }
    const connection = openImmutable(path, opening);
    // SQLite opens the file with the first statement.
    connection.prepare("select count(*) from sqlite_schema").get();
    if (process.platform !== "win32") remove();
    log("warn", "private-copy-opened", { takenAt });
    return { connection, takenAt, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function openImmutable(path: string, opening: Opening): DatabaseSync {
  const url = pathToFileURL(resolve(path));
  url.search = "mode=ro&immutable=1";
  return new DatabaseSync(url, { ...opening, readOnly: true });
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isCannotOpen(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && [8, 14].includes(Number(error.errcode) & 0xff);
}
