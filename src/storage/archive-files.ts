import { randomBytes } from "node:crypto";
import { closeSync, linkSync, lstatSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join, resolve } from "node:path";
import { archiveError, fromSystemError, hasSystemCode } from "../errors.ts";
import { makeFolder } from "./make-folder.ts";
import { syncPath } from "./sync-path.ts";

/** Where the parts of an archive are; absolute paths. */
export type ArchiveFiles = { folder: string; recordings: string; database: string; settings: string };

/** Suffix of an unfinished file in recordings/: no player and no reader of the archive takes it for a recording. */
export const partSuffix = ".part";

/** Names of part files that this process has begun: some fifty bytes each. */
const ownParts = new Set<string>();

/** The paths of the archive in a folder; nothing is read or made. */
export function archiveFiles(folder: string): ArchiveFiles {
  const root = resolve(folder);
  return {
    folder: root,
    recordings: join(root, "recordings"),
    database: join(root, "data.db"),
    settings: join(root, "fonoteka.json"),
  };
}

/** Creates the archive's folders where they are missing. */
export function createArchiveFolders(files: ArchiveFiles): void {
  makeFolder(files.recordings);
}

/** Path of a recording's file. A name whose path escapes recordings/ is `archive-damaged`: someone has tampered with data.db. */
export function recordingPath(files: ArchiveFiles, filename: string): string {
  const isPlain = filename !== "" && filename !== "." && filename !== ".." && !/[/\\\0]/.test(filename);
  if (isPlain && basename(filename) === filename) return join(files.recordings, filename);
  throw archiveError("path-escapes-recordings", { path: files.database, filename: JSON.stringify(filename) });
}

/** The name a recording wants: its local time, read from ISO 8601 with offset; `2024-01-15_14-30-00.opus`. */
export function wantedFilename(createdAt: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})/.exec(createdAt);
  if (!match) throw new TypeError(`createdAt is not ISO 8601: ${createdAt}`);
  const [, day, hour, minute, second] = match;
  return `${day}_${hour}-${minute}-${second}.opus`;
}

/**
 * Path in recordings/ for an unfinished file; nothing is created. Its name holds the process and the machine that write it,
 * so that `sweepPartFiles` leaves the files of others alone.
 */
export function newPartPath(files: ArchiveFiles, ending: "opus" | "json" = "opus"): string {
  const name = `${newWriterMark()}.${ending}${partSuffix}`;
  ownParts.add(name);
  return join(files.recordings, name);
}

/** Names this process and this machine in an unfinished file's name, and is new each time. */
export function newWriterMark(): string {
  return `${process.pid}-${machineMark()}-${randomBytes(6).toString("hex")}`;
}

/** Whether this process has begun the part file of this name. */
export function isOwnPart(name: string): boolean {
  return ownParts.has(name);
}

/** Process and machine named by a part file; undefined for a name of another form. */
export function readPartName(name: string): { pid: number; isOurMachine: boolean } | undefined {
  const match = /^(\d+)-([0-9a-f]+)-[0-9a-f]{12}\.(?:opus|json)\.part$/.exec(name);
  return match ? { pid: Number(match[1]), isOurMachine: match[2] === machineMark() } : undefined;
}

/**
 * Gives a finished part file its name in recordings/, `_2`, `_3` … when taken, never over another file, and waits until
 * the name is on the disk. The part's name remains as a second name of the same file until the caller removes it: if
 * the process dies before the row is stored, the sweep uses it to find the file without a row.
 */
export function placePartFile(
  files: ArchiveFiles,
  {
    partPath,
    createdAt,
    isTaken,
  }: { partPath: string; createdAt: string; isTaken: (filename: string) => boolean },
): string {
  const wanted = wantedFilename(createdAt);
  for (let number = 1; ; number++) {
    const filename = number === 1 ? wanted : wanted.replace(/\.opus$/, `_${number}.opus`);
    if (isTaken(filename)) continue;
    const path = recordingPath(files, filename);
    try {
      linkOrMove(partPath, path);
    } catch (error) {
      if (hasSystemCode(error, "EEXIST")) continue;
      throw fromSystemError(error, path);
    }
    syncPath(files.recordings);
    return filename;
  }
}

/** Removes a recording's file; an absent one is fine. */
export function removeRecordingFile(files: ArchiveFiles, filename: string): void {
  const path = recordingPath(files, filename);
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Names in recordings/, sorted. None when the folder is missing (a disk that is not mounted): search must still work. */
export function listRecordingsFolder(files: ArchiveFiles): string[] {
  try {
    return readdirSync(files.recordings).sort();
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return [];
    throw fromSystemError(error, files.recordings);
  }
}

/** Size of a recording's file in bytes; undefined when it is not there. */
export function findRecordingFile(files: ArchiveFiles, filename: string): { byteLength: number } | undefined {
  const path = recordingPath(files, filename);
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found && { byteLength: found.size };
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Gives a finished part file a name that is free; throws the system's EEXIST when it is not. */
export function linkOrMove(partPath: string, path: string): void {
  try {
    linkSync(partPath, path);
  } catch (error) {
    // exFAT and some network disks have no hard links: reserve the name with an empty file, then move over it.
    const hasNoLinks = ["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].some((code) => hasSystemCode(error, code));
    if (!hasNoLinks) throw error;
    closeSync(openSync(path, "wx"));
    renameSync(partPath, path);
  }
}

function machineMark(): string {
  return Buffer.from(hostname()).toString("hex").slice(0, 32) || "0";
}
