import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { archiveError, fromSystemError } from "../errors.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";

/**
 * The absolute path of a file to write for a person. They may allow overwriting, but never of a file of the archive, and
 * never of a device.
 * @throws ArchiveError `invalid-input` for a folder, a device or a file of the archive
 */
export function resolveOutputPath(files: ArchiveFiles, given: string): string {
  const path = resolve(given);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw archiveError("output-is-a-folder", { path });
    if (found && !found.isFile()) throw archiveError("output-not-a-file", { path });
    if (isInArchive(files, path)) throw archiveError("output-in-archive", { path });
  } catch (error) {
    throw fromSystemError(error, path);
  }
  return path;
}

/** Real paths are compared, so that a symbolic link is no way around. */
function isInArchive(files: ArchiveFiles, path: string): boolean {
  const inside = relative(realpathSync(files.folder), realTarget(path));
  const [first = "", ...rest] = inside.split(sep);
  if (rest.length > 0) return [basename(files.recordings), "trash", "damaged"].includes(first);
  return first.startsWith(basename(files.database)) || first === basename(files.settings);
}

/** The real path of a file, also of one that is not written yet. */
function realTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realTarget(folder), basename(path));
  }
}
