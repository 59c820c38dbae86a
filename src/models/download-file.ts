import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ArchiveError, archiveError, cancelledError, fromSystemError } from "../errors.ts";
import { log } from "../log.ts";
import { withFileLock } from "./file-lock.ts";

export type FileDownload = {
  url: string;
  /** Where the file gets its name, once it is whole and right. */
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

/** Tries in a row that bring (nearly) nothing before it is given up. */
const maxBarrenTries = 5;
/** What makes a try count as one that got on. */
const worthwhileBytes = 65536;

/** Something that may be gone at the next try. */
class TransientError extends Error {}

/**
 * One file over HTTP, through `target.part`: goes on there after a cut (Range with If-Range), starts anew when the
 * server ignores ranges or serves other content, and renames only what has the right SHA-256. Processes that want the
 * same file wait for the one that fetches it.
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
  let wrongContent = 0;
  for (let barren = 0; ; ) {
    const before = await sizeOf(part);
    try {
      if (before !== download.byteLength) await receive(download, part, before);
      if ((await sha256Of(part, signal)) === download.sha256) {
        await rename(part, target);
        await rm(`${part}.etag`, { force: true });
        return;
      }
      await discard(part);
      // Once may be a broken transfer; twice is what the hub serves.
      if (++wrongContent === 2) throw wrongContentError(download);
      throw new TransientError("its SHA-256 is wrong");
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      signal?.throwIfAborted();
      const gained = (await sizeOf(part)) - before;
      barren = gained >= worthwhileBytes ? 1 : barren + 1;
      if (barren >= maxBarrenTries) {
        throw archiveError(
          "download-failed",
          { what, host: new URL(download.url).host, why: error.message },
          { cause: error },
        );
      }
      log("warn", "download-retried", { failures: barren, gainedBytes: gained });
      await sleep(Math.min(backoffMs * 2 ** (barren - 1), 30_000), undefined, { signal });
    }
  }
}

/** One request: appends to `part` what the server sends, until the file is whole. */
async function receive(download: FileDownload, part: string, have: number): Promise<void> {
  const stall = new AbortController();
  const stalled = () => stall.abort(new TransientError(`no data for ${download.stallMs / 1000} s`));
  let timer = setTimeout(stalled, download.stallMs);
  const signals = download.signal ? [download.signal, stall.signal] : [stall.signal];
  let file: FileHandle | undefined;
  try {
    const etag = have > 0 ? await readFile(`${part}.etag`, "utf8").catch(() => "") : "";
    const resume = have > 0 && have < download.byteLength;
    // Without identity the server may compress, and lengths and ranges would be those of the compressed bytes.
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (resume) headers.range = `bytes=${have}-`;
    // If-Range takes strong tags only; without one the tags are compared below, and the SHA-256 in the end.
    if (resume && etag.startsWith('"')) headers["if-range"] = etag;
    const response = await fetch(download.url, { headers, signal: AbortSignal.any(signals) });
    const goesOn = resume && continues(response, have, etag);
    if (!response.ok || (response.status === 206 && !goesOn)) {
      await response.body?.cancel();
      await refuse(download, response, part);
    }
    let at = goesOn ? have : 0;
    file = await open(part, goesOn ? "r+" : "w");
    if (!goesOn) await writeFile(`${part}.etag`, response.headers.get("etag") ?? "");
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(stalled, download.stallMs);
      if (at + chunk.length > download.byteLength) {
        await discard(part);
        throw new TransientError("it sends more than the file has");
      }
      await writeAll(file, chunk, at);
      at += chunk.length;
      download.onProgress(at);
    }
    if (at < download.byteLength) throw new TransientError("the connection was cut");
    // The name must never be on disk before the bytes are.
    await file.sync();
  } catch (error) {
    if (stall.signal.aborted && !download.signal?.aborted) throw stall.signal.reason;
    throw isNetworkError(error) ? new TransientError(networkReason(error), { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    await file?.close();
  }
}

/** Whether a 206 brings exactly the bytes after ours, of the same content. */
function continues(response: Response, have: number, etag: string): boolean {
  if (response.status !== 206) return false;
  const start = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  return Number(start) === have && (etag === "" || (response.headers.get("etag") ?? etag) === etag);
}

/** What an answer without the wanted bytes means. */
async function refuse(download: FileDownload, response: Response, part: string): Promise<never> {
  const { status } = response;
  const host = new URL(download.url).host;
  if (status === 206 || status === 416) {
    await discard(part);
    throw new TransientError("the hub's file is not the one this download began with");
  }
  if (status >= 500 || status === 429 || status === 408) throw new TransientError(`it answers ${status}`);
  const isAbsent = status === 404 || status === 401 || status === 403;
  throw archiveError(isAbsent ? "download-not-there" : "download-refused", {
    what: download.what,
    host,
    status,
  });
}

function wrongContentError({ what, url, sha256 }: FileDownload): ArchiveError {
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

/** What fetch and its body throw when the network fails: a TypeError with the reason as its cause. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TypeError") return error.cause !== undefined || error.message === "fetch failed";
  return (
    "code" in error &&
    /^(ECONN|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|UND_ERR|ENETUNREACH|EHOSTUNREACH|HPE_)/.test(String(error.code))
  );
}

function networkReason(error: unknown): string {
  const cause = (error as Error).cause;
  const inner = cause instanceof Error ? cause : (error as Error);
  const code = "code" in inner ? String(inner.code) : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no network, or no such host";
  if (code === "ECONNREFUSED") return "the connection is refused";
  return inner.message || code || "the connection failed";
}
