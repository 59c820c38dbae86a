import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fromSystemError } from "../errors.ts";
import { log } from "../log.ts";
import { isProcessAlive } from "../process-owner.ts";
import { type ArchiveFiles, listRecordingsFolder, partSuffix, readPartName } from "./archive-files.ts";
import type { Database } from "./database.ts";
import { findRecordingByFilename } from "./recordings.ts";

/** A live import writes every second or so; after this long without a byte a dead process's file is rubbish. */
const quietMs = 60_000;
/** Of another machine (a shared disk) we cannot know whether the process lives. */
const quietElsewhereMs = 24 * 3600_000;

/**
 * Removes what imports that were cut off left in recordings/: part files nobody writes any more, and a file that got its
 * name but not its row. Returns the names removed. Files being made by live processes stay.
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
  // The named file first: as long as the part is there, a sweep that is cut off can be done again.
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
