import { ArchiveError } from "../../errors.ts";

/** For a sound of not a single sample. */
export function noSoundError(path: string | undefined): ArchiveError {
  return new ArchiveError(
    "corrupt-audio",
    `${path ?? "the sound"}: there is no sound in it`,
    "check that it plays elsewhere",
  );
}
