import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Archive, ImportOutcome as ArchiveOutcome, Recording, WorkOptions } from "../archive.ts";
import { hasAudioFileEnding } from "../domain.ts";
import { ArchiveError, isArchiveError } from "../errors.ts";
import { RequestError } from "./error-answer.ts";
import { type IncomingFile, IncomingFiles } from "./incoming-files.ts";
import type { JobRunner } from "./job-runner.ts";
import type { ImportOutcome, NewUpload, Upload } from "./schemas.ts";

type AboutUpload = NewUpload & {
  /** Milliseconds since 1970. */
  createdMs: number;
  /** What the import made of it; the bytes are gone then, unless it failed. */
  outcome?: ImportOutcome;
};

/** What nobody goes on with is thrown away at a start of the server: an outcome was read long ago, a sender is gone. */
const keptOutcomeMs = 24 * 3600_000;
const keptUnfinishedMs = 7 * 24 * 3600_000;

export type UploadsOptions = {
  archive: Archive;
  jobs: JobRunner;
  limit: number;
  onImported: (recording: Recording) => void;
};

/** Files on their way from a browser into the archive. Which bytes are here stands on the disk alone. */
export class Uploads {
  readonly #files: IncomingFiles<AboutUpload>;
  readonly #options: UploadsOptions;
  readonly #importing = new Set<string>();

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#files = new IncomingFiles(join(options.archive.folder, "incoming", "uploads"));
  }

  /** Takes up what an earlier run left: complete files are imported, what is long abandoned goes. */
  async resume(nowMs = Date.now()): Promise<void> {
    for (const file of await this.#files.list()) {
      const { outcome, createdMs, byteLength } = file.about;
      const isOld = nowMs - createdMs > (outcome ? keptOutcomeMs : keptUnfinishedMs);
      if (isOld) await this.#files.remove(file.id);
      else if (!outcome && file.offset === byteLength) this.#import(file);
    }
  }

  /** @throws RequestError `too-large` */
  async create(upload: NewUpload): Promise<{ id: string; offset: number }> {
    const { limit } = this.#options;
    if (upload.byteLength > limit)
      throw new RequestError(
        "too-large",
        `${upload.name}: ${upload.byteLength} bytes, and at most ${limit} are taken`,
        "start the server with a larger --upload-limit, or use: fonoteka import FILE",
      );
    if (this.#options.archive.readOnly) throw readOnlyError();
    const file = await this.#files.create(upload.name, { ...upload, createdMs: Date.now() });
    if (upload.byteLength === 0) this.#import(file);
    return { id: file.id, offset: 0 };
  }

  /** Appends; the last byte begins the import. */
  async append(id: string, body: ReadableStream<Uint8Array> | null, offset: number): Promise<number> {
    const { about } = await this.#files.get(id);
    if (about.outcome || this.#importing.has(id))
      throw new RequestError("conflict", "the upload is complete", "ask for its outcome", {
        more: { offset: about.byteLength },
      });
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

  /** Throws away what came; an import that runs is stopped. A finished import stays. */
  async cancel(id: string): Promise<void> {
    await this.#files.get(id);
    if (this.#importing.has(id)) await this.#options.jobs.cancel(jobId(id)).catch(() => {});
    await this.#files.remove(id);
  }

  #import(file: IncomingFile<AboutUpload>): void {
    if (this.#importing.has(file.id)) return;
    this.#importing.add(file.id);
    this.#options.jobs.add("import", {
      id: jobId(file.id),
      stage: "import",
      subject: file.about.name,
      unit: "seconds",
      work: (options) => this.#importNow(file, options),
    });
  }

  async #importNow(file: IncomingFile<AboutUpload>, options: WorkOptions): Promise<void> {
    const { id, path, about } = file;
    this.#importing.add(id);
    try {
      await this.#files.change(id, { outcome: undefined });
      // The file's own time is what dates a recording that says nothing better.
      if (about.lastModified !== undefined) {
        const seconds = Math.max(0, about.lastModified / 1000);
        await utimes(path, seconds, seconds);
      }
      const [found] = await Array.fromAsync(this.#options.archive.import([path], options));
      if (!found) throw new ArchiveError("not-found", `${about.name}: it is gone`, "send it again");
      const outcome = toOutcome(found, about, path);
      await this.#files.change(id, { outcome });
      if (outcome.status !== "failed") await rm(path, { force: true });
      if (found.status === "imported") this.#options.onImported(found.recording);
      if (found.status === "failed" && outcome.status === "failed") throw found.error;
    } catch (error) {
      if (isArchiveError(error) && (await this.#files.find(id))?.about.outcome === undefined) {
        const { code, message, hint } = error;
        const told = { code, message: message.replaceAll(path, about.name), hint };
        await this.#files.change(id, { outcome: { status: "failed", error: told } }).catch(() => {});
      }
      throw withName(error, path, about.name);
    } finally {
      this.#importing.delete(id);
    }
  }
}

/** A path on the server is nobody's business: the name that was given stands for it. */
function toOutcome(found: ArchiveOutcome, { name, folderPath }: AboutUpload, path: string): ImportOutcome {
  const told = (text: string) => text.replaceAll(path, name);
  switch (found.status) {
    case "imported":
      return { status: "imported", recording: found.recording, warnings: found.warnings.map(told) };
    case "duplicate":
      return { status: "duplicate", recording: found.recording, reason: found.reason };
    case "skipped":
      return { status: "skipped", reason: told(found.reason) };
    case "failed": {
      const { code, message, hint } = found.error;
      // In a folder that was dropped lie pictures and texts, too; nobody meant them as sound.
      if (folderPath && code === "unsupported-audio" && !hasAudioFileEnding(name))
        return { status: "skipped", reason: told(message).replace(`${name}: `, "") };
      return { status: "failed", error: { code, message: told(message), hint } };
    }
  }
}

function withName(error: unknown, path: string, name: string): unknown {
  if (!isArchiveError(error)) return error;
  return new ArchiveError(error.code, error.message.replaceAll(path, name), error.hint, { cause: error });
}

function jobId(uploadId: string): string {
  return `import-${uploadId}`;
}

function readOnlyError(): ArchiveError {
  return new ArchiveError("no-permission", "the archive can only be read", "open it where it can be written");
}
