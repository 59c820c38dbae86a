import type { ImportOutcome, NewUpload, Upload } from "../server/schemas.ts";
import { ApiError } from "./api-error.ts";

export type UploadFileOptions = {
  name: string;
  /** `File.lastModified`: dates a recording that says nothing better. */
  lastModified?: number | undefined;
  /** The folder it was dropped with, for showing; never a path on the server. */
  folderPath?: string | undefined;
  /** Bytes sent at once; what a cut loses. Default 4 MiB. */
  chunkByteLength?: number | undefined;
  /** How long a cut connection is waited for. Default 10 minutes. */
  patienceMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** `retrying` while the server does not answer. */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
};

export type UploadProgress = {
  id: string;
  sentBytes: number;
  byteLength: number;
  state: "sending" | "retrying" | "importing";
};

type UploadCalls = {
  createUpload(file: NewUpload, options: { signal?: AbortSignal | undefined }): Promise<{ id: string }>;
  appendUpload(
    id: string,
    offset: number,
    bytes: Blob,
    options: { signal?: AbortSignal | undefined },
  ): Promise<{ offset: number }>;
  getUpload(id: string, options: { signal?: AbortSignal | undefined }): Promise<Upload>;
};

const longestWaitMs = 5000;
const askOutcomeMs = 400;

/**
 * Sends a file part by part; after a cut it asks where the server is and goes on from there.
 * @returns what the import made of the file
 * @throws ApiError; the signal's reason when aborted
 */
export async function uploadFile(
  calls: UploadCalls,
  file: Blob,
  options: UploadFileOptions,
): Promise<ImportOutcome> {
  const { name, lastModified, folderPath, chunkByteLength = 4 << 20, signal, onProgress } = options;
  const byteLength = file.size;
  const { id } = await calls.createUpload({ name, byteLength, lastModified, folderPath }, { signal });
  const report = (sentBytes: number, state: UploadProgress["state"]) =>
    onProgress?.({ id, sentBytes, byteLength, state });
  const patience = new Patience(options.patienceMs ?? 600_000, signal);
  let offset = 0;
  while (offset < byteLength) {
    report(offset, "sending");
    try {
      const part = file.slice(offset, offset + chunkByteLength);
      offset = (await calls.appendUpload(id, offset, part, { signal })).offset;
      patience.reset();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "conflict" && error.offset !== undefined) {
        offset = error.offset;
        await patience.wait(error);
        continue;
      }
      if (error.code !== "unreachable") throw error;
      report(offset, "retrying");
      await patience.wait(error);
      offset = await calls.getUpload(id, { signal }).then(
        (upload) => upload.offset,
        (gone: unknown) => {
          if (gone instanceof ApiError && gone.code === "unreachable") return offset;
          throw gone;
        },
      );
    }
  }
  while (true) {
    report(byteLength, "importing");
    try {
      const { outcome } = await calls.getUpload(id, { signal });
      patience.reset();
      if (outcome) return outcome;
      await pause(askOutcomeMs, signal);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "unreachable") throw error;
      await patience.wait(error);
    }
  }
}

/** Waits longer each time, and gives up with the last error when nothing has worked for too long. */
class Patience {
  readonly #patienceMs: number;
  readonly #signal: AbortSignal | undefined;
  #waitMs = 200;
  #sinceMs: number | undefined;

  constructor(patienceMs: number, signal: AbortSignal | undefined) {
    this.#patienceMs = patienceMs;
    this.#signal = signal;
  }

  reset(): void {
    this.#waitMs = 200;
    this.#sinceMs = undefined;
  }

  async wait(error: ApiError): Promise<void> {
    this.#sinceMs ??= Date.now();
    if (Date.now() - this.#sinceMs > this.#patienceMs) throw error;
    await pause(this.#waitMs, this.#signal);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
