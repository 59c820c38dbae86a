import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fromSystemError } from "../errors.ts";
import { log } from "../log.ts";
import { isProcessAlive } from "../process-owner.ts";
import {
  type ArchiveFiles,
  isOwnPart,
  listRecordingsFolder,
  partSuffix,
  readPartName,
} from "./archive-files.ts";
import type { Database } from "./database.ts";
import { findRecordingByFilename } from "./recordings.ts";

/** A running import writes about once a second; this long without a write, its process is dead and not only unseen. */
const quietMs = 60_000;
/** From this age on, what another machine or program left is named in the status. */
const notedMs = 24 * 3600_000;

/**
 * Removes what interrupted imports left in recordings/: part files of processes of this machine that have ended, and files
 * that got a name but no row. Returns the removed names. A running process owns its part file whatever its age, and
 * whether a process of another machine runs cannot be known: no clock decides that its file is not needed. Files whose
 * names are not ours are not touched either: another program may have put them there.
 */
export function sweepPartFiles(db: Database, files: ArchiveFiles, nowMs = Date.now()): string[] {
  const names = listRecordingsFolder(files);
  const parts = names.filter((name) => name.endsWith(partSuffix));
  try {
    const removed = parts.flatMap((name) => sweepPart(db, files, { name, names, nowMs }));
    if (removed.length > 0) log("info", "part-files-removed", { count: removed.length });
    return removed;
  } catch (error) {
    throw fromSystemError(error, files.recordings);
  }
}

function sweepPart(
  db: Database,
  files: ArchiveFiles,
  { name, names, nowMs }: { name: string; names: readonly string[]; nowMs: number },
): string[] {
  const path = join(files.recordings, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || isInUse(name, nowMs - Math.max(found.mtimeMs, found.ctimeMs))) return [];
  const placed =
    found.nlink > 1 ? names.filter((other) => other !== name && isSameFile(files, other, found)) : [];
  const rowless = placed.filter((other) => !findRecordingByFilename(db, other));
  // The named file first: while the part exists, an interrupted sweep can be repeated.
  for (const removed of [...rowless, name]) rmSync(join(files.recordings, removed), { force: true });
  return [...rowless, name];
}

/** Part files that no sweep removes and that nothing has written to for a day, for the status. */
export function listLeftPartFiles(files: ArchiveFiles, nowMs = Date.now()): string[] {
  return listRecordingsFolder(files).filter((name) => {
    if (!name.endsWith(partSuffix)) return false;
    const found = statSync(join(files.recordings, name), { throwIfNoEntry: false });
    if (!found || nowMs - found.mtimeMs < notedMs) return false;
    const part = readPartName(name);
    return !part?.isOurMachine || !isProcessAlive(part.pid);
  });
}

function isInUse(name: string, quietForMs: number): boolean {
  const part = readPartName(name);
  if (!part?.isOurMachine || quietForMs < quietMs) return true;
  // In a container each start may have the same number: what this process did not begin, an earlier one did.
  return part.pid === process.pid ? isOwnPart(name) : isProcessAlive(part.pid);
}

function isSameFile(files: ArchiveFiles, name: string, { ino, dev }: { ino: number; dev: number }): boolean {
  const other = statSync(join(files.recordings, name), { throwIfNoEntry: false });
  return other?.ino === ino && other.dev === dev;
}
