import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ArchiveError, archiveError, cancelledError, fromSystemError } from "../errors.ts";
import { log } from "../log.ts";
import { withFileLock } from "./file-lock.ts";

type FileDownload = {
  url: string;
  /** The path of the complete and verified file. */
  target: string;
  byteLength: number;
  /** Hex. */
  sha256: string;
  /** For messages: `model X: file`. */
  what: string;
  stallMs: number;
  backoffMs: number;
  signal?: AbortSignal | undefined;
  onProgress: (receivedBytes: number) => void;
};

/** Attempts in a row without progress before the download fails. */
const maxFailedAttempts = 5;
/** An attempt that receives less than this made no progress. */
const minProgressBytes = 65536;

/** Why an attempt failed, in words for people. The page has a Russian text for each. */
export const downloadProblems = [
  "no network or unknown host",
  "connection refused",
  "connection failed",
  "the connection was interrupted",
  "the server does not answer",
  "the server stopped sending data",
  "the server sent more bytes than expected",
  "the file on the hub has changed",
  "checksum mismatch",
] as const;

/** `HTTP 503` and the codes of rare network errors (`CERT_HAS_EXPIRED`) are the same in every language. */
type DownloadProblem = (typeof downloadProblems)[number] | `HTTP ${number}` | Uppercase<string>;

/** A failure that may not happen at the next attempt. */
class TransientError extends Error {
  constructor(problem: DownloadProblem, options?: ErrorOptions) {
    super(problem, options);
  }
}

/**
 * Downloads one file over HTTP to `target.part` and renames it once its SHA-256 is right. An interrupted download resumes
 * (Range with If-Range); it starts again when the server ignores ranges or its file has changed. Processes that want the same
 * file wait for the one that downloads it.
 */
export async function downloadFile(download: FileDownload): Promise<void> {
  const { target, what, signal } = download;
  try {
    await mkdir(dirname(target), { recursive: true });
    await withFileLock(`${target}.lock`, signal, async () => {
      // Another process may have finished it while this one waited.
      if ((await sizeOf(target)) === download.byteLength) return;
      await downloadWithRetries(download);
    });
  } catch (error) {
    if (signal?.aborted) throw cancelledError(`download of ${what}`);
    throw fromSystemError(error, target);
  }
}

async function downloadWithRetries(download: FileDownload): Promise<void> {
  const { target, what, signal, backoffMs } = download;
  const part = `${target}.part`;
  let mismatches = 0;
  for (let failedAttempts = 0; ; ) {
    const before = await sizeOf(part);
    try {
      if (before !== download.byteLength) await receive(download, part, before);
      if ((await sha256Of(part, signal)) === download.sha256) {
        await rename(part, target);
        await rm(`${part}.etag`, { force: true });
        return;
      }
      await discard(part);
      // The first mismatch may be a transfer error; the second means that the hub has another file.
      if (++mismatches === 2) throw checksumError(download);
      throw new TransientError("checksum mismatch");
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      signal?.throwIfAborted();
      const gained = (await sizeOf(part)) - before;
      failedAttempts = gained >= minProgressBytes ? 1 : failedAttempts + 1;
      if (failedAttempts >= maxFailedAttempts) {
        throw archiveError(
          "download-failed",
          { what, host: new URL(download.url).host, why: error.message },
          { cause: error },
        );
      }
      log("warn", "download-retried", { failures: failedAttempts, gainedBytes: gained });
      await sleep(Math.min(backoffMs * 2 ** (failedAttempts - 1), 30_000), undefined, { signal });
    }
  }
}

/** One request: appends to `part` what the server sends, until the file is complete. */
async function receive(download: FileDownload, part: string, have: number): Promise<void> {
  const stall = new AbortController();
  const stalled = () => stall.abort(new TransientError("the server stopped sending data"));
  let timer = setTimeout(stalled, download.stallMs);
  const signals = download.signal ? [download.signal, stall.signal] : [stall.signal];
  let file: FileHandle | undefined;
  try {
    const etag = have > 0 ? await readFile(`${part}.etag`, "utf8").catch(() => "") : "";
    const resume = have > 0 && have < download.byteLength;
    // Otherwise the server may compress, and lengths and ranges would be those of the compressed bytes.
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (resume) headers.range = `bytes=${have}-`;
    // If-Range takes strong entity tags only; weak ones are compared below, and the SHA-256 is checked at the end.
    if (resume && etag.startsWith('"')) headers["if-range"] = etag;
    const response = await fetch(download.url, { headers, signal: AbortSignal.any(signals) });
    const resumes = resume && continues(response, have, etag);
    if (!response.ok || (response.status === 206 && !resumes)) {
      await response.body?.cancel();
      await throwForStatus(download, response, part);
    }
    let at = resumes ? have : 0;
    file = await open(part, resumes ? "r+" : "w");
    if (!resumes) await writeFile(`${part}.etag`, response.headers.get("etag") ?? "");
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(stalled, download.stallMs);
      if (at + chunk.length > download.byteLength) {
        await discard(part);
        throw new TransientError("the server sent more bytes than expected");
      }
      await writeAll(file, chunk, at);
      at += chunk.length;
      download.onProgress(at);
    }
    if (at < download.byteLength) throw new TransientError("the connection was interrupted");
    // The bytes must be on disk before the file gets its name.
    await file.sync();
  } catch (error) {
    if (stall.signal.aborted && !download.signal?.aborted) throw stall.signal.reason;
    throw isNetworkError(error) ? new TransientError(networkReason(error), { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    await file?.close();
  }
}

/** Whether a 206 holds exactly the bytes after ours, of the same file. */
function continues(response: Response, have: number, etag: string): boolean {
  if (response.status !== 206) return false;
  const start = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  return Number(start) === have && (etag === "" || (response.headers.get("etag") ?? etag) === etag);
}

/** Throws the error of a response without the wanted bytes. */
async function throwForStatus(download: FileDownload, response: Response, part: string): Promise<never> {
  const { status } = response;
  const host = new URL(download.url).host;
  if (status === 206 || status === 416) {
    await discard(part);
    throw new TransientError("the file on the hub has changed");
  }
  if (status >= 500 || status === 429 || status === 408) throw new TransientError(`HTTP ${status}`);
  const isAbsent = status === 404 || status === 401 || status === 403;
  throw archiveError(isAbsent ? "download-not-there" : "download-rejected", {
    what: download.what,
    host,
    status,
  });
}

function checksumError({ what, url, sha256 }: FileDownload): ArchiveError {
  return archiveError("checksum-mismatch", { what, host: new URL(url).host, sha256 });
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.etag`, { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const rest = chunk.length - written;
    written += (await file.write(chunk, written, rest, position + written)).bytesWritten;
  }
}

async function sha256Of(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** True for what fetch throws when the network fails: a TypeError with the reason as its cause. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TypeError") return error.cause !== undefined || error.message === "fetch failed";
  return (
    "code" in error &&
    /^(ECONN|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|UND_ERR|ENETUNREACH|EHOSTUNREACH|HPE_)/.test(String(error.code))
  );
}

function networkReason(error: unknown): DownloadProblem {
  const cause = (error as Error).cause;
  const inner = cause instanceof Error ? cause : (error as Error);
  const code = "code" in inner ? String(inner.code).toUpperCase() : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no network or unknown host";
  if (code === "ECONNREFUSED") return "connection refused";
  if (["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(code)) return "the connection was interrupted";
  if (/TIMEDOUT|TIMEOUT/.test(code)) return "the server does not answer";
  return (code as Uppercase<string>) || "connection failed";
}
