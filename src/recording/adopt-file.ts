/** An Opus file that lies in recordings/ without a row → a recording. The file stays as it is and where it is. */

import { lstat, stat } from "node:fs/promises";
import { openOggOpus } from "../audio/opus/ogg-opus-file.ts";
import { toAudioTags } from "../audio/opus/opus-headers.ts";
import { SoundHash } from "../audio/sound-hash.ts";
import type { DateSource, Recording } from "../domain.ts";
import { archiveError, fromSystemError, isArchiveError, throwIfCancelled } from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { type ArchiveFiles, findRecordingFile, recordingPath } from "../storage/archive-files.ts";
import { type Database, transaction } from "../storage/database.ts";
import { hashFile } from "../storage/hash-file.ts";
import { toPlainText } from "../storage/plain-text.ts";
import { findRecordingByFilename, insertRecording, type NewRecording } from "../storage/recordings.ts";
import { findRecordingsLike, replaceRecordingFile } from "../storage/recordings-like.ts";
import { removeSidecar } from "../storage/sidecar-files.ts";
import { syncPath } from "../storage/sync-path.ts";
import { chooseDate } from "./choose-date.ts";
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
 * Makes a recording of an Opus file in recordings/, under the name that it has. It is neither copied nor changed.
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
    const adopted = transaction(db, () => placeFacts({ db, files }, found));
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
  const chosen = chooseDate({ given: date, tag: tags.date, filename, modified: before.mtime });
  if (!chosen) throw archiveError("invalid-date", { date: date ?? "" });
  return {
    filename,
    durationSeconds: opus.durationSeconds,
    sampleRate: 48_000,
    createdAt: chosen.createdAt,
    dateSource: (date !== undefined && dateSource) || chosen.source,
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
  };
}

/** In a transaction: another program may adopt the same file, or import the same sound, at this moment. */
function placeFacts({ db, files }: { db: Database; files: ArchiveFiles }, found: NewRecording): AdoptedFile {
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
  return { status: "imported", recording: insertRecording(db, found), adopted: true, warnings: [] };
}
