import { existsSync, readdirSync, statSync } from "node:fs";
import { archiveError, fromSystemError, hasSystemCode } from "../errors.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import { trashFolder } from "./trash-files.ts";

/**
 * A missing or empty data.db beside recordings is a lost one: an archive made anew there would hide them. So is an empty one
 * without recordings/: that folder is made first, so its disk is not mounted. An empty one beside an empty recordings/ may
 * be of a program that was killed while it made a new archive.
 * @throws ArchiveError `archive-damaged`
 */
export function assertDatabaseNotLost(files: ArchiveFiles): void {
  const { database } = files;
  let byteLength: number | undefined;
  try {
    byteLength = statSync(database, { throwIfNoEntry: false })?.size;
  } catch (error) {
    throw fromSystemError(error, database);
  }
  if (byteLength !== undefined && byteLength > 0) return;
  const isFolderAway = byteLength === 0 && !existsSync(files.recordings);
  const hasSound = [files.recordings, trashFolder(files)].some((folder) =>
    listNames(folder).some((name) => name.endsWith(".opus")),
  );
  if (isFolderAway || hasSound) throw archiveError("database-gone", { path: database });
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "ENOTDIR")) return [];
    throw fromSystemError(error, folder);
  }
}
