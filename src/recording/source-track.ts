/** What a recording of one of several sound tracks of a file is called, and what is said of the others. */

import type { AudioSource } from "../audio/audio-source.ts";
import type { Recording, SourceTrack } from "../domain.ts";
import { describeTrack } from "../messages/describe-track.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import type { Database } from "../storage/database.ts";
import { listRecordingsOfFile } from "../storage/recordings-like.ts";

type OpenedTracks = Pick<AudioSource, "track" | "tracks">;

/** The track of a source that a recording was made of; undefined where the source has only one. */
export function findOwnTrack(
  { sourceTrack }: Pick<Recording, "sourceTrack">,
  { tracks }: OpenedTracks,
): number | undefined {
  if (tracks === undefined) return undefined;
  // Earlier versions took the default track, and did not store which one it was.
  return sourceTrack ?? tracks.find(({ isDefault }) => isDefault)?.number ?? 1;
}

/** Whether a recording that was made of this file is of the track that is read. */
export function isOfTrack(recording: Pick<Recording, "sourceTrack">, source: OpenedTracks): boolean {
  return findOwnTrack(recording, source) === source.track;
}

/** The tracks of a file, beside the one that is read, that have sound and that no recording was made of. */
export function listOtherTracks(
  db: Database,
  sourceSha256: string,
  { track, tracks = [] }: OpenedTracks,
): SourceTrack[] {
  const made = listRecordingsOfFile(db, sourceSha256).map((recording) => findOwnTrack(recording, { tracks }));
  return tracks.filter(
    ({ number, problem }) => problem === undefined && number !== track && !made.includes(number),
  );
}

/** What tells a recording from those of the other tracks: the track's name, its language in that language, else its number. */
export function nameTrack({ number, title, language }: SourceTrack): string {
  return title ?? (language && nameLanguage(language)) ?? `track ${number}`;
}

/** `rus` → `русский`; undefined for a code that is no language. */
function nameLanguage(code: string): string | undefined {
  try {
    const name = new Intl.DisplayNames([code], { type: "language", fallback: "none" }).of(code);
    return name?.toLowerCase() === code.toLowerCase() ? undefined : name;
  } catch {
    return undefined;
  }
}

/** `Talk` → `Talk: Microphone`. */
export function addTrackName(title: string, track: SourceTrack): string {
  return title === "" ? nameTrack(track) : `${title}: ${nameTrack(track)}`;
}

/**
 * Notes on the track that was taken and on those that were not.
 * @param isChosen a person named the track: then the others are no news
 */
export function noteTracks({ track, tracks }: OpenedTracks, name: string, isChosen: boolean): Note[] {
  const own = tracks?.find(({ number }) => number === track);
  if (!tracks || !own) return [];
  const notes = own.problem === "silent" ? [makeNote("track-silent", { track: own.number })] : [];
  if (isChosen) return notes;
  const others = tracks.filter((other) => other !== own);
  const withSound = others.filter(({ problem }) => problem === undefined);
  const list = (problem: SourceTrack["problem"]) =>
    others.filter((other) => other.problem === problem).map(({ number }) => number);
  if (withSound.length > 0)
    notes.push(
      makeNote("other-tracks", {
        track: own.number,
        count: tracks.length,
        others: withSound.map(describeTrack).join(", "),
        name,
      }),
    );
  const silent = list("silent");
  if (silent.length > 0)
    notes.push(makeNote("tracks-silent", { count: silent.length, tracks: silent.join(", ") }));
  const unreadable = list("no-decoder");
  if (unreadable.length > 0)
    notes.push(
      makeNote("tracks-without-decoder", { count: unreadable.length, tracks: unreadable.join(", ") }),
    );
  return notes;
}
