import type { WrittenOpus } from "../audio/opus/written-opus.ts";
import type { Recording } from "../domain.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { hashFile } from "../storage/hash-file.ts";
import { putFileBack } from "../storage/put-file-back.ts";
import type { StoredFileCheck, StoredFileFlaw } from "./check-stored-file.ts";

export type RestoredFile =
  /** A known recording whose file was missing or damaged has it again; name, number and transcripts are as before. */
  | {
      status: "restored";
      recording: Recording;
      flaw: StoredFileFlaw;
      warnings: Note[];
      /** It was in the trash: its transcripts must be indexed. */
      fromTrash?: true;
    }
  | { status: "duplicate"; recording: Recording; reason: "same-file"; warnings: Note[] };

type RestoreOptions = {
  recording: Recording;
  /** What is wrong with its file. */
  check: StoredFileCheck & { flaw: StoredFileFlaw };
  /** The file to put in its place, at a path from `newPartPath`, and what was written. */
  partPath: string;
  written: WrittenOpus;
  /** It was made from the very file that the recording was imported from. */
  isSameSource: boolean;
  signal?: AbortSignal | undefined;
};

/**
 * Puts a recording's file back. `duplicate`: another program has done it meanwhile.
 * @throws ArchiveError as `putFileBack`, `cancelled`
 */
export async function restoreFile(
  { db, files }: { db: Database; files: ArchiveFiles },
  { recording, check, partPath, written, isSameSource, signal }: RestoreOptions,
): Promise<RestoredFile> {
  const { byteLength, durationSeconds, soundSha256 } = written;
  const { seen, flaw } = check;
  const opusSha256 = await hashFile(partPath, signal);
  const facts = { opusSha256, byteLength, durationSeconds, ...(isSameSource && { soundSha256 }) };
  const done = await putFileBack(db, files, { recording, seen, partPath, facts });
  if (!done.isDone)
    return { status: "duplicate", recording: done.recording, reason: "same-file", warnings: [] };
  const warnings: Note[] = [];
  if (done.keptAs !== undefined) warnings.push(makeNote("damaged-file-kept", { path: done.keptAs }));
  warnings.push(...noteOtherLength(recording, durationSeconds));
  return { status: "restored", recording: done.recording, flaw, warnings };
}

/** A note that the recording is now longer or shorter than it was, if so. */
export function noteOtherLength(recording: Recording, durationSeconds: number): Note[] {
  // A newer decoder may find a few samples more or fewer: only what is audible is told.
  if (Math.abs(durationSeconds - recording.durationSeconds) <= 0.02) return [];
  return [
    makeNote("restored-length-differs", {
      seconds: durationSeconds.toFixed(2),
      previousSeconds: recording.durationSeconds.toFixed(2),
      recordingId: recording.id,
    }),
  ];
}
