import { statfs } from "node:fs/promises";

/** Left free for the database and its log: a full disk stops more than an upload. */
export const reservedByteLength = 16 * 1024 ** 2;

/** Bytes that may still be written to the disk of a folder; infinite where the system does not say. */
export async function readFreeSpace(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // Some network file systems do not answer. The write itself fails when the disk is full, and loses nothing.
    return Number.POSITIVE_INFINITY;
  }
}
