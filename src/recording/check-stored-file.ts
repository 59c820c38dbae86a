import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { openOggOpus } from "../audio/opus/ogg-opus-file.ts";
import type { Recording } from "../domain.ts";
import { fromSystemError, hasSystemCode, isArchiveError } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import { hashFile } from "./hash-file.ts";

/** What is wrong with a recording's file. */
export type StoredFileFlaw = "missing" | "wrong-size" | "damaged";

/** What was looked at: a file that has changed since is looked at again. */
export type StoredFileCheck = { flaw: StoredFileFlaw | undefined; seen: Stats | undefined };

/**
 * Compares a recording's file with what was stored of it: size first, then the hash of its bytes. The file of an earlier
 * version has no hash: the checksums inside it, of every Ogg page, are looked at instead. Either reads the whole file: for
 * an hour of sound (15 MB) the hash takes 25 ms and the pages 170 ms. Hashing the source, which is as large or larger, has
 * cost that much already.
 */
export async function checkStoredFile(
  files: ArchiveFiles,
  recording: Recording,
  signal?: AbortSignal,
): Promise<StoredFileCheck> {
  const path = recordingPath(files, recording.filename);
  try {
    const seen = await lstat(path);
    if (!seen.isFile() || seen.size !== recording.byteLength) return { flaw: "wrong-size", seen };
    return { flaw: (await isWhole(path, recording, signal)) ? undefined : "damaged", seen };
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return { flaw: "missing", seen: undefined };
    throw fromSystemError(error, path);
  }
}

async function isWhole(
  path: string,
  { opusSha256, durationSeconds }: Recording,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (opusSha256 !== null) return (await hashFile(path, signal)) === opusSha256;
  try {
    await using opus = await openOggOpus(path, { isScanned: true, ...(signal && { signal }) });
    return opus.flaws.size === 0 && Math.abs(opus.durationSeconds - durationSeconds) < 1e-3;
  } catch (error) {
    if (isArchiveError(error, "corrupt-audio") || isArchiveError(error, "unsupported-audio")) return false;
    throw error;
  }
}
