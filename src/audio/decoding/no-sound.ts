import { type ArchiveError, archiveError } from "../../errors.ts";

/** For a sound of not a single sample. */
export function noSoundError(path: string | undefined): ArchiveError {
  return archiveError("no-audio-in-file", { path: path ?? "the sound" });
}
