import { closeSync, existsSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { archiveError, isTooManyFiles } from "../errors.ts";

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the upper bits of `errcode` only refine them. */
const result = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  auth: 23,
  notadb: 26,
} as const;

/** SQLITE_IOERR_SHMSIZE: the file beside the log cannot grow, which on a full disk is what fails first. */
const noRoomForSharedMemory = 4874;

/** SQLITE_CORRUPT_VTAB: a full-text or vector table is damaged, the source tables are not. */
const corruptVirtualTable = 267;

/**
 * Turns an error of `node:sqlite` into an ArchiveError that a person can act on, naming the database file. Errors that
 * only a mistake in our own SQL can cause (constraint, syntax, misuse) pass through unchanged.
 */
export function fromSqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error)) return error;
  const code = Number(error.errcode);
  const cause = { cause: error };
  const why = error.message;
  const primary = code & 0xff;
  // With the error at hand, before anything is closed: afterwards there are files to spare again.
  if (failuresToOpen.includes(primary) && existsSync(path) && isOutOfFiles())
    return archiveError("too-many-files", { path }, cause);
  switch (primary) {
    case result.busy:
    case result.locked:
      return archiveError("archive-busy", { path }, cause);
    case result.corrupt:
      return archiveError(
        code === corruptVirtualTable ? "index-damaged" : "database-damaged",
        { path, why },
        cause,
      );
    case result.notadb:
      return archiveError("not-a-database", { path }, cause);
    case result.ioerr:
      if (code === noRoomForSharedMemory) return archiveError("disk-full", { path }, cause);
      return archiveError("disk-error", { path, why }, cause);
    case result.full:
      return archiveError("disk-full", { path }, cause);
    case result.readonly:
    case result.perm:
    case result.auth:
      return archiveError("archive-not-writable", { path }, cause);
    case result.cantopen:
      return archiveError(existsSync(path) ? "archive-not-readable" : "archive-not-found", { path }, cause);
    default:
      return error;
  }
}

/**
 * What SQLite answers when it cannot open one of its files; "read only" is what it makes of a -shm file that it could not
 * open for writing.
 */
const failuresToOpen: number[] = [result.cantopen, result.ioerr, result.readonly, result.perm];

/** data.db, its log, the log's index, and the folder that is synced. */
const filesOfDatabase = 4;

/**
 * True when this process could not open the files of a database now. Tried on the null device: closing a second handle of
 * data.db would drop the locks that SQLite holds on it.
 */
function isOutOfFiles(): boolean {
  const held: number[] = [];
  try {
    while (held.length < filesOfDatabase) held.push(openSync(devNull, "r"));
    return false;
  } catch (error) {
    return isTooManyFiles(error);
  } finally {
    for (const file of held) closeSync(file);
  }
}
