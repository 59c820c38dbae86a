import { lstatSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { archiveError, fromSystemError, hasSystemCode } from "../errors.ts";
import { type ArchiveFiles, createArchiveFolders, placePartFile, recordingPath } from "./archive-files.ts";
import { linkOrCopy } from "./link-files.ts";
import { makeFolder } from "./make-folder.ts";
import { syncPath } from "./sync-path.ts";

/** A removed recording in trash/: the Opus file, and beside it all that data.db knew of it. */
export type TrashEntry = { id: number; soundPath: string; dataPath: string };

const entryName = /^.+\.(\d{1,15})\.json$/;

/** The entries of the trash, newest removal last; contents are not read. */
export function listTrashEntries(files: ArchiveFiles): TrashEntry[] {
  const folder = trashFolder(files);
  return listTrashNames(files).flatMap((name) => {
    const id = entryName.exec(name)?.[1];
    const stem = join(folder, name.slice(0, -".json".length));
    return id === undefined ? [] : [{ id: Number(id), soundPath: `${stem}.opus`, dataPath: `${stem}.json` }];
  });
}

/**
 * What an interrupted removal left: data that was not written completely, or sound without data. `foreign`: trash/ itself,
 * when it is a symbolic link or a file; it is not followed.
 */
export function listTrashLeftovers(files: ArchiveFiles): { leftovers: string[]; foreign: string[] } {
  const folder = trashFolder(files);
  const isForeign = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false;
  const names = new Set(listTrashNames(files));
  const isLeft = (name: string) => {
    if (name.endsWith(".json.part")) return true;
    // Live recordings that were discarded have no data.
    return /\.\d{1,15}\.opus$/.test(name) && !names.has(name.replace(/opus$/, "json"));
  };
  const leftovers = [...names].filter(isLeft).map((name) => join(folder, name));
  return { leftovers, foreign: isForeign ? [folder] : [] };
}

/** Names in trash/, as the disk has them; none when it is missing, or is a link out of the archive. */
export function listTrashNames(files: ArchiveFiles): string[] {
  const folder = trashFolder(files);
  try {
    return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

/** The text beside a removed recording's sound. */
export async function readTrashData(entry: TrashEntry): Promise<string> {
  return readFile(entry.dataPath, "utf8").catch((error) =>
    Promise.reject(fromSystemError(error, entry.dataPath)),
  );
}

/**
 * Gives a recording's sound a second name in trash/ and writes its data beside it; both are on the disk when this
 * returns. The file in recordings/ stays: it goes when its rows are gone. An absent sound is fine: the data is kept.
 */
export function putInTrash(
  files: ArchiveFiles,
  { id, filename, data }: { id: number; filename: string; data: string },
): TrashEntry {
  const folder = trashFolder(files);
  const stem = join(folder, `${filename.replace(/\.opus$/, "")}.${id}`);
  const entry = { id, soundPath: `${stem}.opus`, dataPath: `${stem}.json` };
  try {
    if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
      throw archiveError("not-an-own-folder", { path: folder });
    makeFolder(folder);
    copyName(recordingPath(files, filename), entry.soundPath);
    writeFileSync(`${entry.dataPath}.part`, data, { flush: true });
    renameSync(`${entry.dataPath}.part`, entry.dataPath);
    syncPath(folder);
    return entry;
  } catch (error) {
    throw fromSystemError(error, stem);
  }
}

/** Gives the file a name in recordings/ again: the old one, or a new one when that is taken. @returns the name */
export function takeFromTrash(
  files: ArchiveFiles,
  entry: TrashEntry,
  {
    filename,
    createdAt,
    isTaken,
  }: { filename: string; createdAt: string; isTaken: (name: string) => boolean },
): string {
  try {
    if (!statSync(entry.soundPath, { throwIfNoEntry: false }))
      throw archiveError("trash-sound-missing", { path: entry.soundPath });
    createArchiveFolders(files);
    const path = recordingPath(files, filename);
    if (!isTaken(filename)) {
      // Left by a removal that was interrupted between its rows and its file: one file under both names.
      if (isSameFile(path, entry.soundPath)) return filename;
      try {
        linkOrCopy(entry.soundPath, path);
        syncPath(files.recordings);
        return filename;
      } catch (error) {
        if (!hasSystemCode(error, "EEXIST")) throw error;
      }
    }
    return placePartFile(files, { partPath: entry.soundPath, createdAt, isTaken });
  } catch (error) {
    throw fromSystemError(error, entry.soundPath);
  }
}

/** Undoes `takeFromTrash` when the rows could not be restored: the file has its name in trash/ only. */
export function putBackInTrash(files: ArchiveFiles, { soundPath }: TrashEntry, filename: string): void {
  const path = recordingPath(files, filename);
  try {
    // Without hard links, `takeFromTrash` may have moved the file.
    if (statSync(soundPath, { throwIfNoEntry: false })) rmSync(path, { force: true });
    else renameSync(path, soundPath);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Removes the entry of a recording that was restored, or is deleted for good. The data goes last: it says what the sound was. */
export function dropTrashEntry({ soundPath, dataPath }: TrashEntry): void {
  rmSync(soundPath, { force: true });
  rmSync(dataPath, { force: true });
}

/** Whether an entry's Opus file is there and has the size of the recording; its bytes are not read. */
export function lookAtTrashedSound(
  { soundPath }: TrashEntry,
  { byteLength }: { byteLength: number },
): "present" | "missing" | "damaged" {
  const found = lstatSync(soundPath, { throwIfNoEntry: false });
  if (!found) return "missing";
  return found.isFile() && found.size === byteLength ? "present" : "damaged";
}

/** Size of both files of an entry, bytes. */
export function measureTrashEntry({ soundPath, dataPath }: TrashEntry): number {
  return [soundPath, dataPath].reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** The path of trash/. */
export function trashFolder(files: ArchiveFiles): string {
  return join(files.folder, "trash");
}

function copyName(from: string, to: string): void {
  rmSync(to, { force: true });
  if (statSync(from, { throwIfNoEntry: false })) linkOrCopy(from, to);
}

function isSameFile(pathA: string, pathB: string): boolean {
  const a = statSync(pathA, { throwIfNoEntry: false });
  const b = statSync(pathB);
  return a !== undefined && a.ino === b.ino && a.dev === b.dev;
}
