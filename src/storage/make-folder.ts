import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fromSystemError } from "../errors.ts";

/**
 * Makes a folder and those above it where they are absent. Not `mkdir` with `recursive`: Node 24 goes round for ever in
 * it where the system says ENOENT for a folder that may not be made (/proc, folders of an automounter).
 * @throws ArchiveError `no-permission`, `disk-full`, `not-found` (a part of the path is a file)
 */
export function makeFolder(path: string): void {
  try {
    if (isFolder(path)) return;
    const above = dirname(path);
    if (above !== path) makeFolder(above);
    makeOne(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process has made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  return found !== undefined;
}
