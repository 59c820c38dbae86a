import { existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { archiveError, fromSystemError } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import { withFileLock } from "../../models/file-lock.ts";
import { toLocalIso } from "../../recording/local-time.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import type { ArchiveFiles } from "../../storage/archive-files.ts";
import { chooseRemovals, type Retention } from "../../storage/backup/choose-removals.ts";
import { EarlierFiles } from "../../storage/backup/earlier-files.ts";
import { listAllFiles, listArchiveFiles } from "../../storage/backup/list-source-files.ts";
import { manifestName, writeManifest } from "../../storage/backup/manifest.ts";
import { SnapshotWriter } from "../../storage/backup/snapshot-writer.ts";
import {
  type BackupFolder,
  chooseSnapshotName,
  finishRemovals,
  readBackupFolder,
  removeSnapshot,
  unfinishedSuffix,
} from "../../storage/backup/snapshots.ts";
import { listBackupFolders, noteBackupFolder } from "../../storage/backup-folders.ts";
import type { Database } from "../../storage/database.ts";
import { freeByteLength } from "../../storage/free-space.ts";
import { makeFolder } from "../../storage/make-folder.ts";
import { schemaVersion } from "../../storage/migrate.ts";
import { assertRecordingsFolder, readArchiveId } from "../../storage/recordings-folder.ts";
import { syncPath } from "../../storage/sync-path.ts";
import type { ArchiveParts } from "../archive-parts.ts";
import { assertApart, assertOutsideSnapshots } from "./assert-apart.ts";
import { fillSnapshot } from "./fill-snapshot.ts";

export type BackupOptions = Retention &
  WorkOptions & {
    /**
     * Do not read files again whose hash in data.db and whose size are those of an earlier snapshot. Default: every file is
     * read and compared, here and in the earlier snapshot.
     */
    quick?: boolean | undefined;
    /** Also where earlier snapshots of this archive are gone. Default: `disk-error`, since a disk may not be mounted. */
    startAnew?: boolean | undefined;
  };

export type BackupResult = {
  /** The backup folder. */
  folder: string;
  /** Name of the new snapshot's folder. */
  snapshot: string;
  recordings: number;
  /** Files and bytes that were written, and that are shared with earlier snapshots. */
  copied: { files: number; byteLength: number };
  linked: { files: number; byteLength: number };
  /** Names of earlier snapshots that were removed. */
  removed: string[];
  /** What was damaged or missing, where the good copy is, and what was left out. */
  notes: Note[];
  /** False when something in the archive was damaged or missing. */
  isSound: boolean;
};

/** Held while a program writes to a backup folder. */
const lockName = ".fonoteka-backup.lock";

/**
 * Makes a snapshot of the archive in a folder of its own: a whole archive, which shares unchanged files with the earlier
 * snapshots. Others may work with the archive meanwhile. A snapshot that is cut off is named so, and the next run goes on
 * with it; earlier ones are never changed.
 * @throws ArchiveError `disk-error` (recordings/ or the backup disk is not mounted), `invalid-input` (one folder in the other, a snapshot, snapshots of another archive), `disk-full` before anything
 *   is written, `archive-busy` (another backup writes there), `cancelled`, `no-permission`, `archive-damaged`
 */
export async function backUp(
  parts: ArchiveParts,
  given: string,
  options: BackupOptions = {},
): Promise<BackupResult> {
  const folder = resolve(given);
  assertApart(parts.files.folder, folder);
  assertOutsideSnapshots(folder);
  assertRecordingsFolder(parts.db, parts.files);
  if (!options.startAnew) assertMounted(parts.db, folder);
  makeFolder(folder);
  return withBackupLock(folder, () => makeSnapshot(parts, folder, options));
}

/** The folder of a disk that is not mounted is empty or missing: a backup there would fill the wrong disk without a word. */
function assertMounted(db: Database, folder: string): void {
  const known = listBackupFolders(db).find((one) => one.folder === folder);
  if (!known || known.lastSnapshot.endsWith(unfinishedSuffix)) return;
  const { snapshots, unfinished, removing, unreadable } = readBackupFolder(folder);
  if (snapshots.length + unfinished.length + removing.length + unreadable.length > 0) return;
  throw archiveError("backup-folder-not-mounted", { path: folder, snapshot: known.lastSnapshot });
}

/** Runs `work` while no other program writes to the backup folder. @throws ArchiveError `archive-busy` */
export function withBackupLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, lockName);
  return withFileLock(path, undefined, work, () => {
    throw archiveError("backup-busy", { path: folder });
  });
}

async function makeSnapshot(
  parts: ArchiveParts,
  folder: string,
  options: BackupOptions,
): Promise<BackupResult> {
  const { db, files } = parts;
  const archiveId = readArchiveId(db);
  const { snapshots, unfinished } = tidyBackupFolder(folder, archiveId);
  const earlier = new EarlierFiles(snapshots);
  assertEnoughSpace(files, folder, earlier);
  const startedAt = toLocalIso(new Date());
  const { name, path } = startSnapshot(folder, startedAt, unfinished.at(-1));
  // Before the first byte: `forget` must know of a snapshot that is cut off, too.
  if (!db.readOnly)
    noteBackupFolder(db, {
      folder,
      snapshot: `${name}${unfinishedSuffix}`,
      at: startedAt,
      isFinished: false,
    });
  const notes: Note[] = [];
  const seen = new Set<string>();
  const note = (found: Note) => {
    if (!seen.has(found.text)) notes.push(found);
    seen.add(found.text);
  };
  const report = reportTo(files, options);
  const writer = new SnapshotWriter(path, earlier, {
    signal: options.signal,
    onRead: report,
    onNoLinks: () => note(makeNote("backup-without-links", {})),
    onDamagedCopy: (copy) =>
      note(makeNote("backup-copy-damaged", { path: copy.path, snapshot: copy.snapshot })),
  });
  const { recordings, isSound } = await fillSnapshot(parts, writer, earlier, { ...options, note, report });
  removeUnlisted(writer);
  for (const inner of ["recordings", "trash", "."])
    if (existsSync(join(path, inner))) syncPath(join(path, inner));
  writeManifest(path, {
    format: "fonoteka-backup",
    version: 1,
    archiveId,
    schemaVersion: schemaVersion(db),
    startedAt,
    recordings,
    notes,
    files: writer.files,
  });
  finishSnapshot(folder, name);
  if (!db.readOnly) noteBackupFolder(db, { folder, snapshot: name, at: startedAt, isFinished: true });
  const removed = isSound ? removeOld(folder, options) : [];
  return { folder, snapshot: name, recordings, ...writer.totals(), removed, notes, isSound };
}

/** Finishes what an earlier run left half done, as far as that needs no reading. */
function tidyBackupFolder(folder: string, archiveId: string): BackupFolder {
  const found = readBackupFolder(folder);
  finishRemovals(folder, found.removing);
  const foreign = found.snapshots.find((snapshot) => snapshot.archiveId !== archiveId);
  if (foreign) throw archiveError("backup-of-another-archive", { path: foreign.folder });
  // Cut off between its manifest and its name: it is complete.
  const complete = found.unfinished.filter((name) => existsSync(join(folder, name, manifestName)));
  for (const name of complete) finishSnapshot(folder, name.slice(0, -unfinishedSuffix.length));
  return complete.length > 0 ? readBackupFolder(folder) : found;
}

/** The folder to fill: a new one, or that of a run that was cut off. */
function startSnapshot(
  folder: string,
  startedAt: string,
  left: string | undefined,
): { name: string; path: string } {
  const name = chooseSnapshotName(folder, startedAt);
  const path = join(folder, `${name}${unfinishedSuffix}`);
  try {
    if (left) renameSync(join(folder, left), path);
    else makeFolder(path);
    syncPath(folder);
  } catch (error) {
    throw fromSystemError(error, path);
  }
  return { name, path };
}

function finishSnapshot(folder: string, name: string): void {
  const path = join(folder, name);
  try {
    renameSync(`${path}${unfinishedSuffix}`, path);
    syncPath(folder);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Of a run that was cut off: files that the archive no longer has. */
function removeUnlisted({ folder, files }: SnapshotWriter): void {
  for (const path of listAllFiles(folder))
    if (!Object.hasOwn(files, path)) rmSync(join(folder, path), { force: true });
}

function removeOld(folder: string, retention: Retention): string[] {
  if (retention.keep === undefined && retention.keepDays === undefined) return [];
  const { snapshots } = readBackupFolder(folder);
  const removals = chooseRemovals(snapshots, retention, Date.now());
  for (const snapshot of removals) removeSnapshot(snapshot);
  return removals.map(({ name }) => name);
}

/** Looked at first, so that a full disk is said before an hour of copying. */
function assertEnoughSpace(files: ArchiveFiles, folder: string, earlier: EarlierFiles): void {
  const needed = listArchiveFiles(files)
    .filter(({ name, byteLength }) => earlier.atInNewest(name)?.byteLength !== byteLength)
    .reduce((sum, { byteLength }) => sum + byteLength, 0);
  const free = freeByteLength(folder);
  if (needed <= free) return;
  const [neededMegabytes, freeMegabytes] = [needed, free].map((byteLength) => Math.ceil(byteLength / 1e6));
  throw archiveError("backup-disk-full", {
    path: folder,
    needed: neededMegabytes!,
    free: freeMegabytes!,
  });
}

function reportTo(files: ArchiveFiles, { onProgress }: BackupOptions): (byteLength: number) => void {
  if (!onProgress) return () => {};
  const total = listArchiveFiles(files).reduce((sum, { byteLength }) => sum + byteLength, 0);
  let done = 0;
  return (byteLength) => {
    done = Math.min(total, done + byteLength);
    onProgress({ stage: "backup", subject: files.folder, done, total, unit: "bytes" });
  };
}
