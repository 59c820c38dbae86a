import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ArchiveError, fromSystemError } from "../errors.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";

/**
 * The absolute path of a file that is to be written for a person. Overwriting is theirs to allow, but never of what the
 * archive itself lives from, and never of a device.
 * @throws ArchiveError `invalid-input` for a folder, a device or a file of the archive
 */
export function resolveOutputPath(files: ArchiveFiles, given: string): string {
  const path = resolve(given);
  const refuse = (why: string, hint: string): never => {
    throw new ArchiveError("invalid-input", `${path}: ${why}`, hint);
  };
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) refuse("it is a folder, a file is to be written", "give the path of a file");
    if (there && !there.isFile()) refuse("not a regular file", "give the path of a file");
    if (isOfArchive(files, path)) refuse("it belongs to the archive", "write to a place outside the archive");
  } catch (error) {
    throw fromSystemError(error, path);
  }
  return path;
}

/** Also by way of a link: both sides are compared as the disk knows them. */
function isOfArchive(files: ArchiveFiles, path: string): boolean {
  const place = relative(realpathSync(files.folder), realPlace(path));
  const [first = "", ...rest] = place.split(sep);
  if (rest.length > 0) return first === basename(files.recordings) || first === "trash";
  return first.startsWith(basename(files.database)) || first === basename(files.settings);
}

/** The real path of what is there, or of what will be there once it is written. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPlace(folder), basename(path));
  }
}
