/** The snapshots in a backup folder: each is a whole archive in a folder named after its time. */

import { lstatSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { archiveError, fromSystemError, hasSystemCode, isArchiveError } from "../../errors.ts";
import { errorFields, log } from "../../log.ts";
import { timeInName } from "../archive-files.ts";
import { syncPath } from "../sync-path.ts";
import { type Manifest, type ManifestFile, manifestName, readManifest } from "./manifest.ts";

/**
 * A finished snapshot. `name` is that of its folder: `2026-11-28_10-00-00`, `…_2` when that was taken. Its list of files is
 * read when it is needed: together, those of many snapshots would not fit in memory.
 */
export type Snapshot = {
  name: string;
  folder: string;
  archiveId: string;
  startedAt: string;
  recordings: number;
};

/** Ending of a snapshot's folder while it is made; and while it is removed. */
export const unfinishedSuffix = ".unfinished";
const removingSuffix = ".removing";

const snapshotName = /^\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}(?:_\d+)?$/;

export type BackupFolder = {
  /** Finished ones, oldest first. */
  snapshots: Snapshot[];
  /** Folders of snapshots that were cut off, by name; the newest last. */
  unfinished: string[];
  /** Folders whose removal was cut off. */
  removing: string[];
  /** Folders named like snapshots whose manifest is missing or damaged. */
  unreadable: string[];
};

/** Looks at the names and reads the manifests. An absent folder has none. */
export function readBackupFolder(folder: string): BackupFolder {
  const found: BackupFolder = { snapshots: [], unfinished: [], removing: [], unreadable: [] };
  for (const name of listNames(folder)) {
    if (isNamed(name, unfinishedSuffix)) found.unfinished.push(name);
    else if (isNamed(name, removingSuffix)) found.removing.push(name);
    else if (snapshotName.test(name)) {
      const path = join(folder, name);
      const manifest = tryReadManifest(path);
      if (!manifest) {
        found.unreadable.push(name);
        continue;
      }
      const { archiveId, startedAt, recordings } = manifest;
      found.snapshots.push({ name, folder: path, archiveId, startedAt, recordings });
    }
  }
  found.snapshots.sort((a, b) => timeOf(a) - timeOf(b) || compareNames(a.name, b.name));
  return found;
}

/** When the snapshot was begun, milliseconds since 1970. */
export function timeOf({ startedAt }: Snapshot): number {
  return Date.parse(startedAt);
}

/** Path → what the manifest says of it. @throws ArchiveError `archive-damaged` when it was changed meanwhile */
export function readSnapshotFiles({ folder }: Snapshot): Record<string, ManifestFile> {
  const manifest = readManifest(folder);
  if (!manifest) throw archiveError("backup-manifest-damaged", { path: join(folder, manifestName) });
  return manifest.files;
}

/** `2026-11-28T10:00:00+03:00` → `2026-11-28_10-00-00`, or with `_2`, `_3` when another snapshot has that name. */
export function chooseSnapshotName(folder: string, startedAt: string): string {
  const wanted = timeInName(startedAt);
  const taken = new Set(listNames(folder).map((name) => name.replace(/\.\w+$/, "")));
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}_${number}`;
    if (!taken.has(name)) return name;
  }
}

/**
 * Removes a snapshot: only the files that its manifest names, and the folders that are empty then. It loses its name first,
 * so that a removal that is cut off never leaves half a snapshot that looks like a whole one.
 * @returns whether nothing of it is left: files of others stay
 */
export function removeSnapshot(snapshot: Snapshot): boolean {
  const { name, folder } = snapshot;
  const files = readSnapshotFiles(snapshot);
  const parent = dirname(folder);
  const leaving = join(parent, `${name}${removingSuffix}`);
  try {
    renameSync(folder, leaving);
    syncPath(parent);
    return removeListedFiles(leaving, files);
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

/** Goes on with removals that were cut off. */
export function finishRemovals(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const path = join(folder, name);
    const manifest = tryReadManifest(path);
    try {
      if (manifest) removeListedFiles(path, manifest.files);
      else removeEmptyFolder(path);
    } catch (error) {
      throw fromSystemError(error, path);
    }
  }
}

/** The manifest goes last: until then the rest can be removed by it. */
function removeListedFiles(folder: string, files: Record<string, unknown>): boolean {
  const folders = new Set<string>();
  for (const path of [...Object.keys(files), "data.db-wal", "data.db-shm"]) {
    rmSync(join(folder, path), { force: true });
    for (let inner = dirname(path); inner !== "."; inner = dirname(inner)) folders.add(inner);
  }
  for (const inner of [...folders].sort((a, b) => b.length - a.length))
    removeEmptyFolder(join(folder, inner));
  rmSync(join(folder, manifestName), { force: true });
  return removeEmptyFolder(folder);
}

function removeEmptyFolder(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return true;
    if (hasSystemCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) return false;
    throw error;
  }
}

function isNamed(name: string, suffix: string): boolean {
  return name.endsWith(suffix) && snapshotName.test(name.slice(0, -suffix.length));
}

function tryReadManifest(folder: string): Manifest | undefined {
  try {
    return lstatSync(folder).isDirectory() ? readManifest(folder) : undefined;
  } catch (error) {
    if (!isArchiveError(error, "archive-damaged")) throw fromSystemError(error, folder);
    log("warn", "backup-manifest-unreadable", errorFields(error));
    return undefined;
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort(compareNames);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return [];
    throw fromSystemError(error, folder);
  }
}

/** `_10` comes after `_2`. */
function compareNames(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
