/** Removes a recording, or a stretch of one, for good: from files, tables, index, free pages and copies. */

import { relative } from "node:path";
import type { Recording } from "../domain.ts";
import { archiveError, isArchiveError } from "../errors.ts";
import { eraseFromIndex } from "../index/sqlite/erase-from-index.ts";
import { listWrittenTexts } from "../index/sqlite/written-elsewhere.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { forgetSound } from "../recording/forget-sound.ts";
import { toLocalIso } from "../recording/local-time.ts";
import { findInTrash } from "../recording/remove-recording.ts";
import type { WorkOptions } from "../stages/work-progress.ts";
import { removeRecordingFile } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { copyHasRecording, listDatabaseCopies, removeDatabaseCopy } from "../storage/database-copies.ts";
import { emptyLog, eraseFreePages } from "../storage/erase-free-pages.ts";
import { findInFiles } from "../storage/find-in-files.ts";
import { isInStretch, type Stretch } from "../storage/forget-words.ts";
import { addForget, type DueForget, listForgets, removeForget } from "../storage/forgets.ts";
import { findRecording, removeRecording } from "../storage/recordings.ts";
import { findSidecar, removeSidecar } from "../storage/sidecar-files.ts";
import { getTranscript, listTranscriptions } from "../storage/transcriptions.ts";
import { dropTrashEntry, listTrashEntries } from "../storage/trash-files.ts";
import { writeDueSidecars } from "../storage/write-sidecars.ts";
import type { ArchiveParts } from "./archive-parts.ts";
import { chooseTellingTexts } from "./forget-texts.ts";
import { indexPending } from "./index-pending.ts";
import { getRecordingSummary } from "./list-recordings.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type ForgetOptions = WorkOptions & {
  /** Only this stretch: its sound becomes silence, its words go. Default: the whole recording. */
  stretch?: Stretch | undefined;
};

/** What was done, and the proof. */
export type ForgetReport = {
  recordingId: number;
  filename: string;
  /** Null: the whole recording. */
  stretch: Stretch | null;
  removedWords: number;
  /** Files that were deleted, relative to the archive's folder. */
  removedFiles: string[];
  /** The archive's files were read for texts that only the recording had. */
  searched: { texts: number; files: number; byteLength: number };
  /** Whether nothing of it was found, everything was reached, and nothing remains to be done. */
  complete: boolean;
  /** What is left, and what to do about it. */
  notes: Note[];
};

/**
 * Forgets a recording of the archive or of its trash. What was interrupted is done by `finishForgetting`.
 * @throws ArchiveError `not-found`, `invalid-input` (the stretch), `archive-busy` (it is being transcribed), `cancelled`,
 *   `disk-full`, `no-permission`
 */
export async function forgetRecording(
  parts: ArchiveParts,
  reference: RecordingReference,
  options: ForgetOptions,
): Promise<ForgetReport> {
  const { db } = parts;
  if (db.readOnly) throw archiveError("archive-read-only", {});
  const { stretch } = options;
  const trashed = stretch || isInArchive(db, reference) ? undefined : await findInTrash(parts, reference);
  const recording = trashed?.recording ?? resolveRecording(db, reference);
  if (!trashed) assertNotInWork(parts, recording);
  if (stretch) assertWithin(recording, stretch);
  const due = { recordingId: recording.id, filename: recording.filename, stretch };
  return forget(parts, addForget(db, due, toLocalIso(new Date())), trashed?.texts ?? [], options);
}

/** Goes on with what was interrupted; an empty list when nothing was. Throws as `forgetRecording`. */
export async function finishForgetting(parts: ArchiveParts, options: WorkOptions): Promise<ForgetReport[]> {
  const reports: ForgetReport[] = [];
  for (const due of listForgets(parts.db)) {
    const trashed = due.stretch ? undefined : await findInTrash(parts, due.recordingId);
    reports.push(await forget(parts, due, trashed?.texts ?? [], options));
  }
  return reports;
}

async function forget(
  parts: ArchiveParts,
  due: DueForget,
  trashedTexts: readonly string[],
  options: WorkOptions,
): Promise<ForgetReport> {
  const { db } = parts;
  const { recordingId, filename, stretch } = due;
  const texts = [...textsOf(parts, due), ...trashedTexts];
  const removedWords = await removeFromTables(parts, due, options);
  const removedFiles = stretch ? [] : removeFiles(parts, due);
  if (stretch) {
    await indexPending(parts, options);
    await writeDueSidecars(db, parts.files, { ids: [recordingId] });
  }
  eraseFromIndex(db, texts);
  const notes: Note[] = [];
  removedFiles.push(...removeCopies(parts, due, notes));
  if (!eraseFreePages(db)) notes.push(makeNote("forget-log-held", {}));
  const searched = await searchFiles(parts, texts, options, notes);
  const complete = notes.length === 0;
  if (complete) removeForget(db, due.id);
  // The mark itself was in a page that is free now; the name in it is a date, but it goes, too.
  emptyLog(db);
  if (texts.length === 0) notes.push(makeNote("forget-not-searched", {}));
  const report = { recordingId, filename, stretch: stretch ?? null, removedWords, removedFiles };
  return { ...report, searched, complete, notes };
}

/** What is written about the recording, or said in the stretch: read before it goes. */
function textsOf({ db }: ArchiveParts, { recordingId, stretch }: DueForget): string[] {
  const recording = findRecording(db, recordingId);
  if (!recording) return [];
  const transcriptions = listTranscriptions(db, recordingId);
  if (!stretch) {
    const { title, notes, tags, sourceName } = recording;
    return [...transcriptions.map(({ text }) => text), title, notes, ...tags, sourceName].filter(Boolean);
  }
  return transcriptions
    .map(({ id }) =>
      getTranscript(db, id)
        .segments.flatMap(({ words }) => words.filter((word) => isInStretch(word, stretch)))
        .map(({ text }) => text)
        .join(" "),
    )
    .filter(Boolean);
}

async function removeFromTables(parts: ArchiveParts, due: DueForget, options: WorkOptions): Promise<number> {
  const { db } = parts;
  const recording = findRecording(db, due.recordingId);
  if (!recording) return 0;
  if (due.stretch) {
    return forgetSound(parts, recording, due.stretch, {
      signal: options.signal,
      onProgress: (done, total) =>
        options.onProgress?.({ stage: "forget", subject: due.filename, done, total, unit: "seconds" }),
    });
  }
  const words = listTranscriptions(db, recording.id).reduce((sum, { wordCount }) => sum + wordCount, 0);
  removeRecording(db, recording.id);
  return words;
}

/** @returns the files deleted, relative to the archive's folder */
function removeFiles({ files }: ArchiveParts, { recordingId, filename }: DueForget): string[] {
  const sidecarPath = findSidecar(files, { id: recordingId, filename });
  removeRecordingFile(files, filename);
  removeSidecar(files, { id: recordingId, filename });
  const entries = listTrashEntries(files).filter(({ id }) => id === recordingId);
  for (const entry of entries) dropTrashEntry(entry);
  return [
    `recordings/${filename}`,
    ...(sidecarPath === undefined ? [] : [relative(files.folder, sidecarPath)]),
    ...entries.flatMap(({ soundPath, dataPath }) =>
      [soundPath, dataPath].map((path) => relative(files.folder, path)),
    ),
  ];
}

/** Copies of data.db of earlier versions cannot be edited: one that has the recording goes as a whole. */
function removeCopies({ files }: ArchiveParts, due: DueForget, notes: Note[]): string[] {
  const removed: string[] = [];
  for (const path of listDatabaseCopies(files)) {
    const hasIt = copyHasRecording(path, due);
    if (hasIt === undefined) notes.push(makeNote("forget-copy-unreadable", { path }));
    if (!hasIt) continue;
    removeDatabaseCopy(path);
    removed.push(relative(files.folder, path));
  }
  return removed;
}

async function searchFiles(
  { db, files }: ArchiveParts,
  texts: readonly string[],
  { signal, onProgress }: WorkOptions,
  notes: Note[],
): Promise<ForgetReport["searched"]> {
  const telling = chooseTellingTexts(db, texts);
  const { found, fileCount, byteLength } = await findInFiles(files.folder, telling, {
    signal,
    onProgress: (done) =>
      onProgress?.({ stage: "forget", subject: "data.db", done, total: null, unit: "bytes" }),
  });
  const elsewhere = new Set(
    found.length > 0
      ? listWrittenTexts(
          db,
          found.map(({ text }) => text),
        )
      : [],
  );
  const paths = new Set(found.filter(({ text }) => !elsewhere.has(text)).map(({ path }) => path));
  for (const path of paths) notes.push(makeNote("forget-text-found", { path: relative(files.folder, path) }));
  const searchedTexts = telling.filter((text) => !elsewhere.has(text)).length;
  return { texts: searchedTexts, files: fileCount, byteLength };
}

function isInArchive(db: Database, reference: RecordingReference): boolean {
  try {
    return resolveRecording(db, reference) !== undefined;
  } catch (error) {
    if (isArchiveError(error, "not-found")) return false;
    throw error;
  }
}

function assertNotInWork({ db }: ArchiveParts, { id, filename }: Recording): void {
  if (getRecordingSummary(db, id).state === "working")
    throw archiveError("recording-in-work", { recording: filename });
}

function assertWithin({ filename, durationSeconds }: Recording, { startMs, endMs }: Stretch): void {
  // A recogniser may put an end slightly after the last sample.
  const isWithin = startMs >= 0 && endMs > startMs && endMs <= durationSeconds * 1000 + 500;
  if (isWithin) return;
  throw archiveError("forget-range-invalid", {
    startSeconds: startMs / 1000,
    endSeconds: endMs / 1000,
    recording: filename,
    lengthSeconds: Math.floor(durationSeconds * 1000) / 1000,
  });
}
