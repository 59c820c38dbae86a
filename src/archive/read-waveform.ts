import { readPeaks } from "../playback/read-peaks.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { findRecording } from "../storage/recordings.ts";
import { readingStoredFile } from "../storage/stored-file-error.ts";
import { findWaveform, putWaveform, type Waveform } from "../storage/waveforms.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

/** The waveform's peaks: from data.db, else made from the sound and kept there. */
export async function readWaveform(
  { db, files }: { db: Database; files: ArchiveFiles },
  reference: RecordingReference,
  signal?: AbortSignal,
): Promise<Waveform> {
  const { id, filename } = resolveRecording(db, reference);
  const known = findWaveform(db, id);
  if (known) return known;
  const made = await readingStoredFile(files, filename, () =>
    readPeaks(recordingPath(files, filename), { signal }),
  );
  // It may have been removed while its sound was read.
  if (!db.readOnly && findRecording(db, id)) putWaveform(db, id, made);
  return made;
}
