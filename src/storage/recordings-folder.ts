/**
 * Whether recordings/ is the folder that data.db describes. It may be a disk of its own: one that is not mounted must not
 * look like files that were deleted. A marker in recordings/ tells the two apart.
 */

import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ArchiveError, archiveError, fromSystemError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { type ArchiveFiles, findRecordingFile, listRecordingsFolder, newPartPath } from "./archive-files.ts";
import type { Database } from "./database.ts";
import { syncPath } from "./sync-path.ts";

/** Name of the marker in recordings/. */
export const markerName = ".fonoteka";

type RecordingsFolderState = "ready" | "not-mounted" | "of-another-archive";

/** What the marker says; undefined when there is none. An empty or unreadable one is of any archive. */
type RecordingsMarker = { archiveId: string | undefined };

/** Reads the marker of recordings/. Throws `no-permission`, `disk-error`. */
function readRecordingsMarker(files: ArchiveFiles): RecordingsMarker | undefined {
  const path = markerPath(files);
  let text: string;
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw fromSystemError(error, path);
  }
  const archiveId = /"archive":\s*"([0-9a-f]{32})"/.exec(text)?.[1];
  return { archiveId };
}

/** The archive's id, which its marker has, too. */
export function readArchiveId(db: Database): string {
  return db.get<{ id: string }>("select id from archive_identity")!.id;
}

/** Gives a database that was made again from recordings/ the id that the marker there has. */
export function takeArchiveId(db: Database, files: ArchiveFiles): void {
  const archiveId = readRecordingsMarker(files)?.archiveId;
  if (archiveId !== undefined) db.run("update archive_identity set id = ?", archiveId);
}

/** Looks at the marker; without the right one, for files of the recordings. An archive without recordings is ready. */
export function checkRecordingsFolder(db: Database, files: ArchiveFiles): RecordingsFolderState {
  const marker = readRecordingsMarker(files);
  const isOurs = marker?.archiveId === undefined || marker.archiveId === readArchiveId(db);
  if (marker && isOurs) return "ready";
  const rows = db.all<{ filename: string; byteLength: number }>(
    "select filename, byte_length as byteLength from recordings order by id",
  );
  if (rows.length === 0) return "ready";
  // An archive of an earlier version, or copied by a program that leaves hidden files out.
  if (!marker)
    return rows.some(({ filename }) => findRecordingFile(files, filename)) ? "ready" : "not-mounted";
  // Another archive's marker may have been copied in with its files; most of our own files are there then. Sizes are
  // compared, because both archives may have recordings of the same moments.
  const sample = rows.slice(0, 100);
  const own = sample.filter(
    ({ filename, byteLength }) => findRecordingFile(files, filename)?.byteLength === byteLength,
  );
  return own.length * 2 >= sample.length ? "ready" : "of-another-archive";
}

/**
 * Before work that reads or writes recordings/.
 * @throws ArchiveError `disk-error` when it is not the archive's folder: its disk is not mounted, or another is in its place
 */
export function assertRecordingsFolder(db: Database, files: ArchiveFiles): void {
  const state = checkRecordingsFolder(db, files);
  if (state === "not-mounted") throw notMountedError(files);
  if (state === "of-another-archive")
    throw archiveError("recordings-of-another-archive", { path: files.recordings });
}

/** The error for a recording's file that is missing with all others; undefined when recordings/ is there. */
export function findNotMountedError(files: ArchiveFiles): ArchiveError | undefined {
  if (readRecordingsMarker(files)) return undefined;
  const hasSound = listRecordingsFolder(files).some((name) => name.endsWith(".opus"));
  return hasSound ? undefined : notMountedError(files);
}

/**
 * Writes the marker where it is missing or of an earlier state; never into a folder that is not the archive's. A folder that
 * cannot be written is no obstacle: the archive can be read.
 */
export function keepRecordingsMarker(db: Database, files: ArchiveFiles): void {
  try {
    const archiveId = readArchiveId(db);
    if (!lstatSync(files.recordings, { throwIfNoEntry: false })) return;
    if (readRecordingsMarker(files)?.archiveId === archiveId) return;
    if (checkRecordingsFolder(db, files) === "ready") writeMarker(files, archiveId);
  } catch (error) {
    log("warn", "recordings-marker-not-written", errorFields(error));
  }
}

function writeMarker(files: ArchiveFiles, archiveId: string): void {
  const path = markerPath(files);
  const partPath = newPartPath(files, "json");
  const about =
    "Shows Fonoteka that this folder is there, and whose it is. Without it and without recordings, the folder counts as not mounted.";
  const text = JSON.stringify(
    { format: "fonoteka-recordings", version: 1, archive: archiveId, about },
    null,
    2,
  );
  try {
    writeFileSync(partPath, `${text}\n`, { flag: "wx", flush: true });
    renameSync(partPath, path);
    syncPath(files.recordings);
  } catch (error) {
    rmSync(partPath, { force: true });
    throw fromSystemError(error, path);
  }
}

function notMountedError(files: ArchiveFiles): ArchiveError {
  return archiveError("recordings-not-mounted", { path: files.recordings });
}

function markerPath(files: ArchiveFiles): string {
  return join(files.recordings, markerName);
}
