/** Audio file → recording: an Opus file in `recordings/` and its row. The user's file is only read. */

import { realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { AudioSource } from "../audio/audio-source.ts";
import { openAudio } from "../audio/open-audio.ts";
import { writeOpus } from "../audio/opus/write-opus.ts";
import type { DateSource, Recording, SourceTrack } from "../domain.ts";
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
import {
  findRecordingByFileHash,
  hasForgottenStretch,
  listRecordingsOfFile,
} from "../storage/recordings-like.ts";
import { type AdoptedFile, adoptFile } from "./adopt-file.ts";
import { checkStoredFile, type StoredFileCheck } from "./check-stored-file.ts";
import { chooseDate, listDates } from "./choose-date.ts";
import { findTrashedCopy, findTrashedWithoutSound } from "./find-trashed-copy.ts";
import { parseIsoDate, toLocalIso } from "./local-time.ts";
import type { TrashedRecording } from "./remove-recording.ts";
import { type RestoredFile, restoreFile } from "./restore-file.ts";
import { restoreTrashedSound } from "./restore-trashed-sound.ts";
import { addTrackName, findOwnTrack, isOfTrack, listOtherTracks, noteTracks } from "./source-track.ts";
import { suggestTitle } from "./suggest-title.ts";

type ImportFileOptions = {
  /** Date of recording, ISO 8601; default: from tags, file name or file time. */
  date?: string | undefined;
  /** Where `date` is from. Default: a person gave it. */
  dateSource?: DateSource | undefined;
  /** The name that tells the date, with its folders, where `path` is a temporary one. */
  sourcePath?: string | undefined;
  /** Default: the embedded title, else the file name if a person chose it. */
  title?: string | undefined;
  /** Which of several sound tracks, from 1: its name becomes part of the title. Default: the default one if it has sound. */
  track?: number | undefined;
  /** What is known of the file's tracks already. */
  tracks?: readonly SourceTrack[] | undefined;
  signal?: AbortSignal | undefined;
  /** Seconds of audio done, and the total when it is known. */
  onProgress?: ((doneSeconds: number, totalSeconds: number | undefined) => void) | undefined;
};

type ImportedFile = ImportResult & {
  /** Sound tracks of the file that have sound and are no recordings yet. */
  otherTracks?: SourceTrack[];
};

type ImportResult =
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
  { date, dateSource, sourcePath, title, track, tracks, signal, onProgress }: ImportFileOptions,
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
  await using opened = await openAudio(path, { track, tracks, signal });
  const sourceSha256 = await hashFile(path, signal);
  const listOthers = (track = opened.track): Pick<ImportedFile, "otherTracks"> => {
    const others = listOtherTracks(db, sourceSha256, { tracks: opened.tracks, track });
    return others.length > 0 ? { otherTracks: others } : {};
  };
  const { known, check } = copyOf
    ? { known: copyOf, check: await checkStoredFile(files, copyOf, signal) }
    : await findKnown({ db, files }, sourceSha256, { opened, track, signal });
  if (known && !check?.flaw)
    return {
      status: "duplicate",
      recording: known,
      reason: "same-file",
      warnings: [],
      ...listOthers(findOwnTrack(known, opened)),
    };
  if (known && hasForgottenStretch(known) && known.opusSha256 !== sourceSha256) {
    const note = makeNote("not-restored-forgotten", { recording: known.filename });
    return { status: "duplicate", recording: known, reason: "same-file", warnings: [note] };
  }
  // Without a choice of track, any recording of the file is one of it.
  const isSameTrack = (other: Recording) => track === undefined || isOfTrack(other, opened);
  const trashed = known
    ? undefined
    : await findTrashedCopy({ db, files }, { fileSha256: sourceSha256, isSameTrack }, signal);
  if (trashed) return toTrashed(trashed);
  await using reopened =
    known && !isOfTrack(known, opened)
      ? await openAudio(path, { track: findOwnTrack(known, opened), tracks: opened.tracks, signal })
      : undefined;
  const source = reopened ?? opened;
  const evidence = {
    given: date,
    givenSource: dateSource,
    tag: source.tags.date,
    unsetTag: source.tags.unsetDate,
    filename: sourcePath ?? resolve(path),
    modified: before.mtime,
    durationSeconds: source.durationSeconds,
  };
  const chosen = chooseDate(evidence);
  if (!chosen) throw archiveError("invalid-date", { date: date ?? "" });
  const ownTitle = source.tags.title ?? suggestTitle(basename(path));
  const chosenTrack = track === undefined ? undefined : source.tracks?.[track - 1];
  const chosenTitle = title ?? toPlainText(chosenTrack ? addTrackName(ownTitle, chosenTrack) : ownTitle);
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
    if (alike && flaw) {
      const isSameSource = alike.sourceSha256 === sourceSha256 && isOfTrack(alike, source);
      const lost = { recording: alike, check: { flaw, seen }, partPath, written, isSameSource, signal };
      return { ...(await restoreFile({ db, files }, lost)), ...listOthers(source.track) };
    }
    const trashedSound = alike ? undefined : await findTrashedCopy({ db, files }, { soundSha256 }, signal);
    if (trashedSound) return toTrashed(trashedSound);
    const silent = alike
      ? undefined
      : await findTrashedWithoutSound(
          { db, files },
          {
            fileSha256: sourceSha256,
            soundSha256,
            isSameTrack: (other) => isOfTrack(other, source),
          },
          signal,
        );
    if (silent && !hasForgottenStretch(silent.recording))
      return await restoreTrashedSound({ db, files }, silent, {
        partPath,
        written,
        isSameSource: silent.recording.sourceSha256 === sourceSha256 && isOfTrack(silent.recording, source),
        signal,
      });
    const opusSha256 = await hashFile(partPath, signal);
    const warnings = [...source.warnings, ...noteTracks(source, basename(path), track !== undefined)];
    const { added, recording } = await addRecording(db, files, {
      partPath,
      recording: {
        durationSeconds: written.durationSeconds,
        sampleRate: 48_000,
        createdAt: chosen.createdAt,
        dateSource: chosen.source,
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
        importNotes: warnings,
        sourceTrack: source.track ?? null,
        sourceTracks: [...(source.tracks ?? [])],
        dateCandidates: listDates(evidence),
      },
    });
    if (!added) {
      const said = noteTracks(source, basename(path), track !== undefined);
      return { status: "duplicate", recording, reason: "same-sound", warnings: said, ...listOthers() };
    }
    return { status: "imported", recording, warnings: [...warnings], ...listOthers() };
  } finally {
    await rm(partPath, { force: true });
  }
}

/**
 * The recording that was made of this file already. Without a choice of track that of any track, first one whose stored file
 * is missing or damaged.
 */
async function findKnown(
  { db, files }: { db: Database; files: ArchiveFiles },
  sha256: string,
  { opened, track, signal }: Pick<ImportFileOptions, "track" | "signal"> & { opened: AudioSource },
): Promise<{ known?: Recording; check?: StoredFileCheck }> {
  const ofFile = listRecordingsOfFile(db, sha256);
  if (ofFile.length === 0) ofFile.push(...[findRecordingByFileHash(db, sha256) ?? []].flat());
  const candidates = ofFile.filter((recording) => track === undefined || isOfTrack(recording, opened));
  const checked: { known: Recording; check: StoredFileCheck }[] = [];
  for (const known of candidates) checked.push({ known, check: await checkStoredFile(files, known, signal) });
  return checked.find(({ check }) => check.flaw) ?? checked[0] ?? {};
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
