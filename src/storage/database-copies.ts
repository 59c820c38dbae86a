import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fromSystemError, isArchiveError } from "../errors.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import { openDatabase } from "./database.ts";

/** Copies of data.db that the program made beside it: before an upgrade, a rebuild, a restore. Absolute paths. */
export function listDatabaseCopies(files: ArchiveFiles): string[] {
  try {
    const names = readdirSync(files.folder).filter((name) => /^data\.db\..*[^.]$/.test(name));
    return names.filter((name) => !/-(wal|shm)$/.test(name)).map((name) => join(files.folder, name));
  } catch (error) {
    throw fromSystemError(error, files.folder);
  }
}

/** The copies with size and age, for a person to decide when one may go: none is deleted by itself. */
export function describeDatabaseCopies(
  files: ArchiveFiles,
): { path: string; byteLength: number; changedAt: string }[] {
  return listDatabaseCopies(files).flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? [{ path, byteLength: found.size, changedAt: found.mtime.toISOString() }] : [];
  });
}

/** Whether a copy has this recording; undefined when it cannot be read. */
export function copyHasRecording(
  path: string,
  { recordingId, filename }: { recordingId: number; filename: string },
): boolean | undefined {
  try {
    using copy = openDatabase(path, { readOnly: true });
    const sql = "select 1 from recordings where id = ? or filename = ?";
    return copy.get(sql, recordingId, filename) !== undefined;
  } catch (error) {
    if (isArchiveError(error)) return undefined;
    throw error;
  }
}
