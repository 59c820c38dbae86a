import { lstatSync, renameSync, rmSync, type Stats } from "node:fs";
import type { Recording } from "../domain.ts";
import { fromSystemError } from "../errors.ts";
import { syncFile } from "./add-recording.ts";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";
import { keepDamagedFile } from "./damaged-files.ts";
import { type Database, transaction } from "./database.ts";
import { clearAttempts } from "./jobs.ts";
import { linkOrMove } from "./link-files.ts";
import { getRecording } from "./recordings.ts";
import { replaceRecordingFile } from "./recordings-like.ts";
import { syncPath } from "./sync-path.ts";

type PutBackOptions = {
  /** The recording as it was when its file was looked at. */
  recording: Recording;
  /** Its file as it was then; undefined when there was none. */
  seen: Stats | undefined;
  /** A finished Opus file at a path from `newPartPath`; it is gone afterwards, also when this fails. */
  partPath: string;
  /** Of the part file; `soundSha256` only where it is of the same source as before. */
  facts: { opusSha256: string; byteLength: number; durationSeconds: number; soundSha256?: string };
};

/** `isDone: false`: somebody else has changed the file or its row meanwhile, and nothing was done. */
type PutBack = { isDone: boolean; recording: Recording; keptAs?: string | undefined };

/**
 * Gives a recording its file again, under its old name and number. A damaged file that is there is kept in damaged/.
 * The row and the file change together, but for a crash between the two: then the file is whole and its row is of the
 * old one, which the next look at it reports and the same import repairs.
 * @throws ArchiveError `not-found` when the recording was removed meanwhile, `disk-full`, `no-permission`, `archive-busy`
 */
export async function putFileBack(
  db: Database,
  files: ArchiveFiles,
  { recording: { id, filename, opusSha256 }, seen, partPath, facts }: PutBackOptions,
): Promise<PutBack> {
  const path = recordingPath(files, filename);
  try {
    await syncFile(partPath);
    return transaction(db, () => {
      const current = getRecording(db, id);
      const isSameRow = current.filename === filename && current.opusSha256 === opusSha256;
      if (!isSameRow || !isSameFile(path, seen)) return { isDone: false, recording: current };
      const hasOtherLength = Math.abs(current.durationSeconds - facts.durationSeconds) > 1e-3;
      // What was made from the sound is on another clock now.
      if (hasOtherLength)
        for (const table of ["waveforms", "checkpoints"])
          db.run(`delete from ${table} where recording_id = ?`, id);
      // It may have failed because its file was missing or damaged.
      clearAttempts(db, "transcribe", id);
      const recording = replaceRecordingFile(db, id, { ...facts, filename });
      if (!seen) {
        linkOrMove(partPath, path);
        syncPath(files.recordings);
        return { isDone: true, recording };
      }
      const keptAs = keepDamagedFile(files, { id, filename });
      renameSync(partPath, path);
      syncPath(files.recordings);
      return { isDone: true, recording, keptAs };
    });
  } catch (error) {
    throw fromSystemError(error, path);
  } finally {
    rmSync(partPath, { force: true });
  }
}

function isSameFile(path: string, seen: Stats | undefined): boolean {
  const now = lstatSync(path, { throwIfNoEntry: false });
  if (!now || !seen) return now === seen;
  return now.ino === seen.ino && now.size === seen.size && now.mtimeMs === seen.mtimeMs;
}
