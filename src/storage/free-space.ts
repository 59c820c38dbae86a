import { statfsSync } from "node:fs";
import { fromSystemError } from "../errors.ts";

/** Bytes that this user can still write to the folder's disk. @throws ArchiveError what the disk says */
export function freeByteLength(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}
