/** SHA-256 of the bytes of files, in hexadecimal. */

import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { fromSystemError, isArchiveError, throwIfCancelled } from "../errors.ts";
import { openRegularFile } from "./open-regular-file.ts";

export type HashedFile = { byteLength: number; sha256: string };

export type HashOptions = {
  signal?: AbortSignal | undefined;
  /** Called with the number of bytes of each block that was read. */
  onRead?: ((byteLength: number) => void) | undefined;
};

const blockByteLength = 1 << 20;

/** Of a file that a person gave, also behind a link. Throws `cancelled`, and errors of the operating system. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  await using file = await open(path);
  return (await hashOpenFile(file, `reading ${path}`, { signal })).sha256;
}

/** Of a file of the archive or of a backup. @throws ArchiveError for a link or a pipe as well; `cancelled` */
export async function hashRegularFile(path: string, options: HashOptions = {}): Promise<HashedFile> {
  try {
    await using file = await openRegularFile(path);
    return await hashOpenFile(file, `reading ${path}`, options);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** The same; undefined when the file is missing, cannot be read, or is no regular file. @throws ArchiveError `cancelled` */
export async function hashIfReadable(path: string, options: HashOptions = {}): Promise<string | undefined> {
  try {
    return (await hashRegularFile(path, options)).sha256;
  } catch (error) {
    if (isArchiveError(error, "cancelled") || !isArchiveError(error)) throw error;
    return undefined;
  }
}

/**
 * Of an open file, from its beginning; reads a megabyte at a time.
 * @param what is cancelled, for the message
 * @param take called with each block, which is overwritten afterwards
 * @throws ArchiveError `cancelled`; errors of the operating system
 */
export async function hashOpenFile(
  file: FileHandle,
  what: string,
  { signal, onRead }: HashOptions,
  take?: (block: Buffer) => Promise<void>,
): Promise<HashedFile> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(blockByteLength);
  for (let byteLength = 0; ; ) {
    throwIfCancelled(signal, what);
    const { bytesRead } = await file.read(buffer, 0, blockByteLength, byteLength);
    if (bytesRead === 0) return { byteLength, sha256: hash.digest("hex") };
    const block = buffer.subarray(0, bytesRead);
    hash.update(block);
    byteLength += bytesRead;
    await take?.(block);
    onRead?.(bytesRead);
  }
}
