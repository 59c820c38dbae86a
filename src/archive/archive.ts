/** The methods of an open archive. Each is implemented in a file of its own beside this one, with its options and result. */

import type { FileHandle } from "node:fs/promises";
import type { Recording, Transcription } from "../domain.ts";
import type { EvaluateOptions, EvaluationReport } from "../evaluation/evaluate-archive.ts";
import { ResidentVectors } from "../index/sqlite/resident-vectors.ts";
import { listDateChoices } from "../recording/date-choices.ts";
import {
  type EmptiedTrash,
  type EmptyTrashOptions,
  emptyTrash,
  listOtherTrashFiles,
  type OtherTrashFile,
} from "../recording/empty-trash.ts";
import {
  listTrash,
  moveToTrash,
  restoreFromTrash,
  type TrashedRecording,
} from "../recording/remove-recording.ts";
import type { SearchAnswer } from "../search/search.ts";
import type { LoadedSettings, Settings } from "../settings.ts";
import type { ImportOptions, ImportOutcome } from "../stages/import-paths.ts";
import type { IndexResult } from "../stages/index-and-embed.ts";
import type { TranscribeOutcome } from "../stages/transcribe-each.ts";
import type { StoringOptions, WorkOptions } from "../stages/work-progress.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { clearAttempts, type Stage } from "../storage/jobs.ts";
import { openRecordingFile } from "../storage/open-recording-file.ts";
import { assertPlainText } from "../storage/plain-text.ts";
import type { RecordingSummary } from "../storage/recording-states.ts";
import { keepRecordingsMarker } from "../storage/recordings-folder.ts";
import { SidecarWriter } from "../storage/sidecar-writer.ts";
import { readingStoredFile } from "../storage/stored-file-error.ts";
import { sweepPartFiles } from "../storage/sweep-part-files.ts";
import { listTranscriptions, makeCurrent } from "../storage/transcriptions.ts";
import type { Waveform } from "../storage/waveforms.ts";
import type { ExportFormat } from "../transcription/write-transcript.ts";
import type { ArchiveParts } from "./archive-parts.ts";
import { type AttachedRecording, type AttachOptions, attachTranscript } from "./attach-transcript.ts";
import type { BackupOptions, BackupResult } from "./backup/back-up.ts";
import { type ChangeDateOptions, type ChangedDate, changeDate } from "./change-date.ts";
import { checkList, checkString, checkStrings, checkTrack } from "./check-arguments.ts";
import type { Clip, ClipOptions } from "./cut-clip.ts";
import { type ArchiveStatus, describeStatus } from "./describe-status.ts";
import { type ExportFilesOptions, exportFiles, exportTranscript } from "./export-files.ts";
import type { ForgetOptions, ForgetReport } from "./forget/forget-recording.ts";
import { importRecordings } from "./import-recordings.ts";
import { indexPending, type RebuildOptions, rebuildIndex } from "./index-pending.ts";
import {
  getRecordingSummary,
  type ListOptions,
  listPage,
  listRecordings,
  type PageOptions,
  type RecordingPage,
} from "./list-recordings.ts";
import { listTracks } from "./list-tracks.ts";
import { LoadedModels } from "./loaded-models.ts";
import { listPendingWork, type PendingWork } from "./pending-work.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";
import { resolveTrashed } from "./resolve-trashed.ts";
import { evaluateSearch, type SearchOptions, searchArchive } from "./search-archive.ts";
import { type RecordingDetails, showRecording } from "./show-recording.ts";
import { type TranscribeOptions, transcribeRecordings } from "./transcribe-recordings.ts";
import { updateRecording, type WrittenChanges } from "./update-recording.ts";
import type { VerifyOptions, VerifyReport } from "./verify-archive.ts";

/**
 * An open archive. Holds the database and, once used, the models: close it, or open it with `await using`. Code that only
 * some programs need is loaded on first use, so that opening stays fast.
 */
export class Archive implements AsyncDisposable {
  readonly folder: string;
  readonly settings: Readonly<Settings>;
  /** True when it can only be read: the caller asked for it, or the disk does not allow more. */
  readonly readOnly: boolean;
  /**
   * When the copy of data.db was made that is read: only on a disk that cannot be written, with a database that was not closed
   * well. Later changes are not seen. ISO 8601.
   */
  readonly copyTakenAt: string | undefined;
  readonly #parts: ArchiveParts;
  readonly #sidecars: SidecarWriter | undefined;

  /** Use `openArchive`. */
  constructor(files: ArchiveFiles, db: Database, loaded: LoadedSettings) {
    this.folder = files.folder;
    this.settings = loaded.settings;
    this.readOnly = db.readOnly;
    this.copyTakenAt = db.copyTakenAt;
    const models = new LoadedModels(loaded.settings);
    this.#parts = { db, files, loaded, models, vectors: new ResidentVectors(db) };
    if (db.readOnly) return;
    keepRecordingsMarker(db, files);
    sweepPartFiles(db, files);
    this.#sidecars = new SidecarWriter(db, files);
    this.#sidecars.start();
  }

  /**
   * Imports audio and video files, and folders of them; the files themselves are only read. Yields what happened to each;
   * one bad file does not end the rest.
   * @throws ArchiveError `cancelled`, `disk-full`, `archive-busy`, `invalid-input` (date, title or transcript for several files; a track that is no number)
   */
  import(paths: readonly string[], options: ImportOptions = {}): AsyncGenerator<ImportOutcome> {
    checkStrings(paths, "paths");
    if (options.title !== undefined) assertPlainText(options.title, "title");
    if (options.track !== undefined) checkTrack(options.track);
    return importRecordings(this.#parts, paths, options);
  }

  /**
   * Recognises speech, one recording after another, and makes each searchable before the next begins.
   * @throws ArchiveError `cancelled`, `model-missing`, `not-found`; what concerns one recording is an outcome
   */
  transcribe(options: TranscribeOptions = {}): AsyncGenerator<TranscribeOutcome> {
    if (options.recordings !== undefined) checkList(options.recordings, "recordings");
    return transcribeRecordings(this.#parts, options);
  }

  /**
   * Attaches another program's transcript (SRT, VTT, whisper JSON, …) to one recording and makes it searchable; an
   * earlier transcript is kept.
   * @throws ArchiveError `not-found`, `unsupported-transcript`, `invalid-input` (it belongs to another recording)
   */
  async attachTranscript(
    reference: RecordingReference,
    path: string,
    options: AttachOptions = {},
  ): Promise<AttachedRecording> {
    checkString(path, "path");
    return attachTranscript(this.#parts, reference, path, options);
  }

  /**
   * Finds places in recordings.
   * @throws ArchiveError `invalid-input` (nothing to look for, an invalid date), `not-found` (a recording), `model-missing`
   */
  async search(query: string, options: SearchOptions = {}): Promise<SearchAnswer> {
    checkString(query, "query");
    assertPlainText(query, "query");
    return searchArchive(this.#parts, query, options);
  }

  /**
   * Tests the search on this archive: asks for sentences of its transcripts in several ways and measures where they rank.
   * Shows the effect of a change of model or settings.
   * @throws ArchiveError `not-found` (no speech is searchable yet), `invalid-input`, `cancelled`
   */
  evaluateSearch(options: EvaluateOptions = {}): Promise<EvaluationReport> {
    return evaluateSearch(this.#parts, options);
  }

  /** Recordings with their state, newest first unless sorted otherwise. @throws ArchiveError `invalid-input` (a date) */
  list(options: ListOptions = {}): RecordingSummary[] {
    return listRecordings(this.#parts.db, options);
  }

  /** One page of the same list, and how many recordings there are in all. @throws ArchiveError `invalid-input` (a date or cursor) */
  listPage(options: PageOptions = {}): RecordingPage {
    return listPage(this.#parts.db, options);
  }

  /** One recording, the sound tracks of its source, and its transcriptions (newest first), without their words. @throws ArchiveError `not-found` */
  describe(reference: RecordingReference): Omit<RecordingDetails, "transcription" | "segments"> {
    const { db } = this.#parts;
    const recording = getRecordingSummary(db, reference);
    const tracks = listTracks(db, recording);
    const transcriptions = listTranscriptions(db, recording.id);
    return { recording, tracks, dateChoices: listDateChoices(recording), transcriptions };
  }

  /** One recording with its transcriptions and the words of one. @throws ArchiveError `not-found` */
  show(
    reference: RecordingReference,
    options: { transcriptionId?: number | undefined } = {},
  ): RecordingDetails {
    return showRecording(this.#parts.db, reference, options.transcriptionId);
  }

  /** Changes title, notes, tags or date. @throws ArchiveError `not-found`, `invalid-input` (an invalid date) */
  update(reference: RecordingReference, changes: WrittenChanges): Recording {
    return updateRecording(this.#parts.db, reference, changes);
  }

  /**
   * Gives a recording the date of another source: tags, file name, the file's time, or what a person gave before. Its file keeps
   * its name.
   * @throws ArchiveError `not-found`, `invalid-input` (that source says no date)
   */
  changeDate(reference: RecordingReference, options: ChangeDateOptions): ChangedDate {
    return changeDate(this.#parts.db, reference, options);
  }

  /** Moves a recording, with everything known about it, to the archive's trash/. @throws ArchiveError `not-found` */
  remove(reference: RecordingReference): TrashedRecording {
    return moveToTrash(this.#parts, resolveRecording(this.#parts.db, reference).id);
  }

  /** Restores a recording from the trash; `indexPending` makes it searchable again. @throws ArchiveError `not-found` */
  async restore(reference: RecordingReference): Promise<Recording> {
    const id =
      typeof reference === "number" ? reference : resolveTrashed(await this.listTrash(), reference).id;
    return restoreFromTrash(this.#parts, id);
  }

  /**
   * Removes a recording of the archive or its trash, or a stretch of one, for good: sound, words, index, free pages of the
   * database, and copies of it that the program made. There is no way back. Then reads the archive's files for texts that
   * only the recording had, and reports what it found.
   * @throws ArchiveError `not-found`, `invalid-input` (a stretch outside of the recording), `archive-busy` (it is being
   *   transcribed), `cancelled`, `disk-full`: `finishForgetting` goes on
   */
  async forget(reference: RecordingReference, options: ForgetOptions = {}): Promise<ForgetReport> {
    return (await import("./forget/forget-recording.ts")).forgetRecording(this.#parts, reference, options);
  }

  /** Goes on with what `forget` did not finish. Throws as `forget`. */
  async finishForgetting(options: WorkOptions = {}): Promise<ForgetReport[]> {
    return (await import("./forget/forget-recording.ts")).finishForgetting(this.#parts, options);
  }

  /** The recordings in the trash, last removed first. */
  listTrash(): Promise<TrashedRecording[]> {
    return listTrash(this.#parts);
  }

  /**
   * What else lies in trash/: discarded live recordings, and files of interrupted removals.
   * @param trashed what `listTrash` has just returned; else all entries, with all their transcripts, are read again
   */
  listOtherTrashFiles(trashed?: readonly TrashedRecording[]): Promise<OtherTrashFile[]> {
    return listOtherTrashFiles(this.#parts, trashed);
  }

  /**
   * Deletes recordings in the trash for good: all, some, or those of an age. There is no way back; `forget` also erases
   * their words from free pages of data.db and from backups.
   * @throws ArchiveError `not-found`, `no-permission`, `cancelled`
   */
  async emptyTrash(
    options: Omit<EmptyTrashOptions, "ids"> & { recordings?: readonly RecordingReference[] } = {},
  ): Promise<EmptiedTrash> {
    const { recordings, ...rest } = options;
    if (recordings === undefined) return emptyTrash(this.#parts, rest);
    const trashed = await this.listTrash();
    const ids = recordings.map((reference) => resolveTrashed(trashed, reference).id);
    return emptyTrash(this.#parts, { ...rest, ids });
  }

  /** Makes an earlier transcription the one that is shown and searched. @throws ArchiveError `not-found` */
  async makeCurrent(transcriptionId: number, options: StoringOptions = {}): Promise<Transcription> {
    const { onStored, ...workOptions } = options;
    const transcription = makeCurrent(this.#parts.db, transcriptionId);
    onStored?.(transcription);
    await indexPending(this.#parts, workOptions);
    return transcription;
  }

  /** A transcript as text. @throws ArchiveError `not-found` (also when there is no transcript yet) */
  export(
    reference: RecordingReference,
    format: ExportFormat,
    options: { transcriptionId?: number | undefined } = {},
  ): string {
    const { transcriptionId } = options;
    return exportTranscript(this.#parts.db, reference, { format, transcriptionId }).text;
  }

  /** Writes transcripts, and the Opus files if asked for, to files; returns their paths. Overwrites only when told to. */
  async exportFiles(options: ExportFilesOptions): Promise<string[]> {
    if (options.recordings !== "all") checkList(options.recordings, "recordings");
    return exportFiles(this.#parts, options);
  }

  /** Cuts a clip out as an Opus file, to the sample, without encoding it again. @throws ArchiveError `invalid-input`, `not-found` */
  async clip(reference: RecordingReference, options: ClipOptions): Promise<Clip> {
    return (await import("./cut-clip.ts")).cutRecordingClip(this.#parts, reference, options);
  }

  /** The path of a recording's Opus file. @throws ArchiveError `not-found` */
  soundPath(reference: RecordingReference): string {
    return recordingPath(this.#parts.files, resolveRecording(this.#parts.db, reference).filename);
  }

  /**
   * Opens a recording's Opus file for reading; close it. Unlike the path, it never leads to something else: a link or a
   * pipe in its place is rejected.
   * @throws ArchiveError `not-found`, `archive-damaged` (not a regular file)
   */
  openSound(reference: RecordingReference): Promise<FileHandle> {
    const { db, files } = this.#parts;
    const { filename } = resolveRecording(db, reference);
    return readingStoredFile(files, filename, () => openRecordingFile(files, filename));
  }

  /** Peaks of the waveform as int8 pairs (minimum, maximum); made once, then kept. */
  async waveform(
    reference: RecordingReference,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Waveform> {
    return (await import("./read-waveform.ts")).readWaveform(this.#parts, reference, options.signal);
  }

  /**
   * Contents, pending and failed work, problems, and the settings with where each came from. `check` reads all of data.db
   * to look for damage; `repair` then repairs the search index where it disagrees with the transcripts, which may have to
   * be indexed again (`indexPending`).
   */
  async status(
    options: { check?: boolean | undefined; repair?: boolean | undefined } = {},
  ): Promise<ArchiveStatus> {
    const { db, files, loaded, models } = this.#parts;
    const embedder = await models.findQueryEmbedder();
    const { check = false, repair = false } = options;
    const embeddingFingerprint = embedder?.fingerprint;
    await this.#sidecars?.settle();
    return describeStatus({
      db,
      files,
      loaded,
      embeddingFingerprint,
      check: check || repair,
      repair,
      sidecarFailure: this.#sidecars?.failure,
    });
  }

  /**
   * Compares everything in the archive's folder with what was stored of it: files by hash, sidecars, source rows by checksum,
   * the index with its sources. `deep` also decodes every file; `part` reads a share of the files. With `repair`, makes again
   * what is derived and puts back what a copy is found of; never deletes.
   * @throws ArchiveError `cancelled`, `invalid-input` (a part), `no-permission` (repair of an archive that can only be read)
   */
  async verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    return (await import("./verify-archive.ts")).verifyArchive(this.#parts, options);
  }

  /** What is still to be done; names at most `limit` recordings to transcribe (default 1000). */
  async listPendingWork({ limit = 1000 }: { limit?: number } = {}): Promise<PendingWork> {
    const embedder = await this.#parts.models.findQueryEmbedder();
    return listPendingWork(this.#parts.db, { limit, embeddingFingerprint: embedder?.fingerprint });
  }

  /** Forgets that work on a recording (`transcribe`) or transcription failed, so that it is tried again. */
  forgetFailure(stage: Stage, subjectId: number): void {
    clearAttempts(this.#parts.db, stage, subjectId);
  }

  /** Indexes and embeds what is transcribed and not searchable yet. @throws ArchiveError `cancelled`, `model-missing` */
  indexPending(options: WorkOptions = {}): Promise<IndexResult> {
    return indexPending(this.#parts, options);
  }

  /**
   * Rebuilds the search index from the transcripts; source tables and recordings are not touched. The index in use answers
   * until the new one is complete; an interrupted rebuild leaves it as it is. Vectors of the same model are kept unless `vectors` is set.
   */
  rebuildIndex(options: RebuildOptions = {}): Promise<IndexResult> {
    return rebuildIndex(this.#parts, options);
  }

  /**
   * Makes a snapshot of the archive in a backup folder, while others work with the archive: a whole archive, which shares
   * unchanged files with the earlier snapshots there. `verifyBackup` checks them, `restoreBackup` makes an archive from one.
   * @throws ArchiveError `invalid-input` (one folder in the other), `disk-full`, `archive-busy`, `cancelled`
   */
  async backup(folder: string, options: BackupOptions = {}): Promise<BackupResult> {
    checkString(folder, "folder");
    return (await import("./backup/back-up.ts")).backUp(this.#parts, folder, options);
  }

  /**
   * Stops the engine, waits for the sidecars of what was changed (at most 10 s), and closes the database. Work in progress
   * is cancelled.
   */
  async close(): Promise<void> {
    await this.#parts.models.close();
    await this.#sidecars?.close();
    this.#parts.vectors.close();
    this.#parts.db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
