import type { Recording, SourceTrack } from "../domain.ts";
import type { Database } from "../storage/database.ts";
import { listRecordingsOfFile } from "../storage/recordings-like.ts";

/** A sound track of the file that a recording was imported from, and the recording that was made of it: null if none was. */
export type RecordingTrack = SourceTrack & { recordingId: number | null };

/** The sound tracks of a recording's source; empty where it has only one. */
export function listTracks(db: Database, recording: Recording): RecordingTrack[] {
  const { sourceTracks, sourceSha256 } = recording;
  if (sourceTracks.length === 0) return [];
  const ofFile = listRecordingsOfFile(db, sourceSha256);
  return sourceTracks.map((track) => {
    const made = ofFile.filter(({ sourceTrack }) => sourceTrack === track.number);
    const recordingId = made.some(({ id }) => id === recording.id) ? recording.id : made[0]?.id;
    return { ...track, recordingId: recordingId ?? null };
  });
}
