/** Removes a recording, or a stretch of one, for good: from files, tables, index, free pages, copies and backups. */

import { basename, relative } from "node:path";
import type { Recording } from "../../domain.ts";
import { archiveError, fromSystemError, isArchiveError } from "../../errors.ts";
import { assertNoRebuild } from "../../index/find-rebuild.ts";
import { eraseFromIndex } from "../../index/sqlite/erase-from-index.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import { toLocalIso } from "../../recording/local-time.ts";
import { listTrash, readTrashedTexts, type TrashedRecording } from "../../recording/remove-recording.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import type { Database } from "../../storage/database.ts";
import { copyHasRecording, listDatabaseCopies } from "../../storage/database-copies.ts";
import { emptyLog, eraseFreePages } from "../../storage/erase-free-pages.ts";
import type { Stretch } from "../../storage/forget-words.ts";
import { addForget, type DueForget, listForgets, removeForget } from "../../storage/forgets.ts";
import { findRecording } from "../../storage/recordings.ts";
import { assertRecordingsFolder } from "../../storage/recordings-folder.ts";
import { writeDueSidecars } from "../../storage/write-sidecars.ts";
import type { ArchiveParts } from "../archive-parts.ts";
import { indexPending } from "../index-pending.ts";
import { getRecordingSummary } from "../list-recordings.ts";
import { type RecordingReference, resolveRecording } from "../resolve-recording.ts";
import { resolveTrashed } from "../resolve-trashed.ts";
import { chooseUniqueTexts } from "./choose-unique-texts.ts";
import { forgetInBackups } from "./forget-in-backups.ts";
import { forgetInCopy } from "./forget-in-copy.ts";
import { forgetInFolder, forgetInTables } from "./forget-in-folder.ts";
import { searchFiles } from "./search-files.ts";

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
  /** Copies of data.db that had it and have it no more, relative to the archive's folder: they stay, in the newest format. */
  clearedCopies: string[];
  /** Snapshots of `backup` that had it and have it no more: their folders. */
  snapshots: string[];
  /** The archive's files were read for texts that only the recording had. */
  searched: { texts: number; files: number; byteLength: number };
  /** Whether nothing of it was found, everything was reached, and nothing remains to be done. */
  complete: boolean;
  /** What is left, and what to do about it. */
  notes: Note[];
};

/**
 * Forgets a recording of the archive or of its trash. What was interrupted is done by `finishForgetting`.
 * @throws ArchiveError `not-found`, `invalid-input` (the stretch; several recordings in the trash are meant), `archive-busy` (it is being transcribed), `cancelled`,
 *   `disk-full`, `no-permission`
 */
export async function forgetRecording(
  parts: ArchiveParts,
  reference: RecordingReference,
  options: ForgetOptions,
): Promise<ForgetReport> {
  const { db } = parts;
  db.assertWritable();
  const { stretch } = options;
  const trashed = stretch || isInArchive(db, reference) ? undefined : await findTrashed(parts, reference);
  // Its sound is on a disk that is not there: forgetting would leave it.
  if (!trashed) assertRecordingsFolder(db, parts.files);
  const recording = trashed?.recording ?? resolveRecording(db, reference);
  if (!trashed) assertNotInWork(parts, recording);
  // A rebuild has a second copy of every text in its tables.
  assertNoRebuild(parts.db);
  if (stretch) assertWithin(recording, stretch);
  const due = { recordingId: recording.id, filename: recording.filename, stretch };
  const trashedTexts = trashed ? await readTrashedTexts(parts, trashed.id) : [];
  const added = addForget(db, due, toLocalIso(new Date()));
  return forget(parts, added, { trashedTexts, isResumed: false }, options);
}

/** Goes on with what was interrupted; an empty list when nothing was. Throws as `forgetRecording`. */
export async function finishForgetting(parts: ArchiveParts, options: WorkOptions): Promise<ForgetReport[]> {
  const reports: ForgetReport[] = [];
  for (const due of listForgets(parts.db)) {
    const trashedTexts = due.stretch ? [] : await readTrashedTexts(parts, due.recordingId);
    reports.push(await forget(parts, due, { trashedTexts, isResumed: true }, options));
  }
  return reports;
}

async function forget(
  parts: ArchiveParts,
  due: DueForget,
  { trashedTexts, isResumed }: { trashedTexts: readonly string[]; isResumed: boolean },
  options: WorkOptions,
): Promise<ForgetReport> {
  const { db, files } = parts;
  const { recordingId, filename, stretch } = due;
  const done = await forgetInFolder(parts, due, options);
  const spoken = [...done.spoken, ...trashedTexts];
  if (stretch) {
    await indexPending(parts, options);
    await writeDueSidecars(db, files, { ids: [recordingId] });
  }
  eraseFromIndex(db, isResumed ? "unknown" : spoken);
  const notes: Note[] = [];
  const clearedCopies = await forgetInCopies(parts, due, notes, options);
  if (!eraseFreePages(db)) notes.push(makeNote("forget-log-held", {}));
  const unique = chooseUniqueTexts(db, [...spoken, ...done.written]);
  const { foundIn, ...searched } = await searchFiles(db, files, recordingId, unique, options);
  for (const path of foundIn)
    notes.push(
      path === basename(files.database)
        ? makeNote("forget-text-in-database", { path })
        : makeNote("forget-text-found", { path }),
    );
  const backups = await forgetInBackups(parts, due, unique, options);
  notes.push(...backups.notes);
  const complete = notes.length === 0;
  if (complete) removeForget(db, due.id);
  emptyLog(db);
  if (unique.length === 0) notes.push(makeNote("forget-not-searched", {}));
  return {
    recordingId,
    filename,
    stretch: stretch ?? null,
    removedWords: done.removedWords,
    removedFiles: done.removedFiles,
    clearedCopies,
    snapshots: backups.snapshots,
    searched,
    complete,
    notes,
  };
}

/** A copy may be the only place of other recordings' transcripts: only what is forgotten goes from it. */
async function forgetInCopies(
  { db, files }: ArchiveParts,
  due: DueForget,
  notes: Note[],
  options: WorkOptions,
): Promise<string[]> {
  const cleared: string[] = [];
  const silenced = findRecording(db, due.recordingId);
  for (const path of listDatabaseCopies(files)) {
    const hasIt = copyHasRecording(path, due);
    try {
      const remove = async (copy: Database) => {
        const removed = forgetInTables(copy, due, silenced);
        return removed && { removed, ...removed };
      };
      if (hasIt && (await forgetInCopy({ ...files, database: path }, due, { ...options, remove })))
        cleared.push(relative(files.folder, path));
      if (hasIt !== undefined) continue;
    } catch (error) {
      const known = fromSystemError(error, path);
      if (!isArchiveError(known) || known.code === "cancelled" || known.code === "disk-full") throw known;
    }
    notes.push(makeNote("forget-copy-unreadable", { path }));
  }
  return cleared;
}

function isInArchive(db: Database, reference: RecordingReference): boolean {
  try {
    return resolveRecording(db, reference) !== undefined;
  } catch (error) {
    if (isArchiveError(error, "not-found")) return false;
    throw error;
  }
}

async function findTrashed(
  parts: ArchiveParts,
  reference: RecordingReference,
): Promise<TrashedRecording | undefined> {
  try {
    return resolveTrashed(await listTrash(parts), reference);
  } catch (error) {
    if (isArchiveError(error, "not-found")) return undefined;
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
