/**
 * Outdated sidecars → files. The order keeps an older state from ever replacing a newer one, also with two processes at
 * work: token, rows, part file on the disk; then in one transaction: token again, rename, folder on the disk, mark removed.
 */

import { renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { fromSystemError, isArchiveError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { type ArchiveFiles, findRecordingFile, newPartPath } from "./archive-files.ts";
import { type Database, transaction } from "./database.ts";
import { readSidecar } from "./read-sidecar.ts";
import { findRecording } from "./recordings.ts";
import { assertRecordingsFolder } from "./recordings-folder.ts";
import { renderSidecar } from "./render-sidecar.ts";
import { chooseSidecarPath, findSidecar } from "./sidecar-files.ts";
import { clearDueSidecar, findDueToken, listDueSidecars, storeMissingChecksum } from "./sidecars-due.ts";
import { syncPath } from "./sync-path.ts";

/** A complete sidecar under a temporary name. */
type PreparedSidecar = {
  id: number;
  token: number;
  partPath: string;
  missingChecksums: Map<number, string>;
};

/** A folder is flushed and a transaction committed once for so many sidecars. */
export const sidecarBatchSize = 16;

type WriteOptions = {
  /** Default: all that are outdated. */
  ids?: readonly number[] | undefined;
  /** Recordings that get a sidecar though recordings/ has nothing of them. Default: none. */
  withoutSound?: ReadonlySet<number> | undefined;
  signal?: AbortSignal | undefined;
  /** Called after each batch. */
  onProgress?: ((done: number, total: number) => void) | undefined;
};

/**
 * Writes outdated sidecars now and waits for them. Those whose recording has no file in recordings/ stay outdated.
 * @returns number of sidecars written
 * @throws ArchiveError `disk-full`, `no-permission`, `archive-busy`, `disk-error` (also: recordings/ is not mounted)
 */
export async function writeDueSidecars(
  db: Database,
  files: ArchiveFiles,
  { ids, withoutSound, signal, onProgress }: WriteOptions = {},
): Promise<number> {
  const due = ids ?? listDueSidecars(db).map(({ id }) => id);
  if (due.length > 0) assertRecordingsFolder(db, files);
  let written = 0;
  for (let at = 0; at < due.length && !signal?.aborted; at += sidecarBatchSize) {
    let waiting: readonly number[] = due.slice(at, at + sidecarBatchSize);
    // Again those that changed while they were written.
    while (waiting.length > 0 && !signal?.aborted) {
      const { done, changed } = await writeSidecarBatch(db, files, waiting, signal, withoutSound);
      written += done.length;
      waiting = changed;
    }
    onProgress?.(Math.min(at + sidecarBatchSize, due.length), due.length);
  }
  return written;
}

/** One batch. `changed`: recordings that changed meanwhile and are to be written again; `skipped`: those without a file. */
export async function writeSidecarBatch(
  db: Database,
  files: ArchiveFiles,
  ids: readonly number[],
  signal?: AbortSignal | undefined,
  withoutSound?: ReadonlySet<number> | undefined,
): Promise<{ done: number[]; changed: number[]; skipped: number[] }> {
  const prepared: PreparedSidecar[] = [];
  const skipped: number[] = [];
  try {
    for (const id of ids) {
      if (signal?.aborted) break;
      const one = await prepareSidecar(db, files, id, { signal, withoutSound }).catch(skipDamaged);
      if (one === "skipped") skipped.push(id);
      else if (one) prepared.push(one);
    }
    // All at once: the first flush takes most of the others along on a journalling file system.
    await Promise.all(prepared.map(({ partPath }) => flushPart(files, partPath)));
    return { ...publishSidecars(db, files, prepared), skipped };
  } finally {
    for (const { partPath } of prepared) rmSync(partPath, { force: true });
  }
}

/** A row whose file name leads out of recordings/ must not keep the others from being written. */
function skipDamaged(error: unknown): "skipped" {
  if (!isArchiveError(error, "archive-damaged")) throw error;
  log("error", "sidecar-skipped", errorFields(error));
  return "skipped";
}

/** Undefined when nothing is outdated (any more). */
async function prepareSidecar(
  db: Database,
  files: ArchiveFiles,
  id: number,
  { signal, withoutSound }: Pick<WriteOptions, "signal" | "withoutSound">,
): Promise<PreparedSidecar | "skipped" | undefined> {
  const token = findDueToken(db, id);
  const recording = findRecording(db, id);
  if (token === undefined || !recording) return undefined;
  const previousPath = findSidecar(files, recording);
  // Neither sound nor sidecar: another disk may lie in this place.
  if (previousPath === undefined && !withoutSound?.has(id) && !findRecordingFile(files, recording.filename))
    return "skipped";
  const rendered = await renderSidecar(db, id, {
    signal,
    loadPrevious: async () => {
      const previous = previousPath === undefined ? undefined : await readSidecar(previousPath);
      return previous?.state === "whole" ? previous.sidecar : undefined;
    },
  });
  if (!rendered) return undefined;
  if (rendered.damagedTranscriptions.length > 0)
    log("error", "transcription-rows-damaged", {
      recording: id,
      count: rendered.damagedTranscriptions.length,
    });
  const partPath = newPartPath(files, "json");
  try {
    await writePart(partPath, rendered.pieces);
  } catch (error) {
    rmSync(partPath, { force: true });
    throw fromSystemError(error, files.recordings);
  }
  return { id, token, partPath, missingChecksums: rendered.missingChecksums };
}

async function writePart(path: string, pieces: readonly string[]): Promise<void> {
  const file = await open(path, "wx");
  try {
    // In blocks: a transcript has thousands of pieces.
    let waiting: string[] = [];
    let length = 0;
    for (const piece of pieces) {
      waiting.push(piece);
      length += piece.length;
      if (length < 256 * 1024) continue;
      await file.writeFile(waiting.join(""));
      waiting = [];
      length = 0;
    }
    await file.writeFile(waiting.join(""));
  } finally {
    await file.close();
  }
}

async function flushPart(files: ArchiveFiles, path: string): Promise<void> {
  try {
    const file = await open(path, "r+");
    await file.sync().finally(() => file.close());
  } catch (error) {
    throw fromSystemError(error, files.recordings);
  }
}

function publishSidecars(
  db: Database,
  files: ArchiveFiles,
  prepared: readonly PreparedSidecar[],
): { done: number[]; changed: number[] } {
  const done: number[] = [];
  const changed: number[] = [];
  if (prepared.length === 0) return { done, changed };
  transaction(db, () => {
    for (const { id, token, partPath } of prepared) {
      const found = findDueToken(db, id);
      const recording = findRecording(db, id);
      // No row: another process has written this very state, or the recording was removed.
      if (found === undefined || !recording) continue;
      if (found !== token) {
        changed.push(id);
        continue;
      }
      const { path } = chooseSidecarPath(files, recording);
      try {
        renameSync(partPath, path);
      } catch (error) {
        throw fromSystemError(error, path);
      }
      done.push(id);
    }
    if (done.length > 0) syncPath(files.recordings);
    for (const { id, missingChecksums } of prepared) {
      if (!done.includes(id)) continue;
      for (const [transcription, checksum] of missingChecksums)
        storeMissingChecksum(db, transcription, checksum);
      // Last: a checksum that was filled in has marked the sidecar, which holds it already.
      clearDueSidecar(db, id);
    }
  });
  return { done, changed };
}
