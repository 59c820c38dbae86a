/**
 * What a long-lived host of an archive does beside the archive's own verbs: work in the background, events for
 * listeners, uploads and live recordings that survive a crash, searches that never delay anything else. Knows no HTTP.
 *
 * @example
 * import { openService } from "fonoteka/service";
 * await using service = await openService(archive);
 * service.events.listen(({ event }) => console.log(event.type, event.data));
 * const upload = await service.uploads.create({ name: "talk.mp3", byteLength });
 * await service.uploads.append(upload.id, file.stream(), 0);
 */

import { isArchiveError } from "../errors.ts";
import type {
  Archive,
  AttachOptions,
  EmptiedTrash,
  Recording,
  RecordingReference,
  SearchAnswer,
  SearchOptions,
  StoringOptions,
  Transcription,
} from "../fonoteka.ts";
import { errorFields, log } from "../log.ts";
import { importJob, modelDownloadJob } from "./archive-jobs.ts";
import { EventLog } from "./event-log.ts";
import type { Job } from "./job.ts";
import { JobRunner } from "./job-runner.ts";
import { LiveRecordings } from "./live-recordings.ts";
import { SearchThread } from "./search-thread.ts";
import { Uploads } from "./uploads.ts";

export type { LoggedEvent, ServiceEvent } from "./event-log.ts";
export type { Job } from "./job.ts";
export type { LiveRecording, NewLiveRecording } from "./live-recordings.ts";
export { ServiceError } from "./service-error.ts";
export type { NewUpload } from "./upload-file.ts";
export type { UploadOutcome } from "./upload-outcome.ts";
export type { Upload } from "./uploads.ts";

export type ServiceOptions = {
  /** Maximum size of an upload or a live recording, bytes. Default 8 GiB. */
  maxUploadByteLength?: number | undefined;
  /** Maximum number of uploads that are announced and not complete. Default 500. */
  maxOpenUploads?: number | undefined;
  /** Transcribe and index what is pending without being asked. Default true. */
  automatic?: boolean | undefined;
  /** Load the embedding model before the first query needs it. Default false. */
  warm?: boolean | undefined;
};

const defaultMaxUploadByteLength = 8 * 1024 ** 3;
/** A page sends two files at a time: so many are the work of a program that announces and does not send. */
const defaultMaxOpenUploads = 500;

/** How often a host looks for recordings that have been in the trash for longer than `trashDays`. */
const trashCheckMs = 6 * 3600_000;

/** A service over an open archive. Holds threads and running work: close it, then the archive. */
export class Service {
  readonly archive: Archive;
  readonly maxUploadByteLength: number;
  readonly events = new EventLog();
  readonly jobs: JobRunner;
  readonly uploads: Uploads;
  readonly live: LiveRecordings;
  // Two threads: while one query is embedded (100 ms and more), a keyword search is answered at once.
  readonly #keywordThread: SearchThread;
  readonly #meaningThread: SearchThread;
  readonly #recovered: Recording[] = [];
  #trashTimer: NodeJS.Timeout | undefined;

  /** Use `openService`. */
  constructor(archive: Archive, options: ServiceOptions) {
    const { maxUploadByteLength, maxOpenUploads = defaultMaxOpenUploads, automatic = true } = options;
    this.archive = archive;
    this.maxUploadByteLength = maxUploadByteLength ?? defaultMaxUploadByteLength;
    this.jobs = new JobRunner(archive, this.events, { automatic });
    const parts = {
      archive,
      jobs: this.jobs,
      maxByteLength: this.maxUploadByteLength,
      onImported: (recording: Recording) => this.#onImported(recording),
    };
    this.uploads = new Uploads({ ...parts, maxOpen: maxOpenUploads });
    this.live = new LiveRecordings({
      ...parts,
      onRecovered: (recording) => this.#recovered.push(recording),
      onReplaced: (recovered) => this.#removeReplaced(recovered),
    });
    this.#keywordThread = new SearchThread(archive);
    this.#meaningThread = new SearchThread(archive);
  }

  /** As `Archive.search`, in a thread of its own. @throws ArchiveError as `Archive.search`, `cancelled`, `engine-failed` */
  search(query: string, options: SearchOptions = {}, signal?: AbortSignal): Promise<SearchAnswer> {
    const thread = options.mode === "keyword" ? this.#keywordThread : this.#meaningThread;
    return thread.search(query, options, signal);
  }

  /** As `Archive.update`; listeners are notified. */
  update(...parameters: Parameters<Archive["update"]>): Recording {
    const recording = this.archive.update(...parameters);
    this.#emitChange(recording.id, "changed");
    return recording;
  }

  /** As `Archive.changeDate`; listeners are notified. */
  changeDate(...parameters: Parameters<Archive["changeDate"]>): ReturnType<Archive["changeDate"]> {
    const changed = this.archive.changeDate(...parameters);
    if (changed.changed && parameters[1].dryRun !== true) this.#emitChange(changed.recording.id, "changed");
    return changed;
  }

  /** Cancels the work of a recording and moves it to the trash. @throws ArchiveError `not-found` */
  async remove(id: number): Promise<void> {
    this.archive.describe(id);
    await this.jobs.dropRecording(id);
    this.archive.remove(id);
    this.#emitChange(id, "removed");
  }

  /** Restores a recording from the trash and makes it searchable again. @throws ArchiveError `not-found` */
  async restore(id: number): Promise<Recording> {
    const recording = await this.archive.restore(id);
    this.#emitChange(recording.id, "added");
    this.jobs.releaseRecording(recording.id);
    this.jobs.index();
    this.jobs.wake();
    return recording;
  }

  /** As `Archive.emptyTrash`; listeners are notified. */
  async emptyTrash(...parameters: Parameters<Archive["emptyTrash"]>): Promise<EmptiedTrash> {
    const emptied = await this.archive.emptyTrash(...parameters);
    for (const { id } of emptied.recordings) this.#emitChange(id, "removed");
    return emptied;
  }

  /** As `Archive.attachTranscript`; listeners are notified as soon as it is stored. */
  async attachTranscript(
    reference: RecordingReference,
    path: string,
    options: AttachOptions = {},
  ): ReturnType<Archive["attachTranscript"]> {
    return this.archive.attachTranscript(reference, path, this.#notifying(options));
  }

  /** As `Archive.makeCurrent`; listeners are notified as soon as it is stored. */
  async makeCurrent(
    transcriptionId: number,
    options: StoringOptions = {},
  ): ReturnType<Archive["makeCurrent"]> {
    try {
      return await this.archive.makeCurrent(transcriptionId, this.#notifying(options));
    } finally {
      this.jobs.wake();
    }
  }

  /** Imports files and folders of this machine as one job. @param options `id` names the job: `import-ID` */
  import(options: { id: string; subject: string; paths: readonly string[] }): Job {
    const onImported = (recording: Recording) => this.#onImported(recording);
    return this.jobs.add("import", importJob(this.archive, options, onImported));
  }

  /** Downloads a model as a job; work that needed it starts afterwards. @throws ArchiveError `not-found` */
  pullModel(name: string): Job {
    const { work, ...rest } = modelDownloadJob(this.archive, name);
    return this.jobs.add("download", {
      ...rest,
      work: async (options) => {
        await work(options);
        this.jobs.wake();
      },
    });
  }

  /** Recordings saved from live recordings that were interrupted; each is returned once. */
  takeRecovered(): Recording[] {
    return this.#recovered.splice(0);
  }

  /** Continues what an earlier process left: interrupted recordings, complete uploads, pending work. */
  async resume({ warm = false }: { warm?: boolean | undefined } = {}): Promise<void> {
    // Loading the model takes a second, for which the first query would wait.
    if (warm)
      void this.#meaningThread.search("word", { mode: "hybrid", limit: 1 }).catch((error) => {
        // The service was closed at once: its port was taken.
        if (!isArchiveError(error, "cancelled")) log("warn", "warm-up-failed", errorFields(error));
      });
    if (this.archive.readOnly) return;
    await this.live.recover();
    await this.uploads.resume();
    this.#startEmptyingTrash();
    this.jobs.wake();
  }

  /** By age, and only if a person has set one. */
  #startEmptyingTrash(): void {
    const { trashDays } = this.archive.settings;
    if (trashDays === 0) return;
    const empty = () =>
      this.emptyTrash({ olderThanDays: trashDays }).catch((error) =>
        log("warn", "trash-not-emptied", errorFields(error)),
      );
    void empty();
    this.#trashTimer = setInterval(empty, trashCheckMs).unref();
  }

  /** Stops work and threads; the archive stays open. */
  async close(): Promise<void> {
    this.uploads.close();
    this.live.close();
    clearInterval(this.#trashTimer);
    await Promise.all([this.jobs.close(), this.#keywordThread.close(), this.#meaningThread.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A recovered beginning goes to the trash when the whole is there, unless a person has worked on it. */
  async #removeReplaced({ id, title, notes, tags }: Recording): Promise<void> {
    const isListed = this.archive.list().some((recording) => recording.id === id);
    if (!isListed) return;
    const now = this.archive.describe(id).recording;
    if (now.title !== title || now.notes !== notes || now.tags.join() !== tags.join()) return;
    const place = this.#recovered.findIndex((recording) => recording.id === id);
    if (place >= 0) this.#recovered.splice(place, 1);
    await this.remove(id);
  }

  #onImported(recording: Recording): void {
    this.#emitChange(recording.id, "added");
    this.jobs.releaseRecording(recording.id);
    this.jobs.wake();
  }

  /** Indexing comes after storing: if it fails or is cancelled, the recording has changed all the same. */
  #notifying<Options extends StoringOptions>(options: Options): Options {
    return {
      ...options,
      onStored: (transcription: Transcription) => {
        this.#emitChange(transcription.recordingId, "changed");
        options.onStored?.(transcription);
      },
    };
  }

  #emitChange(id: number, change: "added" | "changed" | "removed"): void {
    this.events.emit({ type: "recording", data: { id, change } });
  }
}

/** Opens a service over an archive and continues what an earlier process left. */
export async function openService(archive: Archive, options: ServiceOptions = {}): Promise<Service> {
  const service = new Service(archive, options);
  await service.resume({ warm: options.warm });
  return service;
}
