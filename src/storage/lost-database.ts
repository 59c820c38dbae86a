import { readdirSync, statSync } from "node:fs";
import { archiveError, fromSystemError, hasSystemCode } from "../errors.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import { trashFolder } from "./trash-files.ts";

/**
 * A missing or empty data.db beside recordings is a lost one: an archive made anew there would hide them.
 * @throws ArchiveError `archive-damaged`
 */
export function assertDatabaseNotLost(files: ArchiveFiles): void {
  const { database } = files;
  try {
    if ((statSync(database, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  } catch (error) {
    throw fromSystemError(error, database);
  }
  const hasSound = [files.recordings, trashFolder(files)].some((folder) =>
    listNames(folder).some((name) => name.endsWith(".opus")),
  );
  if (hasSound) throw archiveError("database-gone", { path: database });
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "ENOTDIR")) return [];
    throw fromSystemError(error, folder);
  }
}
