/** A recording's file is opened only if it is a regular file in recordings/: a stranger's archive may hold links and pipes. */

import { lstatSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { archiveError, hasSystemCode } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";
import { openRegularFile } from "./open-regular-file.ts";

/**
 * Opens a recording's Opus file for reading; the caller closes it.
 * @throws ArchiveError `archive-damaged` (not a regular file); errors of the operating system
 */
export async function openRecordingFile(files: ArchiveFiles, filename: string): Promise<FileHandle> {
  assertRecordingFile(files, filename);
  try {
    return await openRegularFile(recordingPath(files, filename));
  } catch (error) {
    // It was replaced by a link since it was looked at, or is a folder.
    if (hasSystemCode(error, "ELOOP", "EINVAL")) throw notAFile(filename);
    throw error;
  }
}

/** Rejects a link, a pipe or a device under a recording's name; a missing file is left to whoever opens it. @throws ArchiveError `archive-damaged` */
export function assertRecordingFile(files: ArchiveFiles, filename: string): void {
  const found = lstatSync(recordingPath(files, filename), { throwIfNoEntry: false });
  if (found && !found.isFile() && !found.isDirectory()) throw notAFile(filename);
}

function notAFile(filename: string): Error {
  return archiveError("recording-not-a-file", { filename });
}
