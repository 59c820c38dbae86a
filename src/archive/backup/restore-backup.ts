import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { archiveError, fromSystemError, hasSystemCode, isArchiveError } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import { toLocalIso } from "../../recording/local-time.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import { timeInName } from "../../storage/archive-files.ts";
import { copyHashed } from "../../storage/backup/copy-hashed.ts";
import { EarlierFiles } from "../../storage/backup/earlier-files.ts";
import type { ManifestFile } from "../../storage/backup/manifest.ts";
import { readSnapshotFiles, type Snapshot } from "../../storage/backup/snapshots.ts";
import { freeByteLength } from "../../storage/free-space.ts";
import { hashIfReadable } from "../../storage/hash-file.ts";
import { makeFolder } from "../../storage/make-folder.ts";
import { syncPath } from "../../storage/sync-path.ts";
import { assertApart } from "./assert-apart.ts";
import { chooseSnapshots } from "./choose-snapshots.ts";
import { mapSeveral } from "./map-several.ts";

export type RestoreBackupOptions = WorkOptions & {
  /** Where the archive is to be: a new or an empty folder, unless `replace` is set. */
  to: string;
  /** Name of a snapshot. Default: the newest. */
  snapshot?: string | undefined;
  /** What is in the folder is kept beside it, under the name that is returned. */
  replace?: boolean | undefined;
};

export type RestoredBackup = {
  /** The restored archive. */
  folder: string;
  snapshot: string;
  recordings: number;
  files: number;
  byteLength: number;
  /** With `replace`: where the old files are now. */
  keptAside?: string | undefined;
  /** Files that were damaged in the snapshot and came from another one, or are lost. */
  notes: Note[];
  /** False when a file is lost. */
  isSound: boolean;
};

/** In the folder of a restore that is not finished: the next one goes on there. */
const markerName = "restore.unfinished";

/**
 * Makes an archive from a snapshot. Every file is compared with its hash while it is copied, and data.db comes last: a
 * restore that is cut off leaves no archive that looks whole. Nothing is ever overwritten, and the backup is only read.
 * @throws ArchiveError `not-found`, `invalid-input` (the folder is not empty), `archive-damaged` (data.db of the snapshot),
 *   `disk-full`, `no-permission`, `cancelled`
 */
export async function restoreBackup(given: string, options: RestoreBackupOptions): Promise<RestoredBackup> {
  const { folder: backupFolder, chosen, snapshots } = chooseSnapshots(given, options.snapshot);
  const snapshot = chosen.at(-1)!;
  const target = resolve(options.to);
  assertApart(target, backupFolder);
  const { signal } = options;
  const database = join(snapshot.folder, "data.db");
  const files = readSnapshotFiles(snapshot);
  const wanted = files["data.db"];
  if (!wanted || (await hashIfReadable(database, { signal })) !== wanted.sha256)
    throw archiveError("restore-database-damaged", { path: database });
  const isUsable = async (path: string) => isEmptyOrOurs(path) && !(await isInUse(path, wanted, signal));
  const isFree = await isUsable(target);
  if (!isFree && !options.replace) throw archiveError("restore-target-not-empty", { path: target });
  const folder = isFree ? target : `${target}.restoring`;
  if (!isFree && !(await isUsable(folder))) throw archiveError("restore-target-not-empty", { path: folder });
  startRestore(folder);
  const copied = await copyFiles({ ...snapshot, files }, new EarlierFiles(snapshots), folder, options);
  finishRestore(folder);
  const keptAside = isFree ? undefined : swap(target, folder);
  const { name, recordings } = snapshot;
  return { folder: target, snapshot: name, recordings, ...copied, keptAside };
}

/** A folder that holds nothing, or nothing but an unfinished restore. */
function isEmptyOrOurs(folder: string): boolean {
  try {
    const names = readdirSync(folder);
    return names.length === 0 || names.includes(markerName);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return true;
    throw fromSystemError(error, folder);
  }
}

/**
 * Whether a restore was ended after its last file and the archive was used since: its mark is still there, and going on
 * would put the old data.db in the place of the one with the changes.
 */
async function isInUse(
  folder: string,
  wanted: ManifestFile,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const path = join(folder, "data.db");
  if (!existsSync(path)) return false;
  return existsSync(`${path}-wal`) || (await hashIfReadable(path, { signal })) !== wanted.sha256;
}

/** Bytes of this are in place at the end only: until then no program takes the folder for an archive. */
const unfinishedDatabase = "data.db.part";

async function copyFiles(
  { name: snapshot, folder: from, files: listed }: Snapshot & { files: Record<string, ManifestFile> },
  all: EarlierFiles,
  folder: string,
  { signal, onProgress }: RestoreBackupOptions,
): Promise<Pick<RestoredBackup, "files" | "byteLength" | "notes" | "isSound">> {
  const { "data.db": database, ...others } = listed;
  const total = Object.values(listed).reduce((sum, { byteLength }) => sum + byteLength, 0);
  assertEnoughSpace(folder, total);
  let done = 0;
  const onRead = (byteLength: number) => {
    done += byteLength;
    onProgress?.({ stage: "restore", subject: folder, done: Math.min(done, total), total, unit: "bytes" });
  };
  const copy = async ([path, file]: [string, ManifestFile]): Promise<CopiedFile> => {
    const target = join(folder, path === "data.db" ? unfinishedDatabase : path);
    const own = { snapshot, path: join(from, path) };
    const elsewhere = () => all.inAny(file.sha256).filter((other) => other.snapshot !== snapshot);
    const source =
      (await copyFirst([own], target, file, { signal, onRead })) ??
      (await copyFirst(elsewhere(), target, file, { signal, onRead }));
    if (source === undefined) return { isWhole: false, note: makeNote("restore-file-lost", { path }) };
    if (file.damaged)
      return { isWhole: false, note: makeNote("backup-file-stored-damaged", { snapshot, path }) };
    if (source === snapshot) return { isWhole: true };
    return { isWhole: true, note: makeNote("restore-copy-from", { path, snapshot, other: source }) };
  };
  const copied = await mapSeveral(Object.entries(others), copy);
  copied.push(await copy(["data.db", database!]));
  return {
    files: copied.filter(({ note }) => note?.code !== "restore-file-lost").length,
    byteLength: done,
    notes: copied.flatMap(({ note }) => note ?? []),
    isSound: copied.every(({ isWhole }) => isWhole),
  };
}

type CopiedFile = { isWhole: boolean; note?: Note };

/** @returns the snapshot whose copy had the right bytes */
async function copyFirst(
  sources: readonly { snapshot: string; path: string }[],
  target: string,
  { sha256 }: ManifestFile,
  options: { signal?: AbortSignal | undefined; onRead: (byteLength: number) => void },
): Promise<string | undefined> {
  makeFolder(dirname(target));
  // Of a restore that was cut off.
  if (existsSync(target) && (await hashIfReadable(target, { signal: options.signal })) === sha256)
    return sources[0]?.snapshot;
  for (const { snapshot, path } of sources) {
    try {
      const copied = await copyHashed(path, target, { ...options, mode: 0o644 });
      if (copied.sha256 === sha256) return snapshot;
      rmSync(target, { force: true });
    } catch (error) {
      const isAboutSource = isArchiveError(error) && error.values.path === path && error.code !== "cancelled";
      if (!isAboutSource) throw error;
    }
  }
  return undefined;
}

function startRestore(folder: string): void {
  makeFolder(folder);
  const marker = join(folder, markerName);
  if (!existsSync(marker)) makeFolder(marker);
  makeFolder(join(folder, "recordings"));
  syncPath(folder);
}

function finishRestore(folder: string): void {
  try {
    for (const inner of ["recordings", "trash"])
      if (existsSync(join(folder, inner))) syncPath(join(folder, inner));
    renameSync(join(folder, unfinishedDatabase), join(folder, "data.db"));
    syncPath(folder);
    rmSync(join(folder, markerName), { recursive: true, force: true });
    syncPath(folder);
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

/** @returns where the old files are */
function swap(target: string, restored: string): string {
  const time = timeInName(toLocalIso(new Date()));
  let aside = `${target}.before-restore-${time}`;
  for (let number = 2; existsSync(aside); number++) aside = `${target}.before-restore-${time}_${number}`;
  try {
    renameSync(target, aside);
    renameSync(restored, target);
    syncPath(dirname(target));
    return aside;
  } catch (error) {
    throw fromSystemError(error, target);
  }
}

function assertEnoughSpace(folder: string, needed: number): void {
  const free = freeByteLength(folder);
  if (needed <= free) return;
  throw archiveError("restore-disk-full", {
    path: folder,
    needed: Math.ceil(needed / 1e6),
    free: Math.ceil(free / 1e6),
  });
}
