import { rmSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Recording } from "../domain.ts";
import { fromSystemError } from "../errors.ts";
import { type ArchiveFiles, placePartFile, removeRecordingFile } from "./archive-files.ts";
import { type Database, transaction } from "./database.ts";
import {
  findRecordingByFilename,
  findRecordingBySoundHash,
  insertRecording,
  type NewRecording,
} from "./recordings.ts";

type AddRecordingOptions = {
  /** A finished Opus file at a path from `newPartPath`; it is gone afterwards, also when adding fails. */
  partPath: string;
  /** Everything but the file's name, which is chosen here from `createdAt`. */
  recording: Omit<NewRecording, "filename">;
  /** Store it even if the archive has the same sound already. Default false. */
  allowDuplicate?: boolean | undefined;
};

/** `added: false`: the archive has this sound already, as the recording returned. */
type AddedRecording = { added: boolean; recording: Recording };

/**
 * Adds a finished file to the archive: its bytes are on the disk and it has its name before its row is stored; both happen
 * or neither. Two programs that import the same sound at once get one recording. Throws `disk-full`, `no-permission`,
 * `archive-busy`.
 */
export async function addRecording(
  db: Database,
  files: ArchiveFiles,
  { partPath, recording, allowDuplicate = false }: AddRecordingOptions,
): Promise<AddedRecording> {
  let filename: string | undefined;
  try {
    await syncFile(partPath);
    return transaction(db, () => {
      const duplicate = allowDuplicate ? undefined : findRecordingBySoundHash(db, recording.soundSha256);
      if (duplicate) return { added: false, recording: duplicate };
      filename = placePartFile(files, {
        partPath,
        createdAt: recording.createdAt,
        isTaken: (name) => findRecordingByFilename(db, name) !== undefined,
      });
      return { added: true, recording: insertRecording(db, { ...recording, filename }) };
    });
  } catch (error) {
    if (filename !== undefined && !findRecordingByFilename(db, filename))
      removeRecordingFile(files, filename);
    throw error;
  } finally {
    rmSync(partPath, { force: true });
  }
}

/** Before the transaction: a large file takes seconds, and other writers would wait. */
export async function syncFile(path: string): Promise<void> {
  try {
    const file = await open(path, "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
