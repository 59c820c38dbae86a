/** A recording's file is opened only if it is a regular file in recordings/: a stranger's archive may hold links and pipes. */

import { constants, lstatSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { archiveError, hasSystemCode } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";

/** A link is not followed, and a pipe does not wait for a writer. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a recording's Opus file for reading; the caller closes it.
 * @throws ArchiveError `archive-damaged` (not a regular file); errors of the operating system
 */
export async function openRecordingFile(files: ArchiveFiles, filename: string): Promise<FileHandle> {
  assertRecordingFile(files, filename);
  let handle: FileHandle;
  try {
    handle = await open(recordingPath(files, filename), flags);
  } catch (error) {
    // It was replaced by a link since it was looked at.
    if (hasSystemCode(error, "ELOOP")) throw notAFile(filename);
    throw error;
  }
  const found = await handle.stat();
  if (found.isFile()) return handle;
  await handle.close();
  throw notAFile(filename);
}

/** Rejects a link, a pipe or a device under a recording's name; a missing file is left to whoever opens it. @throws ArchiveError `archive-damaged` */
export function assertRecordingFile(files: ArchiveFiles, filename: string): void {
  const found = lstatSync(recordingPath(files, filename), { throwIfNoEntry: false });
  if (found && !found.isFile() && !found.isDirectory()) throw notAFile(filename);
}

function notAFile(filename: string): Error {
  return archiveError("recording-not-a-file", { filename });
}
