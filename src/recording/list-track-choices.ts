import { openAudio } from "../audio/open-audio.ts";
import type { SourceTrack } from "../domain.ts";
import { isArchiveError } from "../errors.ts";

/** A sound track of a file to import, and what is known of all its tracks. */
export type TrackChoice = {
  /** Default: the one that would be taken without a choice. */
  track?: number | undefined;
  tracks?: readonly SourceTrack[] | undefined;
};

/**
 * The tracks of a file that can each become a recording: those with sound, the one that would be taken without a choice first.
 * One choice for a file with a single track, or one that cannot be read: importing it says why.
 * @throws ArchiveError `cancelled`
 */
export async function listTrackChoices(
  path: string,
  signal: AbortSignal | undefined,
): Promise<TrackChoice[]> {
  try {
    await using source = await openAudio(path, { signal });
    const { track: chosen, tracks } = source;
    if (tracks === undefined) return [{}];
    const numbers = tracks.filter(({ problem }) => problem === undefined).map(({ number }) => number);
    const others = numbers.filter((number) => number !== chosen);
    return [chosen!, ...others].map((track) => ({ track, tracks }));
  } catch (error) {
    if (isArchiveError(error) && error.code !== "cancelled") return [{}];
    throw error;
  }
}
