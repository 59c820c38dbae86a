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
import { ArchiveError, throwIfCancelled } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { makeFolder } from "../storage/make-folder.ts";
import { type ExportFormat, writeTranscript } from "../transcription/write-transcript.ts";
import { describeRecording, listWithState } from "./describe-recordings.ts";
import { outwardPath } from "./outward-path.ts";
import type { RecordingReference } from "./resolve-recording.ts";

export type ExportFilesOptions = {
  /** `all`: every recording that has a transcript. */
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
  const { recording, transcription, segments } = describeRecording(db, reference, transcriptionId);
  if (!transcription)
    throw new ArchiveError(
      "not-found",
      `${recording.filename}: it has no transcript yet`,
      `fonoteka transcribe ${recording.id}`,
    );
  return { recording, text: writeTranscript(format, { recording, transcription, segments }) };
}

/** Writes transcripts and sound out; returns the paths written. */
export async function exportFiles(
  { db, files }: { db: Database; files: ArchiveFiles },
  options: ExportFilesOptions,
): Promise<string[]> {
  const { recordings, format, file, folder, audio, overwrite = false, transcriptionId, signal } = options;
  const references =
    recordings === "all"
      ? listWithState(db, {})
          .filter(({ state }) => state === "transcribed")
          .map(({ id }) => id)
      : recordings;
  checkTargets(references.length, options);
  const written: string[] = [];
  if (folder) makeFolder(resolve(folder));
  for (const reference of references) {
    throwIfCancelled(signal, "export");
    const { recording, text } = exportTranscript(db, reference, { format, transcriptionId });
    const stem = recording.filename.replace(/\.opus$/, "");
    const path = outwardPath(files, file ?? join(folder!, `${stem}.${format}`));
    await writeText(path, text, overwrite);
    written.push(path);
    if (!audio || !folder) continue;
    const soundPath = outwardPath(files, join(folder, recording.filename));
    await copySound(recordingPath(files, recording.filename), soundPath, overwrite);
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

function checkTargets(count: number, { file, folder, audio }: ExportFilesOptions): void {
  const refuse = (message: string, hint: string) => {
    throw new ArchiveError("invalid-input", message, hint);
  };
  if (file && folder) refuse("export: both a file and a folder were given", "give --out FILE or --to FOLDER");
  if (file && count !== 1)
    refuse(`export: ${count} recordings do not go into one file`, "give one recording, or --to FOLDER");
  if (!file && !folder)
    refuse("export: no place to write to", "give --out FILE for one recording, --to FOLDER for several");
  if (audio && !folder) refuse("export: --audio needs a folder", "give --to FOLDER");
}
