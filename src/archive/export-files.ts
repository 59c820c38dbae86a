import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Recording } from "../domain.ts";
import { ArchiveError, fromSystemError, throwIfCancelled } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { type ExportFormat, writeTranscript } from "../transcription/write-transcript.ts";
import { describeRecording, listWithState } from "./describe-recordings.ts";
import type { RecordingReference } from "./resolve-recording.ts";

export type ExportFilesOptions = {
  /** `all`: every recording that has a transcript. */
  recordings: RecordingReference[] | "all";
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
  const write = async (path: string, work: (path: string) => Promise<void>) => {
    try {
      await work(path);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST")
        throw new ArchiveError(
          "invalid-input",
          `${path}: there is a file of this name already`,
          "choose another name, or say --overwrite",
        );
      throw fromSystemError(error, path);
    }
    written.push(path);
  };
  if (folder)
    await mkdir(folder, { recursive: true }).catch((error) => Promise.reject(fromSystemError(error, folder)));
  for (const reference of references) {
    throwIfCancelled(signal, "export");
    const { recording, text } = exportTranscript(db, reference, { format, transcriptionId });
    const stem = recording.filename.replace(/\.opus$/, "");
    const path = resolve(file ?? join(folder!, `${stem}.${format}`));
    await write(path, (target) => writeFile(target, text, { flag: overwrite ? "w" : "wx" }));
    if (!audio || !folder) continue;
    const mode = overwrite ? 0 : 1; // COPYFILE_EXCL
    await write(resolve(folder, recording.filename), (target) =>
      copyFile(recordingPath(files, recording.filename), target, mode),
    );
  }
  return written;
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
