import { lstatSync } from "node:fs";
import type { WrittenOpus } from "../audio/opus/written-opus.ts";
import { archiveError, fromSystemError } from "../errors.ts";
import { syncFile } from "../storage/add-recording.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { hashFile } from "../storage/hash-file.ts";
import { linkOrCopy } from "../storage/link-files.ts";
import { replaceRecordingFile } from "../storage/recordings-like.ts";
import { listTrashEntries } from "../storage/trash-files.ts";
import { checkStoredFile } from "./check-stored-file.ts";
import { restoreFromTrash, type TrashedRecording } from "./remove-recording.ts";
import { noteOtherLength, type RestoredFile, restoreFile } from "./restore-file.ts";

type SoundOptions = {
  /** The Opus file that was just written of the same source, at a path from `newPartPath`. */
  partPath: string;
  written: WrittenOpus;
  /** It was made from the very file that the recording was imported from. */
  isSameSource: boolean;
  signal?: AbortSignal | undefined;
};

/**
 * Restores a recording whose sound is missing from the trash, or damaged there, with the sound of the file that is being
 * imported: under its old number, with its transcripts. They still have to be indexed. A damaged file is kept in damaged/.
 * An interruption leaves it in the trash or in the archive with a file to mend: the same import goes on.
 * @throws ArchiveError as `restoreFromTrash` and `restoreFile`
 */
export async function restoreTrashedSound(
  { db, files }: { db: Database; files: ArchiveFiles },
  { id }: TrashedRecording,
  { partPath, written, isSameSource, signal }: SoundOptions,
): Promise<RestoredFile> {
  const entry = listTrashEntries(files).find((candidate) => candidate.id === id);
  if (!entry) throw archiveError("trash-entry-not-found", { recording: id });
  const isMissing = lstatSync(entry.soundPath, { throwIfNoEntry: false }) === undefined;
  if (isMissing) {
    await syncFile(partPath);
    giveSecondName(partPath, entry.soundPath);
  }
  const recording = await restoreFromTrash({ db, files }, id);
  if (!isMissing) {
    const { flaw = "damaged", seen } = await checkStoredFile(files, recording, signal);
    const options = { recording, check: { flaw, seen }, partPath, written, isSameSource, signal };
    const restored = await restoreFile({ db, files }, options);
    return restored.status === "restored" ? { ...restored, fromTrash: true } : restored;
  }
  const { byteLength, durationSeconds, soundSha256 } = written;
  const mended = replaceRecordingFile(db, id, {
    filename: recording.filename,
    opusSha256: await hashFile(partPath, signal),
    byteLength,
    durationSeconds,
    ...(isSameSource && { soundSha256 }),
  });
  return {
    status: "restored",
    recording: mended,
    flaw: "missing",
    fromTrash: true,
    warnings: noteOtherLength(recording, durationSeconds),
  };
}

function giveSecondName(from: string, to: string): void {
  try {
    linkOrCopy(from, to);
  } catch (error) {
    throw fromSystemError(error, to);
  }
}
