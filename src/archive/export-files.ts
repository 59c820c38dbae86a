import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  assertNotExists,
  copyToDisk,
  createNewFile,
  publishFile,
  temporaryPathFor,
} from "../audio/new-file.ts";
import type { Recording } from "../domain.ts";
import { archiveError, throwIfCancelled } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { makeFolder } from "../storage/make-folder.ts";
import { readingStoredFile } from "../storage/stored-file-error.ts";
import { type ExportFormat, writeTranscript } from "../transcription/write-transcript.ts";
import { listRecordings } from "./list-recordings.ts";
import { resolveOutputPath } from "./resolve-output-path.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";
import { showRecording } from "./show-recording.ts";

export type ExportFilesOptions = {
  /** `all`: every recording that has a transcript. One that is named twice counts once. */
  recordings: readonly RecordingReference[] | "all";
  format: ExportFormat;
  /** The file to write, for one recording. */
  file?: string | undefined;
  /** The folder to write into; files are named after the recordings. */
  folder?: string | undefined;
  /** Copy the Opus files too; with `folder`. */
  audio?: boolean | undefined;
  /** Replace files that are there. Default: `invalid-input`. */
  overwrite?: boolean | undefined;
  transcriptionId?: number | undefined;
  signal?: AbortSignal | undefined;
};

/** One transcript as text. @throws ArchiveError `not-found`, also when the recording has none yet */
export function exportTranscript(
  db: Database,
  reference: RecordingReference,
  { format, transcriptionId }: { format: ExportFormat; transcriptionId?: number | undefined },
): { recording: Recording; text: string } {
  const { recording, transcription, segments } = showRecording(db, reference, transcriptionId);
  if (!transcription)
    throw archiveError("no-transcript-yet", { recording: recording.filename, recordingId: recording.id });
  return { recording, text: writeTranscript(format, { recording, transcription, segments }) };
}

/** Writes transcripts and sound out; returns the paths written. The first failure ends it: what is written stays. */
export async function exportFiles(
  { db, files }: { db: Database; files: ArchiveFiles },
  options: ExportFilesOptions,
): Promise<string[]> {
  const { recordings, format, file, folder, audio, overwrite = false, transcriptionId, signal } = options;
  const ids =
    recordings === "all"
      ? listRecordings(db, { states: ["transcribed"] }).map(({ id }) => id)
      : [...new Set(recordings.map((reference) => resolveRecording(db, reference).id))];
  assertTargets(ids.length, options);
  const written: string[] = [];
  if (folder) makeFolder(resolve(folder));
  for (const id of ids) {
    throwIfCancelled(signal, "export");
    const { recording, text } = exportTranscript(db, id, { format, transcriptionId });
    const stem = recording.filename.replace(/\.opus$/, "");
    const path = resolveOutputPath(files, file ?? join(folder!, `${stem}.${format}`));
    await writeText(path, text, overwrite);
    written.push(path);
    if (!audio || !folder) continue;
    const soundPath = resolveOutputPath(files, join(folder, recording.filename));
    await readingStoredFile(files, recording.filename, () =>
      copySound(recordingPath(files, recording.filename), soundPath, overwrite),
    );
    written.push(soundPath);
  }
  return written;
}

async function writeText(path: string, text: string, overwrite: boolean): Promise<void> {
  const file = await createNewFile(path, { overwrite });
  try {
    await file.write(Buffer.from(text));
    await file.finish();
  } finally {
    await file.abort();
  }
}

async function copySound(sourcePath: string, path: string, overwrite: boolean): Promise<void> {
  if (!overwrite) await assertNotExists(path);
  const temporaryPath = temporaryPathFor(path);
  try {
    await copyToDisk(sourcePath, temporaryPath);
    await publishFile(temporaryPath, path, { overwrite });
  } finally {
    await rm(temporaryPath, { force: true });
  }
}

function assertTargets(count: number, { file, folder, audio }: ExportFilesOptions): void {
  if (file && folder) throw archiveError("export-file-and-folder", {});
  if (file && count !== 1) throw archiveError("export-many-to-one-file", { count });
  if (audio && !folder) throw archiveError("export-audio-without-folder", {});
  if (!file && !folder) throw archiveError("export-without-target", {});
}
