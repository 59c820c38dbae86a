/** Moves recordings to the trash, with all their data, and restores them unchanged. */

import type { Recording } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { type ArchiveFiles, removeRecordingFile } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { type RecordingRows, readRecordingRows, restoreRecordingRows } from "../storage/recording-rows.ts";
import {
  findRecording,
  findRecordingByFilename,
  getRecording,
  removeRecording,
} from "../storage/recordings.ts";
import { assertRecordingsFolder } from "../storage/recordings-folder.ts";
import { removeSidecar } from "../storage/sidecar-files.ts";
import {
  dropTrashEntry,
  listTrashEntries,
  lookAtTrashedSound,
  measureTrashEntry,
  putBackInTrash,
  putInTrash,
  readTrashData,
  type TrashEntry,
  takeFromTrash,
} from "../storage/trash-files.ts";
import { toLocalIso } from "./local-time.ts";

export type TrashedRecording = {
  id: number;
  recording: Recording;
  /** ISO 8601 with offset. */
  removedAt: string;
  /** Number of transcriptions that are restored with it. */
  transcriptions: number;
  /** Of its two files in trash/. */
  byteLength: number;
  /** Of its Opus file in trash/, by its size: only a `present` one can be restored as it was. */
  sound: "present" | "missing" | "damaged";
};

/** Content of the .json file beside the Opus file. */
type TrashData = { format: "fonoteka-trash"; version: 1; tables: RecordingRows } & Omit<
  TrashedRecording,
  "byteLength" | "sound"
>;

type Deps = { db: Database; files: ArchiveFiles };

/**
 * Moves a recording to trash/: file and data are stored there before the first row is deleted, so that an interruption at
 * any point loses nothing.
 * @throws ArchiveError `not-found`, `disk-full`, `no-permission`, `archive-busy`
 */
export function moveToTrash({ db, files }: Deps, id: number): TrashedRecording {
  // Files are written before the first row: a snapshot of a backup must not get any.
  db.assertWritable();
  assertRecordingsFolder(db, files);
  const recording = getRecording(db, id);
  const tables = readRecordingRows(db, id);
  const trashed = {
    id,
    recording,
    removedAt: toLocalIso(new Date()),
    transcriptions: tables.transcriptions!.rows.length,
  };
  const data: TrashData = { format: "fonoteka-trash", version: 1, ...trashed, tables };
  const entry = putInTrash(files, { id, filename: recording.filename, data: JSON.stringify(data) });
  removeRecording(db, id);
  // Before the sound: once that name is free, another import may take it and write a sidecar of its own.
  removeSidecar(files, recording);
  removeRecordingFile(files, recording.filename);
  return { ...trashed, byteLength: measureTrashEntry(entry), sound: lookAtTrashedSound(entry, recording) };
}

/**
 * Restores a recording under its old number; its transcripts still have to be indexed.
 * @throws ArchiveError `not-found`, `invalid-input` when the recording is in the archive, `archive-damaged`, `disk-full`,
 *   `no-permission`
 */
export async function restoreFromTrash({ db, files }: Deps, id: number): Promise<Recording> {
  db.assertWritable();
  const entry = listTrashEntries(files).find((candidate) => candidate.id === id);
  if (!entry) throw archiveError("trash-entry-not-found", { recording: id });
  // A removal or a restore was interrupted: the file must not get a second name in recordings/.
  if (findRecording(db, id)) throw archiveError("recording-not-in-trash", { recording: String(id) });
  assertRecordingsFolder(db, files);
  const { recording, tables } = await readTrashEntry(entry);
  const filename = takeFromTrash(files, entry, {
    filename: recording.filename,
    createdAt: recording.createdAt,
    isTaken: (name) => findRecordingByFilename(db, name) !== undefined,
  });
  try {
    restoreRecordingRows(db, tables, filename);
  } catch (error) {
    putBackInTrash(files, entry, filename);
    throw error;
  }
  dropTrashEntry(entry);
  return getRecording(db, id);
}

/** The recordings in the trash, last removed first. Unreadable entries are skipped; their files stay. */
export async function listTrash({ db, files }: Deps): Promise<TrashedRecording[]> {
  const found: TrashedRecording[] = [];
  for (const entry of listTrashEntries(files)) {
    // An interrupted removal: the rows still exist, so the recording is not in the trash.
    if (findRecording(db, entry.id)) continue;
    const data = await readTrashEntry(entry).catch((error) =>
      log("warn", "trash-entry-unreadable", { recording: entry.id, ...errorFields(error) }),
    );
    if (!data) continue;
    const { id, recording, removedAt, transcriptions } = data;
    found.push({
      id,
      recording,
      removedAt,
      transcriptions,
      byteLength: measureTrashEntry(entry),
      sound: lookAtTrashedSound(entry, recording),
    });
  }
  return found.sort((a, b) => b.removedAt.localeCompare(a.removedAt) || b.id - a.id);
}

/** All that was written or said in a recording in the trash; none when its data is not there or cannot be read. */
export async function readTrashedTexts({ files }: Pick<Deps, "files">, id: number): Promise<string[]> {
  const entry = listTrashEntries(files).find((candidate) => candidate.id === id);
  const data = entry && (await readTrashEntry(entry).catch(() => undefined));
  if (!data) return [];
  const { recording, tables } = data;
  const column = tables.transcriptions?.columns.indexOf("text") ?? -1;
  const spoken = (tables.transcriptions?.rows ?? []).map((row) => String(row[column] ?? ""));
  const { title, notes, tags, sourceName } = recording;
  return [...spoken, title, notes, ...tags, sourceName].filter(Boolean);
}

/** Entries of recordings that are in the archive: left by a removal or a restore that was interrupted. */
export function listStaleTrash({ db, files }: Deps): TrashEntry[] {
  return listTrashEntries(files).filter(({ id }) => findRecording(db, id));
}

/** What was stored with a removed recording. @throws ArchiveError `archive-damaged` */
export async function readTrashEntry(entry: TrashEntry): Promise<TrashData> {
  const text = await readTrashData(entry);
  try {
    const data = JSON.parse(text) as TrashData;
    if (data.format === "fonoteka-trash" && data.id === entry.id) {
      // Entries of earlier versions lack what was added since.
      const added = { opusSha256: null, opusSha256From: null, importNotes: [] };
      return { ...data, recording: { ...added, ...data.recording } };
    }
  } catch {
    // Reported below.
  }
  throw archiveError("trash-entry-damaged", { path: entry.dataPath });
}
