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
import type { Note } from "../messages/notes.ts";
import { addRecording } from "../storage/add-recording.ts";
import { type ArchiveFiles, createArchiveFolders, newPartPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { toPlainText } from "../storage/plain-text.ts";
import { findRecordingByFilename, findRecordingBySourceHash } from "../storage/recordings.ts";
import { type AdoptedFile, adoptFile } from "./adopt-file.ts";
import { chooseDate } from "./choose-date.ts";
import { hashFile } from "./hash-file.ts";
import { parseIsoDate, toLocalIso } from "./local-time.ts";
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
  | AdoptedFile;

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
  // Before it is known whether the file is a duplicate, whose date would not be read.
  if (date !== undefined && !parseIsoDate(date)) throw archiveError("invalid-date", { date });
  const before = await stat(path);
  assertUsable(path, before);
  // A copied or restored archive may lack it: tools that copy files leave empty folders out.
  createArchiveFolders(files);
  const ownName = await nameInRecordings(files, path);
  const ownRecording = ownName === undefined ? undefined : findRecordingByFilename(db, ownName);
  if (ownRecording)
    return { status: "duplicate", recording: ownRecording, reason: "same-file", warnings: [] };
  if (ownName?.endsWith(".opus")) {
    // To read them takes seconds for a long recording: the length is not known before.
    const report = (doneSeconds: number) => onProgress?.(doneSeconds, undefined);
    return adoptFile({ db, files }, ownName, { date, dateSource, title, signal, onProgress: report });
  }
  const source = await openAudio(path, { signal });
  try {
    const sourceSha256 = await hashFile(path, signal);
    const sameFile = findRecordingBySourceHash(db, sourceSha256);
    if (sameFile) return { status: "duplicate", recording: sameFile, reason: "same-file", warnings: [] };
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
        title: chosenTitle,
        date: chosen.createdAt,
        signal,
        onProgress: (doneSeconds) => onProgress?.(doneSeconds, source.durationSeconds),
      });
      await assertUnchanged(path, before);
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
          soundSha256: written.soundSha256,
          importedAt: toLocalIso(new Date()),
          opusSha256,
          opusSha256From: "import",
          importNotes: [...source.warnings],
        },
      });
      if (!added) return { status: "duplicate", recording, reason: "same-sound", warnings: [] };
      return { status: "imported", recording, warnings: [...source.warnings] };
    } finally {
      await rm(partPath, { force: true });
    }
  } finally {
    await source.close();
  }
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
