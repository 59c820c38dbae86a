import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { ArchiveError } from "../errors.ts";

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
 * Turns an error of `node:sqlite` into the ArchiveError a person can act on, naming the database file. Errors that
 * only a mistake in our own SQL can cause (constraint, syntax, misuse) pass through unchanged.
 */
export function fromSqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error)) return error;
  const code = Number(error.errcode);
  const cause = { cause: error };
  switch (code & 0xff) {
    case result.busy:
    case result.locked:
      return new ArchiveError(
        "archive-busy",
        `${path}: another program is writing to the archive`,
        "wait until it is done, or stop it, and try again",
        cause,
      );
    case result.corrupt:
      if (code === corruptVirtualTable) {
        return new ArchiveError(
          "archive-damaged",
          `${path}: the search index is damaged: ${error.message}`,
          "rebuild the index: recordings and transcripts are not affected",
          cause,
        );
      }
      return damaged(path, error);
    case result.notadb:
      return new ArchiveError(
        "archive-damaged",
        `${path}: this is not a database, or its beginning is overwritten`,
        "check that the path is right; else restore data.db from a backup. The files in recordings/ are not affected",
        cause,
      );
    case result.ioerr:
      if (code === noRoomForSharedMemory) return diskFull(path, error);
      return new ArchiveError(
        "archive-damaged",
        `${path}: the disk reports an error: ${error.message}`,
        "check the disk, its connection and its quota, and try again: what was stored before is kept",
        cause,
      );
    case result.full:
      return diskFull(path, error);
    case result.readonly:
    case result.perm:
    case result.auth:
      return new ArchiveError(
        "no-permission",
        `${path}: the archive cannot be written`,
        "check who owns the archive's folder and data.db, and their permissions",
        cause,
      );
    case result.cantopen:
      return cannotOpen(path, error);
    default:
      return error;
  }
}

function damaged(path: string, error: Error): ArchiveError {
  return new ArchiveError(
    "archive-damaged",
    `${path}: the database cannot be read: ${error.message}`,
    "copy the archive to a safe place first, then restore data.db from a backup. The files in recordings/ are not affected",
    { cause: error },
  );
}

function diskFull(path: string, error: Error): ArchiveError {
  return new ArchiveError(
    "disk-full",
    `${path}: the disk is full`,
    "free some space and run it again: nothing was lost",
    { cause: error },
  );
}

function cannotOpen(path: string, error: Error): ArchiveError {
  if (!existsSync(dirname(path)) || !existsSync(path)) {
    return new ArchiveError(
      "not-found",
      `${path}: there is no archive here`,
      "check the path of the archive",
      {
        cause: error,
      },
    );
  }
  return new ArchiveError(
    "no-permission",
    `${path}: the archive cannot be opened`,
    "check who owns the archive's folder and data.db, and their permissions",
    { cause: error },
  );
}
