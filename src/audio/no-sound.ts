import { ArchiveError } from "../errors.ts";

/** For audio without a single sample. */
export function noSoundError(path: string | undefined): ArchiveError {
  return new ArchiveError(
    "corrupt-audio",
    `${path ?? "the source"}: contains no audio`,
    "check that the file plays elsewhere",
  );
}
