/** Removes a recording, or a stretch of one, from the tables and files of one archive folder. */

import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { Recording } from "../../domain.ts";
import { forgetSound } from "../../recording/forget-sound.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import { type ArchiveFiles, findRecordingFile, removeRecordingFile } from "../../storage/archive-files.ts";
import { removeDamagedFiles } from "../../storage/damaged-files.ts";
import type { Database } from "../../storage/database.ts";
import { forgetWords, isInStretch } from "../../storage/forget-words.ts";
import type { DueForget } from "../../storage/forgets.ts";
import {
  findRecording,
  findRecordingByFilename,
  removeRecording,
  replaceSound,
} from "../../storage/recordings.ts";
import { findSidecar, removeDamagedSidecars, removeSidecar } from "../../storage/sidecar-files.ts";
import { syncPath } from "../../storage/sync-path.ts";
import { getTranscript, listTranscriptions } from "../../storage/transcriptions.ts";
import { dropTrashEntry, listTrashEntries } from "../../storage/trash-files.ts";

export type ForgottenInFolder = {
  removedWords: number;
  /** What was said in it. */
  spoken: string[];
  /** What else was written about it. */
  written: string[];
  /** Relative to the folder. */
  removedFiles: string[];
  changedFiles: string[];
};

/** What is not there is not an error: an interrupted run is done again. */
export async function forgetInFolder(
  place: { db: Database; files: ArchiveFiles },
  due: DueForget,
  options: WorkOptions,
): Promise<ForgottenInFolder> {
  const { db, files } = place;
  const recording = findRecording(db, due.recordingId);
  const { spoken, written } = textsOf(db, due);
  // They have the sound and the words of the stretch, too.
  const keptAside = removeDamagedSidecars(files, { id: due.recordingId, filename: due.filename });
  const damaged = [
    ...removeDamagedFiles(files, due.recordingId),
    ...keptAside.map((path) => relative(files.folder, path)),
  ];
  if (!due.stretch) {
    const words = recording ? countWords(db, recording.id) : 0;
    if (recording) removeRecording(db, recording.id);
    const removedFiles = [...removeFiles(files, due), ...damaged];
    syncFolders(files);
    return { removedWords: words, spoken, written, removedFiles, changedFiles: [] };
  }
  if (!recording || !findRecordingFile(files, recording.filename))
    return { removedWords: 0, spoken, written, removedFiles: damaged, changedFiles: [] };
  const removedWords = await forgetSound(place, recording, due.stretch, {
    signal: options.signal,
    onProgress: (done, total) =>
      options.onProgress?.({ stage: "forget", subject: due.filename, done, total, unit: "seconds" }),
  });
  const sidecarPath = findSidecar(files, recording);
  const changed = [`recordings/${recording.filename}`];
  if (sidecarPath !== undefined) changed.push(relative(files.folder, sidecarPath));
  return { removedWords, spoken, written, removedFiles: damaged, changedFiles: changed };
}

/**
 * Removes it from the tables of a copy of data.db, whose sound is that of the archive: of a stretch only the words go.
 * @param silenced the recording as the archive has it after its sound was changed
 * @returns what was said in it; undefined when the copy does not have it
 */
export function forgetInTables(
  db: Database,
  due: DueForget,
  silenced: Recording | undefined,
): { spoken: string[] } | undefined {
  const { recordingId, filename, stretch } = due;
  const found = new Set([findRecording(db, recordingId), findRecordingByFilename(db, filename)]);
  const ids = new Set([...found].flatMap((recording) => recording?.id ?? []));
  const spoken: string[] = [];
  for (const id of ids) {
    const texts = textsOf(db, { ...due, recordingId: id });
    spoken.push(...texts.spoken);
    if (!stretch) removeRecording(db, id);
    else {
      forgetWords(db, id, stretch);
      if (silenced?.opusSha256) replaceSound(db, id, { ...silenced, opusSha256: silenced.opusSha256 });
    }
  }
  return ids.size > 0 ? { spoken } : undefined;
}

/** A power cut would bring names back that were removed a moment ago; also those that a killed run removed. */
function syncFolders({ folder }: ArchiveFiles): void {
  for (const inner of ["recordings", "trash", "damaged"]) {
    const path = join(folder, inner);
    if (existsSync(path)) syncPath(path);
  }
}

/** Read before it goes. */
function textsOf(
  db: Database,
  { recordingId, stretch }: DueForget,
): Pick<ForgottenInFolder, "spoken" | "written"> {
  const recording = findRecording(db, recordingId);
  if (!recording) return { spoken: [], written: [] };
  const transcriptions = listTranscriptions(db, recordingId);
  if (!stretch) {
    const { title, notes, tags, sourceName } = recording;
    return {
      spoken: transcriptions.map(({ text }) => text).filter(Boolean),
      written: [title, notes, ...tags, sourceName].filter(Boolean),
    };
  }
  const spoken = transcriptions.map(({ id }) =>
    getTranscript(db, id)
      .segments.flatMap(({ words }) => words.filter((word) => isInStretch(word, stretch)))
      .map(({ text }) => text)
      .join(" "),
  );
  return { spoken: spoken.filter(Boolean), written: [] };
}

function countWords(db: Database, recordingId: number): number {
  return listTranscriptions(db, recordingId).reduce((sum, { wordCount }) => sum + wordCount, 0);
}

/** @returns those that were there, relative to the folder */
function removeFiles(files: ArchiveFiles, { recordingId, filename }: DueForget): string[] {
  const removed: string[] = [];
  const named = { id: recordingId, filename };
  const sidecarPath = findSidecar(files, named);
  if (findRecordingFile(files, filename)) removed.push(`recordings/${filename}`);
  if (sidecarPath !== undefined) removed.push(relative(files.folder, sidecarPath));
  removeRecordingFile(files, filename);
  removeSidecar(files, named);
  for (const entry of listTrashEntries(files)) {
    if (entry.id !== recordingId) continue;
    removed.push(...[entry.soundPath, entry.dataPath].map((path) => relative(files.folder, path)));
    dropTrashEntry(entry);
  }
  return removed;
}
