import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Archive } from "../archive.ts";
import { ArchiveError, fromSystemError, throwIfCancelled } from "../errors.ts";
import type { ExportFormat } from "../transcription/write-transcript.ts";
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

/** Writes transcripts and sound out; returns the paths written. */
export async function exportFiles(
  archive: Archive,
  soundPath: (filename: string) => string,
  options: ExportFilesOptions,
): Promise<string[]> {
  const { recordings, format, file, folder, audio, overwrite = false, transcriptionId, signal } = options;
  const references =
    recordings === "all"
      ? archive
          .list()
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
    const { recording } = archive.show(reference);
    const text = archive.export(recording.id, format, { transcriptionId });
    const stem = recording.filename.replace(/\.opus$/, "");
    const path = resolve(file ?? join(folder!, `${stem}.${format}`));
    await write(path, (target) => writeFile(target, text, { flag: overwrite ? "w" : "wx" }));
    if (!audio || !folder) continue;
    const mode = overwrite ? 0 : 1; // COPYFILE_EXCL
    await write(resolve(folder, recording.filename), (target) =>
      copyFile(soundPath(recording.filename), target, mode),
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
