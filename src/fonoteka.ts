/**
 * The library: opens an archive (a folder of Opus files and `data.db`), offers the verbs, closes the parts.
 *
 * @example
 * import { openArchive } from "fonoteka";
 * const archive = await openArchive("Recordings");
 * for await (const outcome of archive.import(["interview.mp3"])) console.log(outcome.status);
 * for await (const outcome of archive.transcribe()) console.log(outcome.recording.filename);
 * const { hits } = await archive.search("honey");
 * await archive.close();
 */

import { existsSync } from "node:fs";
import { Archive } from "./archive/archive.ts";
import { openDatabaseAsAllowed } from "./archive/open-database.ts";
import type { OpenArchiveOptions } from "./archive/verbs.ts";
import { ArchiveError } from "./errors.ts";
import { chooseArchiveFolder, loadSettings } from "./settings.ts";
import { archiveFiles, createArchiveFolders } from "./storage/archive-files.ts";

export { type KnownModel, listKnownModels, pullModel } from "./archive/manage-models.ts";
export type * from "./archive/verbs.ts";
export type * from "./domain.ts";
export { ArchiveError, type ErrorCode, type ErrorInfo, errorCodes, isArchiveError } from "./errors.ts";
export { parseByteRange, type RangeAnswer } from "./playback/byte-range.ts";
export { type ExportFormat, exportFormats } from "./transcription/write-transcript.ts";

export { Archive };

/**
 * Opens the archive in a folder.
 * @param folder default: FONOTEKA_ARCHIVE, else `Fonoteka` in the home folder
 * @throws ArchiveError `not-found`, `no-permission`, `archive-newer`, `archive-damaged`, `archive-busy`, `invalid-input` (a setting)
 */
export async function openArchive(folder?: string, options: OpenArchiveOptions = {}): Promise<Archive> {
  const files = archiveFiles(chooseArchiveFolder(folder));
  const settings = loadSettings(files.folder, options.settings);
  if (!existsSync(files.database)) {
    if (options.create === false)
      throw new ArchiveError(
        "not-found",
        `${files.folder}: there is no archive here`,
        "fonoteka import FILES makes one; --archive FOLDER chooses another",
      );
    createArchiveFolders(files);
  }
  const db = openDatabaseAsAllowed(files.database, options.readOnly);
  return new Archive(files, db, settings);
}
