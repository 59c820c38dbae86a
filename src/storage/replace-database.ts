/** Puts a new data.db in the place of the old one, which stays under another name. */

import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromSystemError } from "../errors.ts";
import { isProcessAlive } from "../process-owner.ts";
import { type ArchiveFiles, newWriterMark, partSuffix, readPartName } from "./archive-files.ts";
import type { Database } from "./database.ts";
import type { HeldDatabase } from "./hold-database.ts";
import { linkOrMove } from "./link-files.ts";
import { syncPath } from "./sync-path.ts";

const rebuildPrefix = "data.db.rebuilding-";
const replacedPrefix = "data.db.replaced-";

/** Files that SQLite keeps beside a database. */
const companions = ["-wal", "-shm", "-journal"] as const;

/** Path for a database that is being built; nothing is created. */
export function newRebuildPath(files: ArchiveFiles): string {
  return join(files.folder, `${rebuildPrefix}${newWriterMark()}${partSuffix}`);
}

/** For a database that does not count before all of it is on the disk: `replaceDatabase` syncs it once. */
export function stopSyncing(db: Database): void {
  db.exec("pragma synchronous = off");
}

/** Removes a database that is no longer wanted, with what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const ending of ["", ...companions]) rmSync(`${path}${ending}`, { force: true });
}

/** Removes what rebuilds left that were killed: databases whose process has ended, and second names of data.db itself. */
export function sweepRebuilds(files: ArchiveFiles): void {
  for (const name of readdirSync(files.folder)) {
    if (name.startsWith(replacedPrefix) && isSameFile(join(files.folder, name), files.database))
      rmSync(join(files.folder, name), { force: true });
    if (!name.startsWith(rebuildPrefix) || !name.endsWith(partSuffix)) continue;
    const mark = name.slice(rebuildPrefix.length, -partSuffix.length);
    const writer = readPartName(`${mark}.json${partSuffix}`);
    if (writer?.isOurMachine && !isProcessAlive(writer.pid)) removeDatabase(join(files.folder, name));
  }
}

/**
 * Gives a finished and closed database the name data.db. At every instant that name belongs to the whole old or the whole
 * new one (on disks without hard links there may be none for an instant); the old one keeps its bytes as
 * `data.db.replaced-TIME`. The log of the old one must be away before: SQLite would play it into the new one.
 * @param held the old database, if it could be locked
 * @param time part of the old one's new name
 * @returns path of the old database; undefined when there was none
 */
export function replaceDatabase(
  files: ArchiveFiles,
  { partPath, held, time }: { partPath: string; held: HeldDatabase | undefined; time: string },
): string | undefined {
  const { database } = files;
  const kept = freeName(join(files.folder, `${replacedPrefix}${time}`));
  try {
    syncPath(partPath);
    const hasOld = existsSync(database);
    if (hasOld) linkOrMove(database, kept);
    for (const ending of companions) {
      if (!existsSync(`${database}${ending}`)) continue;
      if (ending === "-wal" && !held) linkOrMove(`${database}${ending}`, `${kept}${ending}`);
      rmSync(`${database}${ending}`, { force: true });
    }
    syncPath(files.folder);
    // An open file cannot be renamed there; elsewhere it stays locked until the new one has the name.
    if (process.platform === "win32") held?.[Symbol.dispose]();
    renameSync(partPath, database);
    syncPath(dirname(database));
    return hasOld ? kept : undefined;
  } catch (error) {
    throw fromSystemError(error, database);
  }
}

function freeName(wanted: string): string {
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : `${wanted}_${number}`;
    if (!["", ...companions].some((ending) => existsSync(`${path}${ending}`))) return path;
  }
}

function isSameFile(pathA: string, pathB: string): boolean {
  const [a, b] = [pathA, pathB].map((path) => lstatSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}
