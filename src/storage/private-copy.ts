/**
 * A database that was not closed well has a log (data.db-wal) beside it, which only a program that may write there can read. On a
 * disk that cannot be written both are copied, and the copy is read.
 */

import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archiveError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { isProcessAlive } from "../process-owner.ts";
import { freeByteLength } from "./free-space.ts";

const folderPrefix = "fonoteka-copy-";

/** Both files may change while they are copied; then they are copied again, at most this often. */
const maxTries = 3;

/** A copy of data.db and its log in a folder of its own. */
export type PrivateCopy = { path: string; takenAt: string; remove: () => void };

/**
 * Copies data.db with its log into the system's folder for temporary files.
 * @throws ArchiveError `disk-full` when there is no room, `archive-busy` when they change all the time; errors of the system
 */
export function makePrivateCopy(path: string): PrivateCopy {
  sweepPrivateCopies();
  assertRoom(path);
  // Only this user may read it: it holds everything that was said.
  const folder = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  const remove = () => removeFolder(folder);
  try {
    const copy = join(folder, "data.db");
    return { path: copy, takenAt: copyUnchanged(path, copy), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Removes copies that programs of this machine left when they were killed. */
export function sweepPrivateCopies(folder = tmpdir()): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(folderPrefix)) continue;
    const processId = Number.parseInt(name.slice(folderPrefix.length), 10);
    if (processId === process.pid || isProcessAlive(processId)) continue;
    removeFolder(join(folder, name));
  }
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    // Another user's, or still open on Windows: the next program that makes a copy tries again.
    log("debug", "private-copy-not-removed", { folder, ...errorFields(error) });
  }
}

/** Copies both files until neither changed meanwhile. */
function copyUnchanged(path: string, copy: string): string {
  for (let attempt = 1; ; attempt++) {
    const before = fingerprint(path);
    const takenAt = new Date().toISOString();
    for (const suffix of ["", "-wal"]) {
      copyFileSync(path + suffix, copy + suffix);
      // The copy has the rights of the original, which nobody may write.
      chmodSync(copy + suffix, 0o600);
    }
    if (fingerprint(path) === before) return takenAt;
    if (attempt === maxTries) throw archiveError("archive-busy", { path });
  }
}

function fingerprint(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => statSync(file))
    .map(({ size, mtimeMs }) => `${size} ${mtimeMs}`)
    .join();
}

function assertRoom(path: string): void {
  const byteLength = [path, `${path}-wal`].reduce((sum, file) => sum + statSync(file).size, 0);
  if (freeByteLength(tmpdir()) < byteLength) {
    throw archiveError("no-room-for-copy", { path, folder: tmpdir(), byteLength });
  }
}
