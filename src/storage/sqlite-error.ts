import { closeSync, existsSync, openSync } from "node:fs";
import { archiveError } from "../errors.ts";

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
  switch (code & 0xff) {
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
      return archiveError(cannotOpenReason(path), { path }, cause);
    default:
      return error;
  }
}

/** SQLite says "unable to open" of an absent file, of a forbidden one, and when the process has no file handle left. */
function cannotOpenReason(path: string) {
  if (!existsSync(path)) return "archive-not-found";
  try {
    closeSync(openSync(path, "r"));
  } catch (error) {
    if (isTooManyFiles(error)) return "too-many-files";
  }
  return "archive-not-readable";
}

function isTooManyFiles(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}
