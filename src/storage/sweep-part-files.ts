import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fromSystemError } from "../errors.ts";
import { log } from "../log.ts";
import { isProcessAlive } from "../process-owner.ts";
import { type ArchiveFiles, listRecordingsFolder, partSuffix, readPartName } from "./archive-files.ts";
import type { Database } from "./database.ts";
import { findRecordingByFilename } from "./recordings.ts";

/** A running import writes about once a second; a dead process's file this long without a write is not needed. */
const quietMs = 60_000;
/** On a shared disk: of another machine we cannot know whether the process still runs. */
const quietElsewhereMs = 24 * 3600_000;

/**
 * Removes what interrupted imports left in recordings/: part files that no process writes any more, and files that got a
 * name but no row. Returns the removed names. Files of running processes stay.
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

function isInUse(name: string, quietForMs: number): boolean {
  const part = readPartName(name);
  if (!part?.isOurMachine) return quietForMs < quietElsewhereMs;
  return quietForMs < quietMs || (isProcessAlive(part.pid) && quietForMs < quietElsewhereMs);
}

function isSameFile(files: ArchiveFiles, name: string, { ino, dev }: { ino: number; dev: number }): boolean {
  const other = statSync(join(files.recordings, name), { throwIfNoEntry: false });
  return other?.ino === ino && other.dev === dev;
}
