import { archiveError, fromSystemError, isArchiveError } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";
import { assertRecordingFile } from "./open-recording-file.ts";
import { findNotMountedError } from "./recordings-folder.ts";

/** Reasons that are a flaw of the file itself; what is asked of a sound file (such as a clip's range) is none. */
const flaws = ["path-is-a-folder", "not-a-regular-file"];
const requests = ["clip-without-audio"];

/**
 * An error of reading a recording's file as what it means there: nobody gave this file, it is missing from the archive or
 * damaged in it. Errors about anything else pass through.
 */
function toStoredFileError(error: unknown, files: ArchiveFiles, filename: string): unknown {
  const path = recordingPath(files, filename);
  const known = fromSystemError(error, pathOf(error) ?? path);
  if (!isArchiveError(known) || known.values.path !== path) return known;
  if (known.reason === "path-not-found" || known.reason === "path-not-a-folder")
    return (
      findNotMountedError(files) ?? archiveError("recording-file-missing", { filename }, { cause: error })
    );
  const isDamage = known.code === "corrupt-audio" || known.code === "unsupported-audio";
  if ((isDamage && !requests.includes(known.reason)) || flaws.includes(known.reason))
    return archiveError("recording-file-damaged", { filename }, { cause: error });
  return known;
}

function pathOf(error: unknown): string | undefined {
  return error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : undefined;
}

/** Runs `work`, which reads a recording's file, with its errors as `toStoredFileError` says them. */
export async function readingStoredFile<Result>(
  files: ArchiveFiles,
  filename: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    assertRecordingFile(files, filename);
    return await work();
  } catch (error) {
    throw toStoredFileError(error, files, filename);
  }
}
