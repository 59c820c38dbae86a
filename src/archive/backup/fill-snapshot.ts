/** Fills a snapshot so that every row of its data.db has its file, while others import, edit and remove. */

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ArchiveError, isArchiveError, toErrorInfo, toInnerMessage } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import { type ArchiveFiles, partSuffix, recordingPath } from "../../storage/archive-files.ts";
import { copyFrozen, freezeDatabase } from "../../storage/backup/copy-database.ts";
import type { EarlierFiles } from "../../storage/backup/earlier-files.ts";
import { fileStamp, listRegularFiles } from "../../storage/backup/list-source-files.ts";
import { type BackedUpRow, listBackedUpRows } from "../../storage/backup/read-archive-rows.ts";
import type { SnapshotWriter, StoredFile } from "../../storage/backup/snapshot-writer.ts";
import { type Database, openDatabase, transaction } from "../../storage/database.ts";
import { findRecording, findRecordingByFilename } from "../../storage/recordings.ts";
import { stemOf } from "../../storage/sidecar-files.ts";
import { listDueSidecars } from "../../storage/sidecars-due.ts";
import { listTrashEntries, trashFolder } from "../../storage/trash-files.ts";
import type { ArchiveParts } from "../archive-parts.ts";
import { checkCopy } from "./check-copy.ts";
import { mapSeveral } from "./map-several.ts";
import { settleCopy } from "./settle-copy.ts";

type Options = {
  quick?: boolean | undefined;
  signal?: AbortSignal | undefined;
  note: (note: Note) => void;
  /** Called with bytes that were read. */
  report: (byteLength: number) => void;
};

type Filled = { recordings: number; isSound: boolean };

/**
 * Order: one moment of the database and of the trash; the trash; the database, page by page; the files of its rows, from
 * recordings/ or wherever they were moved meanwhile; sidecars and the rest of recordings/.
 */
export async function fillSnapshot(
  parts: ArchiveParts,
  writer: SnapshotWriter,
  earlier: EarlierFiles,
  options: Options,
): Promise<Filled> {
  const { files } = parts;
  const { note, report, signal } = options;
  const stamps = stampSidecars(parts);
  const database = join(writer.folder, "data.db");
  let reported = 0;
  const frozen = await freezeWithTrash(parts, writer);
  try {
    await copyFrozen(frozen, database, {
      signal,
      onProgress: (byteLength) => {
        report(byteLength - reported);
        reported = byteLength;
      },
    });
  } finally {
    frozen.close();
  }
  const copy = openDatabase(database, { readOnly: true });
  const rows = listBackedUpRows(copy);
  const due = listDueSidecars(copy).map(({ id }) => id);
  copy.close();

  const outcomes = await mapSeveral(rows, (row) =>
    storeRecording(parts, writer, earlier, row, options.quick),
  );
  for (const found of outcomes) if (found.note) note(found.note);
  const gone = rows.filter((_, place) => outcomes[place]!.state === "gone").map(({ id }) => id);
  const changed = await storeOthers(parts, writer, rows, stamps, note);
  dropDeletedTrash(parts, writer, rows);
  await storeIfThere(writer, "fonoteka.json", files.settings);
  noteIncoming(parts, note);

  await settleCopy(writer, rows, { gone, changed: [...due, ...changed], signal });
  const damage = await checkCopy(database, { isQuick: true, signal });
  for (const why of damage) note(makeNote("database-damaged", { why }));
  await writer.take("data.db");
  return {
    recordings: rows.length - gone.length,
    isSound: damage.length === 0 && !outcomes.some(({ state }) => state === "problem"),
  };
}

/** `gone`: deleted for good while the backup ran. `problem`: damaged or missing in the archive. */
type RowOutcome = { state: "stored" | "gone" | "problem"; note?: Note };

/** One recording's Opus file: from recordings/, or from the trash when it was removed meanwhile, or from an earlier snapshot. */
async function storeRecording(
  parts: ArchiveParts,
  writer: SnapshotWriter,
  earlier: EarlierFiles,
  row: BackedUpRow,
  trust = false,
): Promise<RowOutcome> {
  const { filename } = row;
  const name = `recordings/${filename}`;
  const baseline = earlier.atInNewest(name);
  // Files of versions that kept no hash: they never change, so what a snapshot has of this size is what it was.
  const known = baseline?.byteLength === row.byteLength ? baseline.sha256 : undefined;
  const expected = row.opusSha256 ?? known;
  const stored = await storeFirst(parts, writer, row, { expected, trust });
  if (stored === "gone") return { state: "gone", note: makeNote("backup-recording-deleted", { filename }) };
  if (stored === "missing" || stored instanceof Error) {
    const snapshot = await writer.storeLost(name, expected);
    return { state: "problem", note: describeLost(filename, snapshot, stored) };
  }
  if (!stored.isSourceDamaged) return { state: "stored" };
  const { goodCopyFrom: snapshot } = stored;
  return {
    state: "problem",
    note: snapshot
      ? makeNote("backup-source-damaged", { filename, snapshot })
      : makeNote("backup-source-damaged-no-copy", { filename }),
  };
}

function describeLost(filename: string, snapshot: string | undefined, why: ArchiveError | "missing"): Note {
  if (why === "missing")
    return snapshot
      ? makeNote("backup-source-missing", { filename, snapshot })
      : makeNote("backup-source-missing-no-copy", { filename });
  const error = toInnerMessage(toErrorInfo(why));
  return snapshot
    ? makeNote("backup-source-unreadable", { filename, snapshot, error })
    : makeNote("backup-source-unreadable-no-copy", { filename, error });
}

/**
 * Tries the places a recording's file can be in. It can move between two looks, hence a second round.
 * @returns `gone`: it was deleted for good meanwhile; the error when the disk cannot read it
 */
async function storeFirst(
  { db, files }: ArchiveParts,
  writer: SnapshotWriter,
  { id, filename }: BackedUpRow,
  options: { expected: string | undefined; trust: boolean },
): Promise<StoredFile | ArchiveError | "missing" | "gone"> {
  for (let round = 0; round < 2; round++) {
    const places = [
      () => recordingPath(files, filename),
      () => listTrashEntries(files).find((entry) => entry.id === id)?.soundPath,
      // Restored under another name.
      () => currentPath({ db, files }, id),
    ];
    for (const place of places) {
      const source = place();
      if (source === undefined) continue;
      try {
        return await writer.store(`recordings/${filename}`, source, options);
      } catch (error) {
        if (isArchiveError(error, "not-found")) continue;
        if (isArchiveError(error) && isAboutSource(error, source)) return error;
        throw error;
      }
    }
  }
  return findRecording(db, id) || listTrashEntries(files).some((entry) => entry.id === id)
    ? "missing"
    : "gone";
}

function currentPath({ db, files }: Pick<ArchiveParts, "db" | "files">, id: number): string | undefined {
  const filename = findRecording(db, id)?.filename;
  return filename === undefined ? undefined : recordingPath(files, filename);
}

/** A place the disk cannot read, a link, a pipe, no permission: the rest of the archive can be backed up all the same. */
function isAboutSource(error: ArchiveError, source: string): boolean {
  return ["disk-error", "no-permission"].includes(error.code) && error.values.path === source;
}

/**
 * Sidecars, the marker file, and Opus files that belong to no recording. What belongs to recordings that were added after
 * the database was copied is left for the next snapshot.
 * @returns numbers of recordings whose sidecar was written after the database was copied
 */
async function storeOthers(
  { db, files }: ArchiveParts,
  writer: SnapshotWriter,
  rows: readonly BackedUpRow[],
  stamps: ReadonlyMap<string, string | undefined>,
  note: (note: Note) => void,
): Promise<number[]> {
  const idOfStem = new Map(rows.map(({ id, filename }) => [stemOf(filename), id]));
  const names = listRegularFiles(files.recordings).filter(
    (name) => !name.endsWith(partSuffix) && !Object.hasOwn(writer.files, `recordings/${name}`),
  );
  // An import gives a file its name inside the transaction that adds its row: wait for those that are running.
  const trashed = listTrashed(files);
  if (!db.readOnly) transaction(db, () => {});
  const changed = await mapSeveral(names, async (name) => {
    const id = idOfStem.get(stemOf(name));
    const isNew = id === undefined && findRecordingByFilename(db, `${stemOf(name)}.opus`) !== undefined;
    const path = join(files.recordings, name);
    if (isNew || (name.endsWith(".opus") && isOnItsWay(files, path, trashed))) return undefined;
    if (!(await storeIfThere(writer, `recordings/${name}`, path))) return undefined;
    if (name.endsWith(".opus")) note(makeNote("backup-orphan", { filename: name }));
    else if (fileStamp(path) !== stamps.get(name)) return id;
    return undefined;
  });
  return changed.filter((id) => id !== undefined);
}

/**
 * Whether a file without a row is being removed or restored: then it is in the trash, too, before or after the look at the
 * rows.
 */
function isOnItsWay(files: ArchiveFiles, path: string, trashedBefore: ReadonlySet<string>): boolean {
  const inode = inodeOf(path);
  return inode === undefined || trashedBefore.has(inode) || listTrashed(files).has(inode);
}

function listTrashed(files: ArchiveFiles): Set<string> {
  const folder = trashFolder(files);
  return new Set(listRegularFiles(folder).flatMap((name) => inodeOf(join(folder, name)) ?? []));
}

function inodeOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

function stampSidecars({ files }: ArchiveParts): Map<string, string | undefined> {
  const names = listRegularFiles(files.recordings).filter((name) => !name.endsWith(".opus"));
  return new Map(names.map((name) => [name, fileStamp(join(files.recordings, name))]));
}

/**
 * A recording is in the rows or in the trash, and moves from one to the other in a transaction. So what both hold is taken
 * down under the lock of writers: of one moment. What is restored before its files are copied is in neither then, and a later
 * moment is taken.
 */
async function freezeWithTrash({ db, files }: ArchiveParts, writer: SnapshotWriter): Promise<Database> {
  const folder = trashFolder(files);
  for (;;) {
    const takeDown = () => ({ frozen: freezeDatabase(files.database), names: listRegularFiles(folder) });
    const { frozen, names } = db.readOnly ? takeDown() : transaction(db, takeDown);
    let isRestored = false;
    try {
      for (const name of names) {
        if (await storeIfThere(writer, `trash/${name}`, join(folder, name))) continue;
        isRestored ||= isStillKept(db, folder, name);
      }
      if (!isRestored) return frozen;
    } catch (error) {
      frozen.close();
      throw error;
    }
    frozen.close();
  }
}

/**
 * Whether a file that has just left the trash belongs to a recording that was restored, and perhaps removed again since, and
 * not to one that was deleted for good. A removal writes the entry before it removes the row, hence the second look.
 */
function isStillKept(db: Database, folder: string, name: string): boolean {
  const hasEntry = () => existsSync(join(folder, name.replace(/\.opus$/, ".json")));
  return hasEntry() || findRecording(db, trashedId(name)) !== undefined || hasEntry();
}

/** The number in the name of an entry's file: `2024-01-15_14-30-00.7.opus`. */
function trashedId(name: string): number {
  return Number(/\.(\d{1,15})\.(?:json|opus)$/.exec(name)?.[1] ?? Number.NaN);
}

/** Entries that were deleted for good meanwhile, and what interrupted work left of recordings that are in the database. */
function dropDeletedTrash(
  { db, files }: ArchiveParts,
  writer: SnapshotWriter,
  rows: readonly BackedUpRow[],
): void {
  const ids = new Set(rows.map(({ id }) => id));
  for (const name of Object.keys(writer.files).filter((file) => file.startsWith("trash/"))) {
    const id = trashedId(name);
    const isLeft = existsSync(join(files.folder, name)) || findRecording(db, id) !== undefined;
    if (ids.has(id) || !isLeft) writer.drop(name);
  }
}

async function storeIfThere(writer: SnapshotWriter, name: string, path: string): Promise<boolean> {
  try {
    await writer.store(name, path);
    return true;
  } catch (error) {
    if (isArchiveError(error, "not-found")) return false;
    throw error;
  }
}

function noteIncoming({ files }: ArchiveParts, note: (note: Note) => void): void {
  if (existsSync(join(files.folder, "incoming"))) note(makeNote("backup-incoming", {}));
}
