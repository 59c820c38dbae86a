/** Audio file → recording: an Opus file in `recordings/` and its row. The user's file is only read. */

import { realpath, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { openAudio } from "../audio/open-audio.ts";
import { writeOpus } from "../audio/opus/write-opus.ts";
import type { DateSource, Recording } from "../domain.ts";
import {
  archiveError,
  cancelledError,
  fromSystemError,
  isArchiveError,
  throwIfCancelled,
} from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { addRecording } from "../storage/add-recording.ts";
import { type ArchiveFiles, createArchiveFolders, newPartPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { hashFile } from "../storage/hash-file.ts";
import { toPlainText } from "../storage/plain-text.ts";
import { findRecordingByFilename, findRecordingBySoundHash } from "../storage/recordings.ts";
import { assertRecordingsFolder, keepRecordingsMarker } from "../storage/recordings-folder.ts";
import { findRecordingByFileHash, hasForgottenStretch } from "../storage/recordings-like.ts";
import { type AdoptedFile, adoptFile } from "./adopt-file.ts";
import { checkStoredFile } from "./check-stored-file.ts";
import { chooseDate } from "./choose-date.ts";
import { findTrashedCopy, findTrashedWithoutSound } from "./find-trashed-copy.ts";
import { parseIsoDate, toLocalIso } from "./local-time.ts";
import type { TrashedRecording } from "./remove-recording.ts";
import { type RestoredFile, restoreFile } from "./restore-file.ts";
import { restoreTrashedSound } from "./restore-trashed-sound.ts";
import { suggestTitle } from "./suggest-title.ts";

type ImportFileOptions = {
  /** Date of recording, ISO 8601; default: from tags, file name or file time. */
  date?: string | undefined;
  /** Where `date` is from. Default: a person gave it. */
  dateSource?: DateSource | undefined;
  /** Default: the embedded title, else the file name if a person chose it. */
  title?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Seconds of audio done, and the total when it is known. */
  onProgress?: ((doneSeconds: number, totalSeconds: number | undefined) => void) | undefined;
};

type ImportedFile =
  | { status: "imported"; recording: Recording; adopted?: never; warnings: Note[] }
  /** It was removed and is in the trash, whole: nothing is imported. */
  | { status: "trashed"; recording: Recording; removedAt: string; warnings: Note[] }
  | AdoptedFile
  | RestoredFile;

/**
 * Imports one file. The Opus file is written under a temporary name first; its final name and its row appear together.
 * @throws ArchiveError `not-found`, `no-permission`, `unsupported-audio`, `corrupt-audio`, `disk-full`, `cancelled`,
 *   `invalid-input` for an invalid date or a file that changes while it is read
 */
export async function importFile(
  { db, files }: { db: Database; files: ArchiveFiles },
  path: string,
  options: ImportFileOptions = {},
): Promise<ImportedFile> {
  try {
    return await importReadableFile({ db, files }, path, options);
  } catch (error) {
    if (isArchiveError(error, "cancelled")) throw cancelledError(`importing ${path}`);
    throw fromSystemError(error, path);
  }
}

async function importReadableFile(
  { db, files }: { db: Database; files: ArchiveFiles },
  path: string,
  { date, dateSource, title, signal, onProgress }: ImportFileOptions,
): Promise<ImportedFile> {
  throwIfCancelled(signal, `importing ${path}`);
  assertRecordingsFolder(db, files);
  // Before it is known whether the file is a duplicate, whose date would not be read.
  if (date !== undefined && !parseIsoDate(date)) throw archiveError("invalid-date", { date });
  const before = await stat(path);
  assertUsable(path, before);
  // A copied or restored archive may lack it: tools that copy files leave empty folders out.
  createArchiveFolders(files);
  keepRecordingsMarker(db, files);
  const ownName = await nameInRecordings(files, path);
  const own = ownName === undefined ? undefined : findRecordingByFilename(db, ownName);
  if (own) return describeOwnFile(files, own, signal);
  let copyOf: Recording | undefined;
  if (ownName?.endsWith(".opus")) {
    const trashed = await findTrashedCopy(
      { db, files },
      { fileSha256: await hashFile(path, signal) },
      signal,
    );
    if (trashed) return toTrashed(trashed);
    const report = (doneSeconds: number) => onProgress?.(doneSeconds, undefined);
    const adopted = await adoptFile({ db, files }, ownName, {
      date,
      dateSource,
      title,
      signal,
      onProgress: report,
    });
    if (adopted.status !== "duplicate") return adopted;
    const check = await checkStoredFile(files, adopted.recording, signal);
    if (!check.flaw) return adopted;
    copyOf = adopted.recording;
  }
  await using source = await openAudio(path, { signal });
  const sourceSha256 = await hashFile(path, signal);
  const known = copyOf ?? findRecordingByFileHash(db, sourceSha256);
  const check = known && (await checkStoredFile(files, known, signal));
  if (known && !check?.flaw)
    return { status: "duplicate", recording: known, reason: "same-file", warnings: [] };
  if (known && hasForgottenStretch(known) && known.opusSha256 !== sourceSha256) {
    const note = makeNote("not-restored-forgotten", { recording: known.filename });
    return { status: "duplicate", recording: known, reason: "same-file", warnings: [note] };
  }
  const trashed = known
    ? undefined
    : await findTrashedCopy({ db, files }, { fileSha256: sourceSha256 }, signal);
  if (trashed) return toTrashed(trashed);
  const chosen = chooseDate({
    given: date,
    tag: source.tags.date,
    filename: basename(path),
    modified: before.mtime,
  });
  if (!chosen) throw archiveError("invalid-date", { date: date ?? "" });
  const chosenTitle = title ?? toPlainText(source.tags.title ?? suggestTitle(basename(path)));
  const partPath = newPartPath(files);
  try {
    const written = await writeOpus(source, partPath, {
      title: known?.title ?? chosenTitle,
      date: known?.createdAt ?? chosen.createdAt,
      signal,
      onProgress: (doneSeconds) => onProgress?.(doneSeconds, source.durationSeconds),
    });
    await assertUnchanged(path, before);
    const { soundSha256 } = written;
    const alike = known ?? findRecordingBySoundHash(db, soundSha256);
    const { flaw, seen } = check ?? (alike ? await checkStoredFile(files, alike, signal) : {});
    if (alike && flaw)
      return await restoreFile(
        { db, files },
        {
          recording: alike,
          check: { flaw, seen },
          partPath,
          written,
          isSameSource: alike.sourceSha256 === sourceSha256,
          signal,
        },
      );
    const trashedSound = alike ? undefined : await findTrashedCopy({ db, files }, { soundSha256 }, signal);
    if (trashedSound) return toTrashed(trashedSound);
    const silent = alike
      ? undefined
      : await findTrashedWithoutSound({ db, files }, { fileSha256: sourceSha256, soundSha256 }, signal);
    if (silent && !hasForgottenStretch(silent.recording))
      return await restoreTrashedSound({ db, files }, silent, {
        partPath,
        written,
        isSameSource: silent.recording.sourceSha256 === sourceSha256,
        signal,
      });
    const opusSha256 = await hashFile(partPath, signal);
    const { added, recording } = await addRecording(db, files, {
      partPath,
      recording: {
        durationSeconds: written.durationSeconds,
        sampleRate: 48_000,
        createdAt: chosen.createdAt,
        dateSource: (date !== undefined && dateSource) || chosen.source,
        title: chosenTitle,
        notes: "",
        tags: [],
        channels: written.channels,
        byteLength: written.byteLength,
        sourceName: basename(path),
        sourceFormat: source.format,
        sourceSampleRate: source.sampleRate,
        sourceSha256,
        soundSha256,
        importedAt: toLocalIso(new Date()),
        opusSha256,
        opusSha256From: "import",
        importNotes: [...source.warnings],
        sourceTrack: null,
        sourceTracks: [],
        dateCandidates: [],
      },
    });
    if (!added) return { status: "duplicate", recording, reason: "same-sound", warnings: [] };
    return { status: "imported", recording, warnings: [...source.warnings] };
  } finally {
    await rm(partPath, { force: true });
  }
}

/** A recording's own file was given: nothing is imported, and it cannot repair itself. */
async function describeOwnFile(
  files: ArchiveFiles,
  recording: Recording,
  signal: AbortSignal | undefined,
): Promise<ImportedFile> {
  const { flaw } = await checkStoredFile(files, recording, signal);
  const warnings = flaw ? [makeNote("stored-file-damaged", { filename: recording.filename })] : [];
  return { status: "duplicate", recording, reason: "same-file", warnings };
}

function toTrashed({ id, recording, removedAt }: TrashedRecording): ImportedFile {
  return {
    status: "trashed",
    recording,
    removedAt,
    warnings: [makeNote("recording-in-trash", { recording: recording.filename, recordingId: id })],
  };
}

/** The file's name in recordings/, when it lies there; not that of a link to a file elsewhere. */
async function nameInRecordings(files: ArchiveFiles, path: string): Promise<string | undefined> {
  const real = await realpath(path);
  const recordings = await realpath(files.recordings).catch((error) =>
    Promise.reject(fromSystemError(error, files.recordings)),
  );
  return dirname(real) === recordings ? basename(real) : undefined;
}

function assertUsable(path: string, info: { isFile(): boolean; size: number }): void {
  if (!info.isFile()) throw archiveError("not-a-regular-file", { path });
  if (info.size === 0) throw archiveError("audio-empty", { path });
}

/** The file may still be recorded or synchronised: half a recording must not be kept as the whole. */
async function assertUnchanged(path: string, before: { size: number; mtimeMs: number }): Promise<void> {
  const after = await stat(path);
  if (after.size === before.size && after.mtimeMs === before.mtimeMs) return;
  throw archiveError("file-changed", { path });
}
