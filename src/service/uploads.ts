import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { archiveError, fromSystemError, isArchiveError, renameInError, toErrorInfo } from "../errors.ts";
import type { Archive, Recording, WorkOptions } from "../fonoteka.ts";
import { errorFields, log } from "../log.ts";
import { renameInMessage } from "../messages/rename-in-message.ts";
import { readFreeSpace, reservedByteLength } from "./free-space.ts";
import { hashIncoming } from "./hash-incoming.ts";
import { IncomingFiles } from "./incoming-files.ts";
import type { NewJob } from "./job.ts";
import { queueClosed } from "./job-queue.ts";
import type { JobRunner } from "./job-runner.ts";
import { serviceError } from "./service-error.ts";
import { type AboutUpload, holdsBytes, isOpenTrack, type NewUpload, type UploadFile } from "./upload-file.ts";
import { isFailure, isPassing, toOutcome, type UploadOutcome } from "./upload-outcome.ts";
import { describeTracks, type UploadTrack, UploadTracks } from "./upload-tracks.ts";

export const uploadStates = ["receiving", "importing", "done"] as const;

export type Upload = {
  id: string;
  name: string;
  /** Bytes that are on disk. */
  offset: number;
  byteLength: number;
  state: (typeof uploadStates)[number];
  /** When it was announced, ISO 8601. */
  startedAt: string;
  outcome?: UploadOutcome | undefined;
  /** Further sound tracks that the archive did not have; while one is not `done`, the file is kept. */
  tracks?: UploadTrack[] | undefined;
};

/** Results without bytes that are kept for senders that reconnect. By number, not by age: no clock decides. */
const maxOutcomes = 200;
const spaceCheckMs = 60_000;

type UploadsOptions = {
  archive: Archive;
  jobs: JobRunner;
  /** Maximum size of a file, bytes. */
  maxByteLength: number;
  /** Maximum number of uploads that are announced and not complete. */
  maxOpen: number;
  onImported: (recording: Recording) => void;
};

/**
 * Files on their way into the archive. The state of each is on disk alone. What has arrived is deleted when the archive
 * has it, or when a person discards it; never because of its age.
 */
export class Uploads {
  readonly #files: IncomingFiles<AboutUpload>;
  readonly #options: UploadsOptions;
  readonly #tracks: UploadTracks;
  readonly #importing = new Set<string>();
  /** Failures that the disk had no room to store: their senders are told all the same. */
  readonly #unstored = new Map<string, UploadOutcome>();
  /** Failed for want of space. */
  readonly #needSpace = new Set<string>();
  #spaceTimer: NodeJS.Timeout | undefined;

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#files = new IncomingFiles(join(options.archive.folder, "incoming", "uploads"));
    this.#tracks = new UploadTracks({
      ...options,
      files: this.#files,
      onSettled: (id) => this.#dropFinished(id),
    });
  }

  /** Maximum size of a file, bytes. */
  get maxByteLength(): number {
    return this.#options.maxByteLength;
  }

  /**
   * Continues what an earlier process left: complete files are imported whatever their age, failed imports tried again if
   * their cause may be gone, else listed. Incomplete files stay.
   */
  async resume(): Promise<void> {
    await this.#files.removeEmptyLeftovers();
    const files = await this.#files.list();
    for (const file of files.sort((a, b) => a.about.createdMs - b.about.createdMs)) {
      const { outcome, byteLength } = file.about;
      if (!holdsBytes(file.about)) {
        // The archive has it: only the deletion was interrupted.
        await rm(file.path, { force: true });
      } else if (outcome && !isFailure(outcome)) {
        this.#tracks.resume(file);
      } else if (isFailure(outcome)) {
        if (isPassing(outcome.error)) this.#import(file);
        else this.#listFailed(file, outcome);
      } else if (file.offset === byteLength) this.#import(file);
    }
    await this.#pruneOutcomes();
  }

  /**
   * Announces a file, before its first byte.
   * @throws ServiceError `too-large`, `conflict` (too many are open); ArchiveError `disk-full`, `no-permission`
   */
  async create(upload: NewUpload): Promise<{ id: string; offset: number }> {
    const { maxByteLength, archive } = this.#options;
    if (upload.byteLength > maxByteLength)
      throw serviceError("upload-too-large", {
        name: upload.name,
        byteLength: upload.byteLength,
        limit: maxByteLength,
      });
    if (archive.readOnly) throw archiveError("archive-read-only", {});
    await this.#assertRoom(upload);
    const about = { ...upload, createdMs: Date.now() };
    const file = await this.#files.create(upload.name, about);
    if (upload.byteLength === 0) this.#import(file);
    return { id: file.id, offset: 0 };
  }

  /** Appends bytes from an offset; the last byte starts the import. @throws as `IncomingFiles.append` */
  async append(id: string, body: ReadableStream<Uint8Array> | null, offset: number): Promise<number> {
    const { about } = await this.#files.get(id);
    if (about.outcome || this.#importing.has(id)) throw serviceError("upload-complete", {}, about.byteLength);
    const reached = await this.#files.append(id, body, { offset, limit: about.byteLength });
    if (reached === about.byteLength) this.#import(await this.#files.get(id));
    return reached;
  }

  /** @throws ArchiveError `not-found` */
  async get(id: string): Promise<Upload> {
    return this.#describe(await this.#files.get(id));
  }

  /** Uploads whose bytes are here: not complete, being imported, failed, or with further sound tracks. Oldest first. */
  async list(): Promise<Upload[]> {
    const files = (await this.#files.list()).filter(({ about }) => holdsBytes(about));
    return files.sort((a, b) => a.about.createdMs - b.about.createdMs).map((file) => this.#describe(file));
  }

  /**
   * Imports further sound tracks of a file that is kept for them; each becomes a recording of its own.
   * @throws ArchiveError `not-found`, `invalid-input` (a track that is not offered)
   */
  async importTracks(id: string, numbers: readonly number[]): Promise<Upload> {
    await this.#tracks.import(id, numbers);
    return this.get(id);
  }

  /** Deletes what arrived; a running import is stopped, a failed one dismissed. A recording that was imported stays. */
  async cancel(id: string): Promise<void> {
    const file = await this.#files.get(id);
    if (this.#importing.has(id) || isFailure(file.about.outcome))
      await this.#options.jobs.cancel(jobId(id)).catch(() => {});
    await this.#tracks.cancel(file);
    await this.#files.remove(id);
    this.#needSpace.delete(id);
    this.#unstored.delete(id);
  }

  /** Tries imports again that failed on a full disk, if there is room for them now. A timer calls it each minute. */
  async retryForSpace(): Promise<void> {
    const free = await readFreeSpace(this.#options.archive.folder);
    for (const id of this.#needSpace) {
      const file = await this.#files.find(id);
      if (file && free < file.about.byteLength + reservedByteLength) continue;
      this.#needSpace.delete(id);
      if (file) this.#import(file);
    }
    if (this.#needSpace.size === 0) this.close();
  }

  /** Stops looking for free space. */
  close(): void {
    clearInterval(this.#spaceTimer);
    this.#spaceTimer = undefined;
  }

  /** Bounds what senders may announce: the number of unfinished uploads, and their bytes by what the disk has free. */
  async #assertRoom({ name, byteLength }: NewUpload): Promise<void> {
    const { archive, maxOpen } = this.#options;
    const files = await this.#files.list();
    const open = files.filter(({ about, offset }) => !about.outcome && offset < about.byteLength);
    if (open.length >= maxOpen) throw serviceError("too-many-uploads", { count: open.length });
    const announced = open.reduce((sum, { about, offset }) => sum + about.byteLength - offset, 0);
    const needed = announced + byteLength + reservedByteLength;
    const free = await readFreeSpace(archive.folder);
    if (needed > free) throw archiveError("upload-no-space", { name, needed, free });
  }

  #describe(file: UploadFile): Upload {
    const { id, about } = file;
    return describe({ ...file, about: { ...about, outcome: about.outcome ?? this.#unstored.get(id) } });
  }

  #import(file: UploadFile): void {
    if (this.#importing.has(file.id)) return;
    this.#importing.add(file.id);
    this.#options.jobs.add("import", this.#toJob(file));
  }

  #toJob(file: UploadFile): NewJob {
    return {
      id: jobId(file.id),
      stage: "import",
      subject: file.about.name,
      unit: "seconds",
      work: (options) => this.#importNow(file, options),
      dismiss: () => this.#files.remove(file.id),
    };
  }

  #listFailed(file: UploadFile, { error }: UploadOutcome & { status: "failed" }): void {
    const startedAt = new Date(file.about.createdMs).toISOString();
    this.#options.jobs.addFailed("import", this.#toJob(file), error, startedAt);
  }

  async #importNow(file: UploadFile, options: WorkOptions): Promise<void> {
    const { id, path, about } = file;
    this.#importing.add(id);
    try {
      // Another process on the same archive may have been faster.
      if (!holdsBytes((await this.#files.get(id)).about)) return;
      this.#unstored.delete(id);
      await this.#files.change(id, { outcome: undefined });
      // The file's own time dates a recording whose name and tags have no date.
      if (about.lastModified !== undefined) {
        const seconds = Math.max(0, about.lastModified / 1000);
        await utimes(path, seconds, seconds);
      }
      const track = about.track === "all" ? undefined : about.track;
      const sourcePath = sentPath(about);
      const all = await Array.fromAsync(
        this.#options.archive.import([path], { ...options, sourcePath, track }),
      );
      const [found] = all;
      if (!found) throw archiveError("uploaded-file-gone", { name: about.name });
      const outcome = toOutcome(found, about, path);
      if (found.status === "failed" && outcome.status === "failed") throw found.error;
      const tracks = this.#tracks.choose(about, found);
      await this.#files.change(id, { outcome, ...(tracks && { tracks }) });
      if (tracks) await this.#keepOneCopy(id, outcome);
      else await rm(path, { force: true });
      this.#tracks.resume({ ...file, about: { ...about, tracks } });
      for (const each of all)
        if (each.status === "imported" || each.status === "restored")
          this.#options.onImported(each.recording);
      await this.#pruneOutcomes();
    } catch (error) {
      const isClosing = options.signal?.reason === queueClosed;
      if (!isClosing) await this.#noteFailure(file, error);
      throw renameInError(error, path, about.name);
    } finally {
      this.#importing.delete(id);
    }
  }

  /** Deletes the bytes when the archive has every track that was wanted. */
  async #dropFinished(id: string): Promise<void> {
    const file = await this.#files.find(id);
    if (!file || holdsBytes(file.about)) return;
    await rm(file.path, { force: true });
    await this.#pruneOutcomes();
  }

  /** A file sent several times is kept for its tracks once: the last time it was sent. */
  async #keepOneCopy(id: string, outcome: UploadOutcome): Promise<void> {
    if (outcome.status !== "duplicate") return;
    for (const other of await this.#files.list()) {
      const { outcome: before, tracks } = other.about;
      if (other.id === id || !before || !("recording" in before) || !holdsBytes(other.about)) continue;
      if (before.recording.sourceSha256 !== outcome.recording.sourceSha256) continue;
      if (tracks?.some((choice) => choice.isRequested && isOpenTrack(choice))) continue;
      await this.#files.change(other.id, { replacedBy: id });
      await rm(other.path, { force: true });
    }
  }

  /** Stores why an import failed, so that the next process knows; the bytes stay. */
  async #noteFailure({ id, path, about }: UploadFile, thrown: unknown): Promise<void> {
    const error = fromSystemError(thrown, path);
    if (!isArchiveError(error)) return;
    if (isArchiveError(error, "disk-full")) this.#waitForSpace(id);
    const outcome: UploadOutcome = {
      status: "failed",
      error: renameInMessage(toErrorInfo(error), path, about.name),
    };
    try {
      if ((await this.#files.find(id))?.about.outcome === undefined)
        await this.#files.change(id, { outcome });
      if (!isPassing(error) && error.code !== "cancelled") await this.#dropCopies(id);
    } catch (failure) {
      // The next start finds it complete and without an outcome, and imports it.
      this.#unstored.set(id, outcome);
      log("warn", "upload-outcome-not-stored", errorFields(failure));
    }
  }

  #waitForSpace(id: string): void {
    this.#needSpace.add(id);
    this.#spaceTimer ??= setInterval(() => {
      this.retryForSpace().catch((error) => log("warn", "space-check-failed", errorFields(error)));
    }, spaceCheckMs).unref();
  }

  /** One file that cannot be read, sent several times, is kept and listed once: the last time it was sent. */
  async #dropCopies(id: string): Promise<void> {
    const file = await this.#files.get(id);
    const { name, byteLength } = file.about;
    const isLike = (other: UploadFile) =>
      other.id !== id && other.about.name === name && other.about.byteLength === byteLength;
    const others = (await this.#files.list()).filter(
      (other) => isLike(other) && isFailure(other.about.outcome) && holdsBytes(other.about),
    );
    if (others.length === 0) return;
    const hash = await hashIncoming(file.path);
    for (const other of others) {
      if (this.#importing.has(other.id) || (await hashIncoming(other.path)) !== hash) continue;
      await this.#files.change(other.id, { replacedBy: id });
      await rm(other.path, { force: true });
      this.#options.jobs.discard(jobId(other.id));
    }
  }

  /** Keeps the newest results; of older ones only the note that they were imported goes. */
  async #pruneOutcomes(): Promise<void> {
    const done = (await this.#files.list()).filter(({ about }) => !holdsBytes(about));
    done.sort((a, b) => b.about.createdMs - a.about.createdMs);
    for (const { id } of done.slice(maxOutcomes)) await this.#files.remove(id);
  }
}

function describe({ id, about, offset }: UploadFile): Upload {
  const { name, byteLength, outcome, createdMs } = about;
  const tracks = describeTracks(about);
  const state = outcome ? "done" : offset === byteLength ? "importing" : "receiving";
  return {
    id,
    name,
    byteLength,
    state,
    startedAt: new Date(createdMs).toISOString(),
    offset: outcome ? byteLength : offset,
    ...(outcome && { outcome }),
    ...(tracks && { tracks }),
  };
}

/** Only read as text: what its folders are called may tell the date. */
function sentPath({ name, folderPath }: NewUpload): string {
  return folderPath ? `${folderPath}/${name}` : name;
}

function jobId(uploadId: string): string {
  return `import-${uploadId}`;
}
