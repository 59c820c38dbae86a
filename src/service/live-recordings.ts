import { rename, stat, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  archiveError,
  type ErrorInfo,
  fromSystemError,
  isArchiveError,
  renameInError,
  toErrorInfo,
} from "../errors.ts";
import type { Archive, ImportOptions, Recording } from "../fonoteka.ts";
import { errorFields, log } from "../log.ts";
import { isOwnerGone, thisOwner } from "../process-owner.ts";
import { type IncomingFile, IncomingFiles } from "./incoming-files.ts";
import type { NewJob } from "./job.ts";
import { queueClosed } from "./job-queue.ts";
import type { JobRunner } from "./job-runner.ts";
import { makeOwnFolder, syncFolder } from "./own-folder.ts";
import { serviceError } from "./service-error.ts";
import { isPassing } from "./upload-outcome.ts";

export type NewLiveRecording = {
  /** Format of the bytes, as MediaRecorder names it, e.g. `audio/webm;codecs=opus`. */
  mimeType: string;
  /** Name of the microphone. */
  inputName?: string | undefined;
  /** When it began, ISO 8601: of one that is sent again after the server was restarted. Default now. */
  startedAt?: string | undefined;
};

/** A recording from a microphone that is not finished. */
export type LiveRecording = {
  id: string;
  mimeType: string;
  inputName: string;
  /** Bytes that are on disk. */
  offset: number;
  /** ISO 8601. */
  startedAt: string;
};

type AboutLive = {
  mimeType: string;
  inputName: string;
  /** ISO 8601. */
  startedAt: string;
  /** The process that receives it, see `process-owner.ts`. */
  owner: string;
  /** Why it could not be made a recording; set when another try would fail the same way. */
  failure?: ErrorInfo | undefined;
};

type LiveFile = IncomingFile<AboutLive>;

/** A page sends audio every second; after this long without a byte its server no longer receives it. */
const quietMs = 60_000;

type LiveRecordingsOptions = {
  archive: Archive;
  jobs: JobRunner;
  /** Maximum size of a recording, bytes. */
  maxByteLength: number;
  onImported: (recording: Recording) => void;
  onRecovered: (recording: Recording) => void;
  /** Called with a recovered recording when the whole of it was sent again. */
  onReplaced: (recovered: Recording) => Promise<void>;
};

/** File extensions by what MediaRecorder says it writes (Chromium and Firefox: WebM or Ogg with Opus; Safari: MP4). */
const extensions: Record<string, string> = {
  "audio/webm": ".webm",
  "video/webm": ".webm",
  "audio/ogg": ".ogg",
  "audio/mp4": ".m4a",
};

/**
 * Audio that arrives while it is recorded. Each chunk is on disk before it is acknowledged, so that a crash (of page,
 * server or machine) costs only what was not acknowledged; `recover` turns what was interrupted into recordings.
 */
export class LiveRecordings {
  readonly #files: IncomingFiles<AboutLive>;
  readonly #options: LiveRecordingsOptions;
  /** What was recovered here, by who recorded it when: a page sends the whole again to the new process. */
  readonly #recovered = new Map<string, Recording>();
  readonly #finishing = new Map<string, Promise<Recording>>();
  readonly #watched = new Map<string, NodeJS.Timeout>();

  constructor(options: LiveRecordingsOptions) {
    this.#options = options;
    this.#files = new IncomingFiles(join(options.archive.folder, "incoming", "live"));
  }

  /** @throws ArchiveError `no-permission` (the archive is read-only), `disk-full` */
  async start({ mimeType, inputName = "", ...given }: NewLiveRecording): Promise<{ id: string }> {
    if (this.#options.archive.readOnly) throw archiveError("archive-read-only", {});
    const extension = extensions[mimeType.split(";")[0]!] ?? ".webm";
    const startedAt = new Date(given.startedAt ?? Date.now()).toISOString();
    // Only the time: any other word of the name would become the title.
    const name = `${startedAt.slice(0, 19).replace("T", "_").replaceAll(":", "-")}${extension}`;
    const { id } = await this.#files.create(name, { mimeType, inputName, startedAt, owner: thisOwner });
    return { id };
  }

  /** Appends bytes from an offset; all of them are on disk when this returns. @throws as `IncomingFiles.append` */
  async append(id: string, body: ReadableStream<Uint8Array> | null, offset: number): Promise<number> {
    if (this.#finishing.has(id)) throw serviceError("live-recording-finished", {});
    return this.#files.append(id, body, { offset, limit: this.#options.maxByteLength });
  }

  /** Turns it into a recording of the archive. Two calls give the same recording. */
  finish(id: string, title?: string): Promise<Recording> {
    const known = this.#finishing.get(id);
    if (known) return known;
    const finishing = this.#finish(id, { title }).finally(() => this.#finishing.delete(id));
    this.#finishing.set(id, finishing);
    return finishing;
  }

  /** Unfinished ones, including those whose sender has disconnected. */
  async list(): Promise<LiveRecording[]> {
    const files = await this.#files.list();
    return files
      .filter(({ id }) => !this.#finishing.has(id))
      .map(({ id, about: { mimeType, inputName, startedAt }, offset }) => ({
        id,
        mimeType,
        inputName,
        startedAt,
        offset,
      }));
  }

  /** Moves what was recorded to the archive's trash/. */
  async discard(id: string): Promise<void> {
    if (this.#options.archive.readOnly) throw archiveError("archive-read-only", {});
    const { path } = await this.#files.get(id);
    await this.#files.settle(id);
    const trash = join(this.#options.archive.folder, "trash");
    try {
      await makeOwnFolder(trash);
      // `trashDays` counts from the day it was discarded: the recording itself may be months old.
      const now = new Date();
      await utimes(path, now, now);
      await rename(path, join(trash, `live-${id}${path.slice(path.lastIndexOf("."))}`));
      await syncFolder(trash);
    } catch (error) {
      throw fromSystemError(error, trash);
    }
    await this.#files.remove(id);
    this.#options.jobs.discard(jobId(id));
  }

  /**
   * Queues the import of everything that an earlier process left. What another process is recording into the same archive
   * now is left alone. What failed for a reason that may be gone is tried again; what is no audio is listed as failed, and
   * stays until a person discards it.
   */
  async recover(): Promise<void> {
    await this.#files.removeEmptyLeftovers();
    for (const file of await this.#files.list()) {
      const { owner, failure, startedAt } = file.about;
      if (failure) this.#options.jobs.addFailed("import", this.#toJob(file), failure, startedAt);
      // Another version may not have stored the owner.
      else if (!owner || owner === thisOwner || isOwnerGone(owner)) await this.#recoverFile(file);
      else await this.#watch(file);
    }
  }

  /** Stops waiting for what other processes record. */
  close(): void {
    for (const timer of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
  }

  /**
   * Its process may be running, or another one may have its number now, or it is on another machine: whether bytes still
   * arrive is seen by looking twice. Times of files tell nothing, since two machines, or one after a change of its clock,
   * disagree about them.
   */
  async #watch(file: LiveFile): Promise<void> {
    const before = await stat(file.path).catch(() => undefined);
    const look = async () => {
      this.#watched.delete(file.id);
      const now = await this.#files.find(file.id);
      const after = await stat(file.path).catch(() => undefined);
      if (!now) return;
      if (after?.size !== before?.size || after?.mtimeMs !== before?.mtimeMs) await this.#watch(now);
      else await this.#recoverFile(now);
    };
    const timer = setTimeout(() => {
      look().catch((error) => log("warn", "live-recording-not-recovered", errorFields(error)));
    }, quietMs).unref();
    this.#watched.set(file.id, timer);
  }

  async #recoverFile(file: LiveFile): Promise<void> {
    if (file.offset === 0) return this.#files.remove(file.id);
    const finishing = Promise.withResolvers<Recording>();
    finishing.promise.catch(() => {});
    this.#finishing.set(file.id, finishing.promise);
    this.#options.jobs.add("import", this.#toJob(file, finishing));
  }

  #toJob(file: LiveFile, finishing?: PromiseWithResolvers<Recording>): NewJob {
    return {
      id: jobId(file.id),
      stage: "import",
      // When it began, not the name of the microphone: it has no title yet.
      subject: file.about.startedAt,
      unit: "seconds",
      dismiss: () => this.discard(file.id),
      work: async (options) => {
        try {
          const recording = await this.#import(file, options);
          this.#recovered.set(keyOf(file.about), recording);
          this.#options.onRecovered(recording);
          finishing?.resolve(recording);
        } catch (error) {
          finishing?.reject(error);
          if (options.signal.reason !== queueClosed) await this.#noteFailure(file.id, error);
          throw error;
        } finally {
          this.#finishing.delete(file.id);
        }
      },
    };
  }

  /** What is no audio would fail at each start, for ever. */
  async #noteFailure(id: string, error: unknown): Promise<void> {
    if (!isArchiveError(error) || isPassing(error) || error.code === "cancelled") return;
    await this.#files
      .change(id, { failure: toErrorInfo(error) })
      .catch((failure) => log("warn", "live-failure-not-stored", errorFields(failure)));
  }

  async #finish(id: string, { title }: { title: string | undefined }): Promise<Recording> {
    await this.#files.settle(id);
    const file = await this.#files.get(id);
    try {
      const recording = await this.#import(file, { title: title?.trim() || undefined });
      this.#options.jobs.discard(jobId(id));
      return recording;
    } catch (error) {
      if (file.offset === 0) await this.#files.remove(id);
      throw error;
    }
  }

  async #import(
    { id, path, about }: IncomingFile<AboutLive>,
    options: Pick<ImportOptions, "title" | "signal" | "onProgress">,
  ): Promise<Recording> {
    const { archive, onImported } = this.#options;
    const [outcome] = await Array.fromAsync(
      archive.import([path], { date: about.startedAt, dateSource: "file-time", ...options }),
    );
    // Its path is of no use to a listener or a client.
    if (outcome?.status === "failed") throw renameInError(outcome.error, path, basename(path));
    if (!outcome || !("recording" in outcome)) throw archiveError("nothing-recorded", {});
    await this.#files.remove(id);
    if (outcome.status === "imported") {
      onImported(outcome.recording);
      await this.#replaceRecovered(keyOf(about), outcome.recording);
    }
    return outcome.recording;
  }

  async #replaceRecovered(key: string, whole: Recording): Promise<void> {
    const recovered = this.#recovered.get(key);
    if (!recovered || recovered.durationSeconds > whole.durationSeconds) return;
    this.#recovered.delete(key);
    await this.#options.onReplaced(recovered);
  }
}

function keyOf({ startedAt, inputName }: AboutLive): string {
  return `${startedAt} ${inputName}`;
}

function jobId(id: string): string {
  return `import-${id}`;
}
