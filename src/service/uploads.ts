import { rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import {
  archiveError,
  type ErrorInfo,
  isArchiveError,
  renameInError,
  toErrorInfo,
  toInnerMessage,
} from "../errors.ts";
import {
  type Archive,
  hasAudioFileEnding,
  type ImportOutcome,
  type Recording,
  type WorkOptions,
} from "../fonoteka.ts";
import { errorFields, log } from "../log.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { renameInMessage } from "../messages/rename-in-message.ts";
import { type IncomingFile, IncomingFiles } from "./incoming-files.ts";
import type { NewJob } from "./job.ts";
import { queueClosed } from "./job-queue.ts";
import type { JobRunner } from "./job-runner.ts";
import { serviceError } from "./service-error.ts";

export type NewUpload = {
  /** Name of the file, in any script; a path is reduced to its last part. */
  name: string;
  byteLength: number;
  /** Milliseconds since 1970: dates a recording whose name and tags have no date. */
  lastModified?: number | undefined;
  /** The folder it was dropped with: other files of that folder need not be audio. Never used as a path. */
  folderPath?: string | undefined;
};

/** Result of the import of an uploaded file. */
export type UploadOutcome =
  | { status: "imported"; recording: Recording; warnings: Note[] }
  | { status: "duplicate"; recording: Recording; reason: "same-file" | "same-sound" }
  | {
      status: "restored";
      recording: Recording;
      flaw: "missing" | "wrong-size" | "damaged";
      warnings: Note[];
    }
  | { status: "trashed"; recording: Recording; removedAt: string }
  | { status: "skipped"; note: Note }
  | { status: "failed"; error: ErrorInfo };

export const uploadStates = ["receiving", "importing", "done"] as const;

export type Upload = {
  id: string;
  name: string;
  /** Bytes that are on disk. */
  offset: number;
  byteLength: number;
  state: (typeof uploadStates)[number];
  outcome?: UploadOutcome | undefined;
};

type AboutUpload = NewUpload & {
  /** Milliseconds since 1970. */
  createdMs: number;
  /** Result of the import; the bytes are gone then, unless it failed. */
  outcome?: UploadOutcome | undefined;
  /** Bytes that it had when a service opened and found it old. */
  oldAtOffset?: number | undefined;
};

/** How long a result is kept for a sender that reconnects; a failure is kept until a person dismisses it or tries again. */
const maxOutcomeAgeMs = 24 * 3600_000;
/** How long an incomplete upload is kept after its last bytes. */
const maxUnfinishedAgeMs = 7 * 24 * 3600_000;

type UploadsOptions = {
  archive: Archive;
  jobs: JobRunner;
  /** Maximum size of a file, bytes. */
  maxByteLength: number;
  onImported: (recording: Recording) => void;
};

/** Files on their way into the archive. The state of each is on disk alone. */
export class Uploads {
  readonly #files: IncomingFiles<AboutUpload>;
  readonly #options: UploadsOptions;
  readonly #importing = new Set<string>();

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#files = new IncomingFiles(join(options.archive.folder, "incoming", "uploads"));
  }

  /** Maximum size of a file, bytes. */
  get maxByteLength(): number {
    return this.#options.maxByteLength;
  }

  /** Continues what an earlier process left: complete files are imported, failed ones listed, abandoned ones deleted. */
  async resume(nowMs = Date.now()): Promise<void> {
    for (const file of await this.#files.list()) {
      const { outcome, createdMs, byteLength } = file.about;
      if (isFailure(outcome)) {
        const startedAt = new Date(createdMs).toISOString();
        this.#options.jobs.addFailed("import", this.#toJob(file), outcome.error, startedAt);
      } else if (outcome) {
        if (nowMs - createdMs > maxOutcomeAgeMs) await this.#files.remove(file.id);
      } else if (file.offset === byteLength) this.#import(file);
      else await this.#sweep(file, nowMs);
    }
  }

  /** Announces a file, before its first byte. @throws ServiceError `too-large`; ArchiveError `no-permission` */
  async create(upload: NewUpload): Promise<{ id: string; offset: number }> {
    const { maxByteLength, archive } = this.#options;
    if (upload.byteLength > maxByteLength)
      throw serviceError("upload-too-large", {
        name: upload.name,
        byteLength: upload.byteLength,
        limit: maxByteLength,
      });
    if (archive.readOnly) throw archiveError("archive-read-only", {});
    const file = await this.#files.create(upload.name, { ...upload, createdMs: Date.now() });
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
    const { about, offset } = await this.#files.get(id);
    const { name, byteLength, outcome } = about;
    const state = outcome ? "done" : offset === byteLength ? "importing" : "receiving";
    return {
      id,
      name,
      byteLength,
      state,
      offset: outcome ? byteLength : offset,
      ...(outcome && { outcome }),
    };
  }

  /** Deletes what arrived; a running import is stopped, a failed one dismissed. A recording that was imported stays. */
  async cancel(id: string): Promise<void> {
    const { about } = await this.#files.get(id);
    if (this.#importing.has(id) || isFailure(about.outcome))
      await this.#options.jobs.cancel(jobId(id)).catch(() => {});
    await this.#files.remove(id);
  }

  /**
   * Deletes an incomplete upload that nobody continues. Age alone is not enough, since a machine may start with a wrong
   * clock: an earlier start must have found it old, too, and no byte may have arrived since.
   */
  async #sweep({ id, path, about, offset }: IncomingFile<AboutUpload>, nowMs: number): Promise<void> {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
    if (nowMs - Math.max(mtimeMs, about.createdMs) <= maxUnfinishedAgeMs) return;
    if (about.oldAtOffset === offset) await this.#files.remove(id);
    else await this.#files.change(id, { oldAtOffset: offset });
  }

  #import(file: IncomingFile<AboutUpload>): void {
    if (this.#importing.has(file.id)) return;
    this.#importing.add(file.id);
    this.#options.jobs.add("import", this.#toJob(file));
  }

  #toJob(file: IncomingFile<AboutUpload>): NewJob {
    return {
      id: jobId(file.id),
      stage: "import",
      subject: file.about.name,
      unit: "seconds",
      work: (options) => this.#importNow(file, options),
      dismiss: () => this.#files.remove(file.id),
    };
  }

  async #importNow(file: IncomingFile<AboutUpload>, options: WorkOptions): Promise<void> {
    const { id, path, about } = file;
    this.#importing.add(id);
    try {
      await this.#files.change(id, { outcome: undefined });
      // The file's own time dates a recording whose name and tags have no date.
      if (about.lastModified !== undefined) {
        const seconds = Math.max(0, about.lastModified / 1000);
        await utimes(path, seconds, seconds);
      }
      const [found] = await Array.fromAsync(this.#options.archive.import([path], options));
      if (!found) throw archiveError("uploaded-file-gone", { name: about.name });
      const outcome = toOutcome(found, about, path);
      await this.#files.change(id, { outcome });
      if (outcome.status !== "failed") await rm(path, { force: true });
      if (found.status === "imported" || found.status === "restored")
        this.#options.onImported(found.recording);
      if (found.status === "failed" && outcome.status === "failed") throw found.error;
    } catch (error) {
      const isClosing = options.signal?.reason === queueClosed;
      if (!isClosing && isArchiveError(error) && (await this.#files.find(id))?.about.outcome === undefined) {
        const outcome: UploadOutcome = {
          status: "failed",
          error: renameInMessage(toErrorInfo(error), path, about.name),
        };
        await this.#files
          .change(id, { outcome })
          .catch((failure) => log("warn", "upload-outcome-not-stored", errorFields(failure)));
      }
      throw renameInError(error, path, about.name);
    } finally {
      this.#importing.delete(id);
    }
  }
}

/** True for an import that failed; a person who cancelled one knows about it. */
function isFailure(outcome: UploadOutcome | undefined): outcome is UploadOutcome & { status: "failed" } {
  return outcome?.status === "failed" && outcome.error.code !== "cancelled";
}

/** Paths of the host must not be shown to others: the uploaded file's name replaces them. */
function toOutcome(found: ImportOutcome, { name, folderPath }: AboutUpload, path: string): UploadOutcome {
  const rename = (note: Note) => renameInMessage(note, path, name);
  switch (found.status) {
    case "imported":
      return { status: "imported", recording: found.recording, warnings: found.warnings.map(rename) };
    case "duplicate":
      return { status: "duplicate", recording: found.recording, reason: found.reason };
    case "restored": {
      const { status, recording, flaw, warnings } = found;
      return { status, recording, flaw, warnings };
    }
    case "trashed":
      return { status: "trashed", recording: found.recording, removedAt: found.removedAt };
    // Only a file that lies in recordings/ is found to be renamed.
    case "renamed":
      return { status: "duplicate", recording: found.recording, reason: "same-file" };
    case "skipped":
      return { status: "skipped", note: rename(found.note) };
    case "failed": {
      const error = renameInMessage(toErrorInfo(found.error), path, name);
      // A dropped folder may also hold pictures and texts, not meant to be imported.
      if (folderPath && error.code === "unsupported-audio" && !hasAudioFileEnding(name))
        return { status: "skipped", note: makeNote("import-skipped", { error: toInnerMessage(error) }) };
      return { status: "failed", error };
    }
  }
}

function jobId(uploadId: string): string {
  return `import-${uploadId}`;
}
