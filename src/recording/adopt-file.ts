/** An Opus file that lies in recordings/ without a row → a recording. The file stays as it is and where it is. */

import { lstat, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { openOggOpus } from "../audio/opus/ogg-opus-file.ts";
import { toAudioTags } from "../audio/opus/opus-headers.ts";
import { SoundHash } from "../audio/sound-hash.ts";
import type { DateSource, Recording } from "../domain.ts";
import { archiveError, fromSystemError, isArchiveError, throwIfCancelled } from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { type ArchiveFiles, findRecordingFile, recordingPath } from "../storage/archive-files.ts";
import { type Database, transaction } from "../storage/database.ts";
import { findSidecarOfFile } from "../storage/find-sidecar-of-file.ts";
import { hashFile } from "../storage/hash-file.ts";
import { insertSidecar } from "../storage/insert-sidecar.ts";
import { toPlainText } from "../storage/plain-text.ts";
import {
  findRecording,
  findRecordingByFilename,
  insertRecording,
  type NewRecording,
} from "../storage/recordings.ts";
import { findRecordingsLike, replaceRecordingFile } from "../storage/recordings-like.ts";
import { removeSidecar } from "../storage/sidecar-files.ts";
import type { Sidecar } from "../storage/sidecar-format.ts";
import { clearDueSidecar } from "../storage/sidecars-due.ts";
import { syncPath } from "../storage/sync-path.ts";
import { hasTranscription } from "../storage/transcriptions.ts";
import { listTrashEntries } from "../storage/trash-files.ts";
import { chooseDate, listDates } from "./choose-date.ts";
import { withGivenDate } from "./date-choices.ts";
import { toLocalIso } from "./local-time.ts";
import { suggestTitle } from "./suggest-title.ts";

export type AdoptFileOptions = {
  /** Date of recording, ISO 8601; default: from tags, file name or file time. */
  date?: string | undefined;
  /** Where `date` is from. Default: a person gave it. */
  dateSource?: DateSource | undefined;
  /** Default: the embedded title, else the file name if a person chose it. */
  title?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((doneSeconds: number) => void) | undefined;
};

export type AdoptedFile =
  /** It has a row now. */
  | { status: "imported"; recording: Recording; adopted: true; warnings: Note[] }
  /** It is the file of a recording whose file was missing: somebody renamed it, and the row follows. */
  | { status: "renamed"; recording: Recording; previousFilename: string; warnings: Note[] }
  /** It has a row already, or is a second copy of a recording's file. */
  | { status: "duplicate"; recording: Recording; reason: "same-file" | "same-sound"; warnings: Note[] };

/**
 * Makes a recording of an Opus file in recordings/, under the name that it has. It is neither copied nor changed. A whole
 * sidecar beside it brings back what was known of it: title, notes, tags, transcripts, and its number if that is free.
 * @param filename its name in recordings/
 * @throws ArchiveError `unsupported-audio` when it is not Ogg Opus, `corrupt-audio` when it is damaged: what can be saved of
 *   it, import can save from elsewhere; `not-found`, `no-permission`, `cancelled`, `invalid-input`
 */
export async function adoptFile(
  { db, files }: { db: Database; files: ArchiveFiles },
  filename: string,
  options: AdoptFileOptions = {},
): Promise<AdoptedFile> {
  const path = recordingPath(files, filename);
  try {
    const found = await readFacts(path, filename, options);
    // A person's copy may not be on the disk yet; a row must not be there before its file.
    syncPath(path);
    syncPath(files.recordings);
    const beside = await findSidecarOfFile(files, { ...found, opusSha256: found.sourceSha256 });
    const adopted = place({ db, files }, found, beside, options);
    // All of it is in data.db; the sidecar with the new number gets its name.
    if (adopted.warnings.some(({ code }) => code === "sidecar-renumbered"))
      await rm(beside!.path, { force: true });
    // The new one is written beside the new name.
    if (adopted.status === "renamed")
      removeSidecar(files, { id: adopted.recording.id, filename: adopted.previousFilename });
    return adopted;
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

async function readFacts(
  path: string,
  filename: string,
  { date, dateSource, title, signal, onProgress }: AdoptFileOptions,
): Promise<NewRecording> {
  throwIfCancelled(signal, `importing ${path}`);
  const before = await lstat(path);
  if (!before.isFile()) throw archiveError("not-a-regular-file", { path });
  const hash = new SoundHash();
  const opened = openOggOpus(path, {
    isScanned: true,
    ...(signal && { signal }),
    onPacket: ({ data, startSample }) => {
      hash.addPacket(data);
      onProgress?.(Math.max(0, startSample / 48_000));
    },
  });
  await using opus = await opened.catch((error) => {
    throw isArchiveError(error, "unsupported-audio") || isArchiveError(error, "corrupt-audio")
      ? archiveError("stray-file-not-opus", { filename }, { cause: error })
      : error;
  });
  const [flaw] = opus.flaws;
  if (flaw !== undefined) throw archiveError("stray-file-damaged", { filename, flaw });
  if (opus.lengthSamples === 0) throw archiveError("stray-file-not-opus", { filename });
  const tags = toAudioTags(opus.tags);
  const opusSha256 = await hashFile(path, signal);
  const after = await stat(path);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
    throw archiveError("file-changed", { path });
  const evidence = {
    given: date,
    givenSource: dateSource,
    tag: tags.date,
    unsetTag: tags.unsetDate,
    filename,
    modified: before.mtime,
    durationSeconds: opus.durationSeconds,
  };
  const chosen = chooseDate(evidence);
  if (!chosen) throw archiveError("invalid-date", { date: date ?? "" });
  return {
    filename,
    durationSeconds: opus.durationSeconds,
    sampleRate: 48_000,
    createdAt: chosen.createdAt,
    dateSource: chosen.source,
    title: title ?? toPlainText(tags.title ?? suggestTitle(filename)),
    notes: "",
    tags: [],
    channels: opus.head.channels,
    byteLength: opus.byteLength,
    sourceName: filename,
    sourceFormat: "ogg/opus",
    sourceSampleRate: 48_000,
    sourceSha256: opusSha256,
    soundSha256: hash.digest(),
    importedAt: toLocalIso(new Date()),
    opusSha256,
    opusSha256From: "import",
    importNotes: [],
    sourceTrack: null,
    sourceTracks: [],
    dateCandidates: listDates(evidence),
  };
}

type SidecarBeside = { path: string; sidecar: Sidecar };

/** In a transaction: another program may adopt the same file, or import the same sound, at this moment. */
function place(
  deps: { db: Database; files: ArchiveFiles },
  found: NewRecording,
  beside: SidecarBeside | undefined,
  options: AdoptFileOptions,
): AdoptedFile {
  const placeWith = (used: SidecarBeside | undefined) =>
    transaction(deps.db, () => placeFacts(deps, found, used, options));
  try {
    return placeWith(beside);
  } catch (error) {
    // SQLite refuses the rows of the sidecar: somebody has written it by hand. The sound is kept nevertheless.
    if (!beside || isArchiveError(error)) throw error;
    return placeWith(undefined);
  }
}

function placeFacts(
  { db, files }: { db: Database; files: ArchiveFiles },
  found: NewRecording,
  beside: SidecarBeside | undefined,
  options: AdoptFileOptions,
): AdoptedFile {
  const { filename, byteLength, durationSeconds, soundSha256 } = found;
  const opusSha256 = found.sourceSha256;
  const own = findRecordingByFilename(db, filename);
  if (own) return { status: "duplicate", recording: own, reason: "same-file", warnings: [] };
  const alike = findRecordingsLike(db, { opusSha256, soundSha256, byteLength, durationSeconds });
  const lost = alike.find((recording) => !findRecordingFile(files, recording.filename));
  if (lost) {
    const recording = replaceRecordingFile(db, lost.id, {
      filename,
      opusSha256,
      byteLength,
      durationSeconds,
    });
    return { status: "renamed", recording, previousFilename: lost.filename, warnings: [] };
  }
  const [kept] = alike;
  if (kept) {
    const isSameFile = kept.opusSha256 === opusSha256 || kept.sourceSha256 === opusSha256;
    return {
      status: "duplicate",
      recording: kept,
      reason: isSameFile ? "same-file" : "same-sound",
      warnings: [makeNote("stray-file-is-copy", { filename, recording: kept.filename })],
    };
  }
  if (beside) return insertWithSidecar({ db, files }, found, beside, options);
  return { status: "imported", recording: insertRecording(db, found), adopted: true, warnings: [] };
}

/** The rows of the sidecar, with what a person gave for this import. */
function insertWithSidecar(
  { db, files }: { db: Database; files: ArchiveFiles },
  found: NewRecording,
  { path, sidecar }: SidecarBeside,
  { title, date, dateSource = "given" }: AdoptFileOptions,
): AdoptedFile {
  const { recording: known, transcriptions } = sidecar;
  const { filename, sourceSha256: opusSha256, byteLength, durationSeconds, createdAt } = found;
  const isSameFile = known.opusSha256 === opusSha256;
  const changes = {
    ...(!isSameFile && { opusSha256, opusSha256From: "import" as const, byteLength, durationSeconds }),
    ...(title !== undefined && { title }),
    ...(date !== undefined &&
      dateSource === "given" && {
        createdAt,
        dateSource,
        dateCandidates: withGivenDate(
          known,
          found.dateCandidates.find(({ source }) => source === "given"),
        ),
      }),
  };
  const transcriptionIds = transcriptions.map(({ id }) => id);
  // A removed recording that lies in the trash keeps its number.
  const newIds =
    findRecording(db, known.id) !== undefined ||
    hasTranscription(db, transcriptionIds) ||
    listTrashEntries(files).some(({ id }) => id === known.id);
  const changed = { recording: { ...known, ...changes }, transcriptions };
  const recording = insertSidecar(db, changed, { filename, newIds });
  const isAsWritten = !newIds && filename === known.filename && Object.keys(changes).length === 0;
  // The file on the disk is what would be written.
  if (isAsWritten) clearDueSidecar(db, recording.id);
  const values = { filename: basename(path), previous: known.id, recording: recording.id };
  const warnings = newIds ? [makeNote("sidecar-renumbered", values)] : [];
  return { status: "imported", recording, adopted: true, warnings };
}
