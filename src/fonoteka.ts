/**
 * The public entry: opens an archive (a folder of Opus files and `data.db`) and names every type that its verbs take or
 * return.
 *
 * @example
 * import { openArchive } from "fonoteka";
 * await using archive = await openArchive("Recordings");
 * for await (const outcome of archive.import(["interview.mp3"])) console.log(outcome.status);
 * for await (const outcome of archive.transcribe()) console.log(outcome.recording.filename);
 * const { hits } = await archive.search("honey");
 */

import { existsSync } from "node:fs";
import { Archive } from "./archive/archive.ts";
import { openDatabaseAsAllowed } from "./archive/open-database.ts";
import { archiveError } from "./errors.ts";
import { configureLog } from "./log.ts";
import { chooseArchiveFolder, disableTelemetry, loadSettings, type Settings } from "./settings.ts";
import { archiveFiles, createArchiveFolders } from "./storage/archive-files.ts";

import { isSnapshotFolder } from "./storage/backup/manifest.ts";

import { assertDatabaseNotLost } from "./storage/lost-database.ts";

export type { AttachedRecording, AttachOptions } from "./archive/attach-transcript.ts";
export type { BackupOptions, BackupResult } from "./archive/backup/back-up.ts";
export type { RestoreBackupOptions, RestoredBackup } from "./archive/backup/restore-backup.ts";
export { restoreBackup } from "./archive/backup/restore-backup.ts";
export type {
  VerifiedBackup,
  VerifiedSnapshot,
  VerifyBackupOptions,
} from "./archive/backup/verify-backup.ts";
export { verifyBackup } from "./archive/backup/verify-backup.ts";
export type { ChangeDateOptions, ChangedDate } from "./archive/change-date.ts";
export type { Clip, ClipOptions } from "./archive/cut-clip.ts";
export type { ArchiveStatus } from "./archive/describe-status.ts";
export type { ExportFilesOptions } from "./archive/export-files.ts";
export type { ForgetOptions, ForgetReport } from "./archive/forget/forget-recording.ts";
export type { RebuildOptions } from "./archive/index-pending.ts";
export type {
  ListOptions,
  PageOptions,
  RecordingPage,
  RecordingSort,
} from "./archive/list-recordings.ts";
export type { RecordingTrack } from "./archive/list-tracks.ts";
export { type KnownModel, listKnownModels, pullModel } from "./archive/manage-models.ts";
export type { PendingWork } from "./archive/pending-work.ts";
export {
  type RebuildDatabaseOptions,
  type RebuildProgress,
  type RebuiltDatabase,
  rebuildDatabase,
} from "./archive/rebuild-database.ts";
export type { RecordingReference } from "./archive/resolve-recording.ts";
export type { SearchOptions } from "./archive/search-archive.ts";
export type { RecordingDetails } from "./archive/show-recording.ts";
export type { TranscribeOptions } from "./archive/transcribe-recordings.ts";
export type { WrittenChanges } from "./archive/update-recording.ts";
export type { VerifyOptions, VerifyReport } from "./archive/verify-archive.ts";
export type * from "./domain.ts";
export { channelChoices, hasAudioFileEnding } from "./domain.ts";
export {
  ArchiveError,
  type ErrorCode,
  type ErrorInfo,
  errorCodes,
  isArchiveError,
  toErrorInfo,
} from "./errors.ts";
export type { EvaluateOptions, EvaluationReport, EvaluationRow } from "./evaluation/evaluate-archive.ts";
export type { QuestionKind } from "./evaluation/vary-question.ts";
export type { Note } from "./messages/notes.ts";
export { parseByteRange, type RangeAnswer } from "./playback/byte-range.ts";
export type { Holder } from "./process-owner.ts";
export type { EmptiedTrash, EmptyTrashOptions, OtherTrashFile } from "./recording/empty-trash.ts";
export type { TrashedRecording } from "./recording/remove-recording.ts";
export type { SearchAnswer } from "./search/search.ts";
export { searchTuning } from "./search/search-tuning.ts";
export type { Settings } from "./settings.ts";
export type { AttachedTranscript } from "./stages/attach-beside.ts";
export type { ImportOptions, ImportOutcome } from "./stages/import-paths.ts";
export type { IndexResult } from "./stages/index-and-embed.ts";
export type { TranscribeOutcome } from "./stages/transcribe-each.ts";
export type { StoringOptions, WorkOptions, WorkProgress } from "./stages/work-progress.ts";
export { type RecordingState, type RecordingSummary, recordingStates } from "./storage/recording-states.ts";
export type { Waveform } from "./storage/waveforms.ts";
export { readLanguage } from "./transcription/parse-language.ts";
export { type ExportFormat, exportFormats } from "./transcription/write-transcript.ts";
export type { PartOf } from "./verification/check-recordings.ts";
export type { VerifyProgress, VerifyScope } from "./verification/find-problems.ts";
export { type Finding, type FindingArea, findingAreas } from "./verification/finding.ts";
export { Archive };

export type OpenArchiveOptions = {
  /** Create the archive when the folder holds none. Default true; otherwise a missing one is `not-found`. */
  create?: boolean | undefined;
  /** Only read: nothing is created, moved or written. */
  readOnly?: boolean | undefined;
  /** Settings that override the environment and `fonoteka.json`. */
  settings?: Partial<Settings> | undefined;
  /** Defaults that differ from the usual ones; the environment and `fonoteka.json` override them. */
  defaults?: Partial<Settings> | undefined;
};

/**
 * Opens the archive in a folder.
 * @param folder default: FONOTEKA_ARCHIVE, else `Fonoteka` in the home folder
 * @throws ArchiveError `not-found`, `no-permission`, `archive-newer`, `archive-damaged`, `archive-busy`, `invalid-input` (a setting)
 */
export async function openArchive(folder?: string, options: OpenArchiveOptions = {}): Promise<Archive> {
  disableTelemetry();
  const files = archiveFiles(chooseArchiveFolder(folder));
  const loaded = loadSettings(files.folder, options.settings, undefined, options.defaults);
  const { logLevel: level, logFormat: format } = loaded.settings;
  if (loaded.origins.logLevel !== "default" || options.defaults?.logLevel) configureLog({ level, format });
  assertDatabaseNotLost(files);
  if (!existsSync(files.database)) {
    if (options.create === false) throw archiveError("archive-not-found", { path: files.folder });
    createArchiveFolders(files);
  }
  // A change in a snapshot would change the other snapshots that share its files.
  const readOnly = options.readOnly || isSnapshotFolder(files.folder);
  return new Archive(files, openDatabaseAsAllowed(files.database, readOnly), loaded);
}
