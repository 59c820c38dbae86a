/** Recordings leave the archive by way of its trash, with everything known of them, and come back as they were. */

import type { Recording } from "../domain.ts";
import { ArchiveError } from "../errors.ts";
import { type ArchiveFiles, removeRecordingFile } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { type RecordingRows, readRecordingRows, restoreRecordingRows } from "../storage/recording-rows.ts";
import {
  findRecording,
  findRecordingByFilename,
  getRecording,
  removeRecording,
} from "../storage/recordings.ts";
import {
  dropTrashEntry,
  listTrashEntries,
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
  /** How many transcriptions come back with it. */
  transcriptions: number;
};

/** What the .json file beside the sound holds. */
type TrashData = { format: "fonoteka-trash"; version: 1 } & TrashedRecording & { tables: RecordingRows };

type Deps = { db: Database; files: ArchiveFiles };

/**
 * Moves a recording to trash/: sound and data are safe there before the first row goes, so that being cut off at any
 * point loses nothing.
 * @throws ArchiveError `not-found`, `disk-full`, `no-permission`, `archive-busy`
 */
export function moveToTrash({ db, files }: Deps, id: number): TrashedRecording {
  const recording = getRecording(db, id);
  const tables = readRecordingRows(db, id);
  const trashed = {
    id,
    recording,
    removedAt: toLocalIso(new Date()),
    transcriptions: tables.transcriptions!.rows.length,
  };
  const data: TrashData = { format: "fonoteka-trash", version: 1, ...trashed, tables };
  putInTrash(files, { id, filename: recording.filename, data: JSON.stringify(data) });
  removeRecording(db, id);
  removeRecordingFile(files, recording.filename);
  return trashed;
}

/**
 * Brings a recording back under its old number; its transcripts still have to be indexed.
 * @throws ArchiveError `not-found`, `archive-damaged`, `disk-full`, `no-permission`
 */
export async function restoreFromTrash({ db, files }: Deps, id: number): Promise<Recording> {
  const entry = listTrashEntries(files).find((one) => one.id === id);
  if (!entry)
    throw new ArchiveError("not-found", `there is no recording ${id} in the trash`, "list the trash");
  const { recording, tables } = await readEntry(entry);
  const filename = takeFromTrash(files, entry, {
    filename: recording.filename,
    createdAt: recording.createdAt,
    isTaken: (name) => findRecordingByFilename(db, name) !== undefined,
  });
  restoreRecordingRows(db, tables, filename);
  dropTrashEntry(entry);
  return getRecording(db, id);
}

/** What lies in the trash, last removed first. What cannot be read is passed over: its files stay. */
export async function listTrash({ db, files }: Deps): Promise<TrashedRecording[]> {
  const found: TrashedRecording[] = [];
  for (const entry of listTrashEntries(files)) {
    // A removal that was cut off before its rows went: the recording is still there.
    if (findRecording(db, entry.id)) continue;
    const data = await readEntry(entry).catch(() => undefined);
    if (!data) continue;
    const { id, recording, removedAt, transcriptions } = data;
    found.push({ id, recording, removedAt, transcriptions });
  }
  return found.sort((a, b) => b.removedAt.localeCompare(a.removedAt) || b.id - a.id);
}

async function readEntry(entry: TrashEntry): Promise<TrashData> {
  const text = await readTrashData(entry);
  try {
    const data = JSON.parse(text) as TrashData;
    if (data.format === "fonoteka-trash" && data.id === entry.id) return data;
  } catch {
    // Said below.
  }
  throw new ArchiveError(
    "archive-damaged",
    `${entry.dataPath}: not what was written there`,
    "the sound beside it can be imported again",
  );
}
