import { type DetailedError, Upload as TusUpload, type UploadOptions } from "tus-js-client";
import type { Upload, UploadOutcome } from "../server/api-types.ts";
import { ApiError, toApiError, unreachableError } from "./api-error.ts";
import { createFetchHttpStack } from "./fetch-http-stack.ts";

export type UploadFileOptions = {
  name: string;
  /** `File.lastModified`: dates a recording whose name and tags have no date. */
  lastModified?: number | undefined;
  /** The folder it was dropped with: other files of that folder need not be audio. Never used as a path. */
  folderPath?: string | undefined;
  /** Which of several sound tracks to import, from 1, or each that has sound. Default: the default one if it has sound. */
  track?: number | "all" | undefined;
  /** Have the server keep a file with further sound tracks until they are imported or the upload is discarded. */
  offerTracks?: boolean | undefined;
  /** Bytes sent in one request, the maximum that a broken connection costs. Default 4 MiB. */
  chunkByteLength?: number | undefined;
  /** How long to wait for a server that does not answer. Default 10 minutes. */
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

type UploadParts = {
  /** Absolute address of `/api/uploads`. */
  endpoint: string;
  /** `fetch` with the client's token. */
  send: typeof fetch;
  getUpload: (id: string, options: { signal?: AbortSignal | undefined }) => Promise<Upload>;
};

const maxPauseMs = 5000;
const pollOutcomeMs = 400;

/**
 * Sends a file by the tus protocol and waits for its import. After a broken connection it continues where the server is;
 * in a browser also after the page was closed: the same file given again continues the earlier upload.
 * @returns the result of the import
 * @throws ApiError; the signal's reason when aborted
 */
export async function uploadFile(
  parts: UploadParts,
  file: Blob,
  options: UploadFileOptions,
): Promise<UploadOutcome> {
  const { patienceMs = 600_000, signal, onProgress } = options;
  let id = "";
  const report = (sentBytes: number, state: UploadProgress["state"]) =>
    onProgress?.({ id, sentBytes, byteLength: file.size, state });
  id = await sendFile(parts, file, options, (sentBytes, state, url) => {
    id = idOf(url);
    report(sentBytes, state);
  });
  const pauses = retryPauses(patienceMs);
  let failures = 0;
  while (true) {
    report(file.size, "importing");
    try {
      const { outcome } = await parts.getUpload(id, { signal });
      if (outcome) return outcome;
      failures = 0;
      await pause(pollOutcomeMs, signal);
    } catch (error) {
      const isGone = error instanceof ApiError && error.code === "unreachable";
      if (!isGone || failures >= pauses.length) throw error;
      await pause(pauses[failures++]!, signal);
    }
  }
}

/** @returns the id of the complete upload */
async function sendFile(
  { endpoint, send }: UploadParts,
  file: Blob,
  options: UploadFileOptions,
  report: (sentBytes: number, state: UploadProgress["state"], url: string) => void,
): Promise<string> {
  const { name, lastModified, folderPath, track, offerTracks, signal } = options;
  const { chunkByteLength = 4 << 20, patienceMs = 600_000 } = options;
  signal?.throwIfAborted();
  const sent = Promise.withResolvers<void>();
  let sentBytes = 0;
  const onError = (error: Error | DetailedError) => {
    if (!("originalRequest" in error)) sent.reject(error);
    else if (error.originalResponse)
      sent.reject(toApiError(error.originalResponse.getStatus(), error.originalResponse.getBody()));
    else sent.reject(unreachableError(error));
  };
  const tusOptions: UploadOptions = {
    endpoint,
    httpStack: createFetchHttpStack(send, signal),
    fileReader: { openFile: async (blob: Blob) => toFileSource(blob) },
    metadata: {
      filename: name,
      ...(lastModified !== undefined && { lastModified: String(lastModified) }),
      ...(folderPath && { folderPath }),
      ...(track !== undefined && { track: String(track) }),
      ...(offerTracks && { offerTracks: "true" }),
    },
    chunkSize: chunkByteLength,
    retryDelays: retryPauses(patienceMs),
    removeFingerprintOnSuccess: true,
    onShouldRetry: ({ originalResponse }) => {
      if (signal?.aborted) return false;
      const isRetried = !originalResponse || originalResponse.getStatus() === 409;
      if (isRetried && upload.url) report(sentBytes, "retrying", upload.url);
      return isRetried;
    },
    onUploadUrlAvailable: () => report(sentBytes, "sending", upload.url!),
    onChunkComplete: (_, acceptedBytes) => {
      sentBytes = acceptedBytes;
      if (acceptedBytes < file.size) report(acceptedBytes, "sending", upload.url!);
    },
    onSuccess: () => sent.resolve(),
    onError,
  };
  const upload = new TusUpload(file as File, tusOptions);
  const abort = () => {
    void upload.abort();
    sent.reject(signal!.reason);
  };
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const [previous] = await upload.findPreviousUploads();
    if (previous) upload.resumeFromPreviousUpload(previous);
    upload.start();
    await sent.promise;
    return idOf(upload.url!);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function toFileSource(blob: Blob) {
  return {
    size: blob.size,
    slice: async (start: number, end: number) => ({
      value: blob.slice(start, end),
      done: end >= blob.size,
    }),
    close: () => {},
  };
}

/** Pauses between attempts, each longer than the one before, that add up to the patience. */
function retryPauses(patienceMs: number): number[] {
  const pauses: number[] = [];
  let totalMs = 0;
  for (let next = 200; totalMs < patienceMs; next = Math.min(next * 2, maxPauseMs)) {
    pauses.push(next);
    totalMs += next;
  }
  return pauses;
}

function idOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
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
