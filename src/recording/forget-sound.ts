/** Puts silence in the place of a stretch of a recording, in its file and in its rows. */

import { renameSync, rmSync } from "node:fs";
import { silenceStretch } from "../audio/opus/silence-stretch.ts";
import type { Recording } from "../domain.ts";
import { fromSystemError } from "../errors.ts";
import { makeNote } from "../messages/notes.ts";
import { type ArchiveFiles, newPartPath, recordingPath } from "../storage/archive-files.ts";
import { type Database, transaction } from "../storage/database.ts";
import { forgetWords, type Stretch } from "../storage/forget-words.ts";
import { hashFile } from "../storage/hash-file.ts";
import { replaceSound } from "../storage/recordings.ts";
import { syncPath } from "../storage/sync-path.ts";

const samplesPerMs = 48;

/**
 * The new file takes the place of the old one in the transaction that removes the words: a process killed between both
 * leaves the silent file with the old rows, and doing it again ends in the same state.
 * @returns words removed from all transcriptions
 * @throws ArchiveError `not-found`, `corrupt-audio`, `disk-full`, `no-permission`, `cancelled`
 */
export async function forgetSound(
  { db, files }: { db: Database; files: ArchiveFiles },
  recording: Recording,
  stretch: Stretch,
  {
    signal,
    onProgress,
  }: {
    signal?: AbortSignal | undefined;
    onProgress?: ((doneSeconds: number, totalSeconds: number) => void) | undefined;
  } = {},
): Promise<number> {
  const path = recordingPath(files, recording.filename);
  const partPath = newPartPath(files);
  try {
    const silenced = await silenceStretch(path, {
      startSample: Math.floor(stretch.startMs * samplesPerMs),
      endSample: Math.ceil(stretch.endMs * samplesPerMs),
      targetPath: partPath,
      signal,
      onProgress: (done, total) => onProgress?.(done / 48_000, total / 48_000),
    });
    const opusSha256 = await hashFile(partPath, signal);
    return transaction(db, () => {
      const { startMs, endMs } = stretch;
      const note = makeNote("stretch-forgotten", { startSeconds: startMs / 1000, endSeconds: endMs / 1000 });
      const isNoted = recording.importNotes.some(({ text }) => text === note.text);
      replaceSound(db, recording.id, {
        byteLength: silenced.byteLength,
        soundSha256: silenced.soundSha256,
        opusSha256,
        importNotes: isNoted ? recording.importNotes : [...recording.importNotes, note],
      });
      const removed = forgetWords(db, recording.id, stretch);
      renameSync(partPath, path);
      syncPath(files.recordings);
      return removed;
    });
  } catch (error) {
    throw fromSystemError(error, path);
  } finally {
    rmSync(partPath, { force: true });
  }
}
