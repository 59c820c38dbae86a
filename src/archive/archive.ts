/** The verbs of an open archive, each handed to the file that does it; the parts they share; closing them. */

import type { Recording, Transcription } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { EngineTranscriber } from "../engine/engine-transcriber.ts";
import type { EvaluateOptions, EvaluationReport } from "../evaluation/evaluate-archive.ts";
import type { PassageIndex } from "../index/passage-index.ts";
import { optimizeTextTables } from "../index/sqlite/index-tables.ts";
import { ResidentVectors } from "../index/sqlite/resident-vectors.ts";
import { createSqlitePassageIndex } from "../index/sqlite/sqlite-passage-index.ts";
import {
  listTrash,
  moveToTrash,
  restoreFromTrash,
  type TrashedRecording,
} from "../recording/remove-recording.ts";
import { type SearchAnswer, search } from "../search/search.ts";
import type { LoadedSettings, Settings } from "../settings.ts";
import type { ImportOptions, ImportOutcome } from "../stages/import-paths.ts";
import type { SuppliedIndex } from "../stages/supply-index.ts";
import type { TranscribeOutcome } from "../stages/transcribe-recordings.ts";
import type { WorkOptions } from "../stages/work-progress.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import type { Stage } from "../storage/jobs.ts";
import { listRecordings } from "../storage/recordings.ts";
import { sweepPartFiles } from "../storage/sweep-part-files.ts";
import { findCurrentTranscription, listTranscriptions, makeCurrent } from "../storage/transcriptions.ts";
import type { ExportFormat } from "../transcription/write-transcript.ts";
import { changeRecording, type WrittenChanges } from "./change-recording.ts";
import { clearIndex } from "./clear-index.ts";
import { describeRecording, listWithState } from "./describe-recordings.ts";
import { type ArchiveStatus, describeStatus } from "./describe-status.ts";
import { type ExportFilesOptions, exportFiles, exportTranscript } from "./export-files.ts";
import { getWithStanding, listPage } from "./list-page.ts";
import { LoadedModels } from "./loaded-models.ts";
import { forgetFailure, listPendingWork } from "./pending-work.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";
import type {
  AttachedRecording,
  AttachOptions,
  Clip,
  ClipOptions,
  ListedRecording,
  ListOptions,
  PageOptions,
  PendingWork,
  RecordingDetails,
  RecordingPage,
  SearchOptions,
  StandingRecording,
  TranscribeOptions,
  Waveform,
} from "./verbs.ts";

/** An open archive. Holds the database and, once asked for, the models: close it. */
export class Archive {
  readonly folder: string;
  readonly settings: Readonly<Settings>;
  /** It may only be read: asked so, or the disk allows no more. */
  readonly readOnly: boolean;
  readonly #files: ArchiveFiles;
  readonly #db: Database;
  readonly #loaded: LoadedSettings;
  readonly #vectors: ResidentVectors;
  readonly #models: LoadedModels;

  /** Use `openArchive`. */
  constructor(files: ArchiveFiles, db: Database, loaded: LoadedSettings) {
    this.folder = files.folder;
    this.settings = loaded.settings;
    this.readOnly = db.readOnly;
    this.#files = files;
    this.#db = db;
    this.#loaded = loaded;
    this.#models = new LoadedModels(loaded.settings);
    this.#vectors = new ResidentVectors(db);
    if (!db.readOnly) sweepPartFiles(db, files);
  }

  /**
   * Takes sound files into the archive; the files themselves are only read. Yields what happened to each; one bad file
   * does not end the rest.
   * @throws ArchiveError `cancelled`, `disk-full`, `archive-busy`, `invalid-input` (date, title or transcript for several files)
   */
  async *import(paths: readonly string[], options: ImportOptions = {}): AsyncGenerator<ImportOutcome> {
    const supplies = { db: this.#db, files: this.#files, index: this.#index() };
    let attached = false;
    // Here and below, what only some verbs need is loaded by them: every command would wait for it.
    const { importPaths } = await import("../stages/import-paths.ts");
    for await (const outcome of importPaths(supplies, paths, options)) {
      attached ||= outcome.status === "imported" && outcome.transcription !== undefined;
      yield outcome;
    }
    if (attached) await this.#supplyIndex(options);
  }

  /**
   * Recognises speech, one recording after another, and makes each searchable before the next begins.
   * @throws ArchiveError `cancelled`, `model-missing`, `not-found`; what concerns one recording is an outcome
   */
  async *transcribe(options: TranscribeOptions = {}): AsyncGenerator<TranscribeOutcome> {
    const { recordings = [], again = false, language, signal, onProgress } = options;
    const embedder = await this.#models.passageEmbedder();
    const given = recordings.map((reference) => resolveRecording(this.#db, reference));
    const chosen =
      given.length > 0
        ? given
        : again
          ? listRecordings(this.#db, { limit: 1_000_000 }).recordings
          : undefined;
    const wanted = again ? chosen : chosen?.filter(({ id }) => !findCurrentTranscription(this.#db, id));
    const { transcribeRecordings } = await import("../stages/transcribe-recordings.ts");
    yield* transcribeRecordings(
      {
        db: this.#db,
        files: this.#files,
        index: this.#index(embedder),
        embedder,
        transcriber: new EngineTranscriber(this.#models.engine()),
      },
      { recordings: wanted, language, allowedLanguages: [...this.settings.languages], signal, onProgress },
    );
  }

  /**
   * Attaches another program's transcript (SRT, VTT, whisper JSON, …) to one recording and makes it searchable; an
   * earlier transcript is kept.
   * @throws ArchiveError `not-found`, `unsupported-transcript`, `invalid-input` (it belongs to another sound)
   */
  async attachTranscript(
    reference: RecordingReference,
    path: string,
    options: AttachOptions = {},
  ): Promise<AttachedRecording> {
    const { language, force, ...workOptions } = options;
    const recording = resolveRecording(this.#db, reference);
    const { attachTranscript } = await import("../transcription/attach-transcript.ts");
    const attached = await attachTranscript({
      db: this.#db,
      index: this.#index(),
      recording,
      path,
      language,
      force,
    });
    await this.#supplyIndex(workOptions);
    return { recording, ...attached };
  }

  /**
   * Finds places in recordings.
   * @throws ArchiveError `invalid-input` (nothing to look for, a date that is none), `not-found` (a recording), `model-missing`
   */
  async search(query: string, options: SearchOptions = {}): Promise<SearchAnswer> {
    const { mode, limit, offset, from, to, languages, recordings } = options;
    const recordingIds = recordings?.map((reference) => resolveRecording(this.#db, reference).id);
    const embedder = mode === "keyword" ? undefined : await this.#models.findQueryEmbedder(mode);
    return search(
      { db: this.#db, index: this.#index(embedder), embedder },
      { query, mode, limit, offset, filter: { from, to, languages, recordingIds } },
    );
  }

  /**
   * Tests the search on this archive itself: asks for sentences that were said, in several ways, and counts where they
   * come. What a change of model or settings is worth.
   * @throws ArchiveError `not-found` (no speech is searchable yet), `invalid-input`, `cancelled`
   */
  async evaluateSearch(options: EvaluateOptions = {}): Promise<EvaluationReport> {
    const embedder = await this.#models.findQueryEmbedder();
    const { evaluateArchive } = await import("../evaluation/evaluate-archive.ts");
    return evaluateArchive({ db: this.#db, index: this.#index(embedder), embedder }, options);
  }

  /** Recordings, newest first. */
  list(options: ListOptions = {}): ListedRecording[] {
    return listWithState(this.#db, options);
  }

  /** A page of recordings in the order asked for, each with how far it is, and how many there are in all. */
  listPage(options: PageOptions = {}): RecordingPage {
    return listPage(this.#db, options);
  }

  /** One recording and its transcriptions (newest first), without what was said. @throws ArchiveError `not-found` */
  describe(reference: RecordingReference): {
    recording: StandingRecording;
    transcriptions: Transcription[];
  } {
    const recording = getWithStanding(this.#db, reference);
    return { recording, transcriptions: listTranscriptions(this.#db, recording.id) };
  }

  /** One recording with its transcriptions and what was said. @throws ArchiveError `not-found` */
  show(
    reference: RecordingReference,
    options: { transcriptionId?: number | undefined } = {},
  ): RecordingDetails {
    return describeRecording(this.#db, reference, options.transcriptionId);
  }

  /** Changes title, notes, tags or date. @throws ArchiveError `not-found`, `invalid-input` (a date that is none) */
  update(reference: RecordingReference, changes: WrittenChanges): Recording {
    return changeRecording(this.#db, reference, changes);
  }

  /** Moves a recording, with all that is known of it, to the archive's trash/. @throws ArchiveError `not-found` */
  remove(reference: RecordingReference): TrashedRecording {
    const { id } = resolveRecording(this.#db, reference);
    return moveToTrash({ db: this.#db, files: this.#files, index: this.#index() }, id);
  }

  /** Brings a recording back from the trash; `supplyIndex` makes it searchable again. @throws ArchiveError `not-found` */
  restore(id: number): Promise<Recording> {
    return restoreFromTrash({ db: this.#db, files: this.#files }, id);
  }

  /** What lies in the trash, last removed first. */
  listTrash(): Promise<TrashedRecording[]> {
    return listTrash({ db: this.#db, files: this.#files });
  }

  /** Makes an earlier transcription the one that is shown and searched. @throws ArchiveError `not-found` */
  async makeCurrent(transcriptionId: number, options: WorkOptions = {}): Promise<Transcription> {
    const transcription = makeCurrent(this.#db, this.#index(), transcriptionId);
    await this.#supplyIndex(options);
    return transcription;
  }

  /** A transcript as text. @throws ArchiveError `not-found` (also when there is no transcript yet) */
  export(
    reference: RecordingReference,
    format: ExportFormat,
    options: { transcriptionId?: number | undefined } = {},
  ): string {
    const { transcriptionId } = options;
    return exportTranscript(this.#db, reference, { format, transcriptionId }).text;
  }

  /** Writes transcripts, and the Opus files if asked for, to files; returns their paths. Replaces nothing unasked. */
  async exportFiles(options: ExportFilesOptions): Promise<string[]> {
    return exportFiles({ db: this.#db, files: this.#files }, options);
  }

  /** Cuts a stretch out as an Opus file, to the sample, without encoding it again. @throws ArchiveError `invalid-input`, `not-found` */
  async clip(reference: RecordingReference, options: ClipOptions): Promise<Clip> {
    return (await import("./recording-sound.ts")).cutRecordingClip(
      { db: this.#db, files: this.#files },
      reference,
      options,
    );
  }

  /** Where a recording's Opus file lies. */
  soundPath(reference: RecordingReference): string {
    return recordingPath(this.#files, resolveRecording(this.#db, reference).filename);
  }

  /** Peaks of the waveform as int8 pairs (minimum, maximum); made once, then kept. */
  async waveform(
    reference: RecordingReference,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Waveform> {
    return (await import("./recording-sound.ts")).readWaveform(
      { db: this.#db, files: this.#files },
      reference,
      options.signal,
    );
  }

  /** What the archive holds, what waits or failed, what is wrong, and the settings with where each came from; `check` reads all of data.db for damage. */
  async status(options: { check?: boolean | undefined } = {}): Promise<ArchiveStatus> {
    const embedder = await this.#models.findQueryEmbedder();
    return describeStatus({
      db: this.#db,
      files: this.#files,
      loaded: this.#loaded,
      embeddingFingerprint: embedder?.fingerprint,
      check: options.check ?? false,
    });
  }

  /** What is still to be done; names at most `limit` recordings to transcribe (default 1000). */
  async listPendingWork({ limit = 1000 }: { limit?: number } = {}): Promise<PendingWork> {
    const embedder = await this.#models.findQueryEmbedder();
    return listPendingWork(this.#db, { limit, embeddingFingerprint: embedder?.fingerprint });
  }

  /** Forgets that a subject failed, so that it is tried again. */
  forgetFailure(stage: Stage, subjectId: number): void {
    forgetFailure(this.#db, stage, subjectId);
  }

  /** Indexes and embeds what is transcribed and cannot be found yet. @throws ArchiveError `cancelled`, `model-missing` */
  supplyIndex(options: WorkOptions = {}): Promise<SuppliedIndex> {
    return this.#supplyIndex(options);
  }

  /**
   * Makes the index anew from the transcripts; source tables and recordings are not touched. Work that is cut off goes on
   * with the next `transcribe` or `rebuildIndex`. Vectors of the same model are kept unless asked otherwise.
   */
  async rebuildIndex(options: WorkOptions & { vectors?: boolean | undefined } = {}): Promise<SuppliedIndex> {
    clearIndex(this.#db, options.vectors ?? false);
    const done = await this.#supplyIndex(options);
    optimizeTextTables(this.#db);
    return done;
  }

  /** Stops the engine and closes the database. Work in hand is cancelled. */
  async close(): Promise<void> {
    await this.#models.close();
    this.#vectors.close();
    this.#db.close();
  }

  /** With an embedder, only its own vectors are read and written: those of two models never meet. */
  #index(embedder?: Embedder): PassageIndex {
    return createSqlitePassageIndex(this.#db, embedder?.fingerprint, this.#vectors);
  }

  async #supplyIndex(options: WorkOptions): Promise<SuppliedIndex> {
    const embedder = await this.#models.passageEmbedder();
    return (await import("../stages/supply-index.ts")).supplyIndex(
      { db: this.#db, index: this.#index(embedder), embedder },
      options,
    );
  }
}
