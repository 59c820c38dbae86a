import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fromSystemError } from "../errors.ts";

/**
 * Creates a folder and its missing parents. Not `mkdir` with `recursive`: Node 24 loops for ever in it where the system
 * answers ENOENT for a folder that may not be created (/proc, folders of an automounter).
 * @throws ArchiveError `no-permission`, `disk-full`, `not-found` (a part of the path is a file)
 */
export function makeFolder(path: string): void {
  try {
    if (isFolder(path)) return;
    const above = dirname(path);
    if (above !== path) makeFolder(above);
    makeSingleFolder(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function makeSingleFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process has created it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  return found !== undefined;
}
