import type { DateCandidate, Recording, Segment, Transcription } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { listDateChoices } from "../recording/date-choices.ts";
import type { Database } from "../storage/database.ts";
import type { RecordingSummary } from "../storage/recording-states.ts";
import { findCurrentTranscription, getTranscription, listTranscriptions } from "../storage/transcriptions.ts";
import { listSegments } from "../storage/words.ts";
import { getRecordingSummary } from "./list-recordings.ts";
import { listTracks, type RecordingTrack } from "./list-tracks.ts";
import type { RecordingReference } from "./resolve-recording.ts";

export type RecordingDetails = {
  /** With its state, as in a list. */
  recording: RecordingSummary;
  /** The sound tracks of the file it was imported from, and which recordings they are; empty where there is only one. */
  tracks: RecordingTrack[];
  /** What each source said about its date; of a recording of an earlier version what is known of that. */
  dateChoices: DateCandidate[];
  /** Newest first. */
  transcriptions: Transcription[];
  /** The one asked for, else the current one. */
  transcription: Transcription | null;
  segments: Segment[];
};

/** One recording with its transcriptions and the words of one. @throws ArchiveError `not-found` */
export function showRecording(
  db: Database,
  reference: RecordingReference,
  transcriptionId?: number,
): RecordingDetails {
  const recording = getRecordingSummary(db, reference);
  const transcriptions = listTranscriptions(db, recording.id);
  const transcription = chooseTranscription(db, recording, transcriptionId);
  const segments = transcription ? listSegments(db, transcription.id) : [];
  const tracks = listTracks(db, recording);
  const dateChoices = listDateChoices(recording);
  return { recording, tracks, dateChoices, transcriptions, transcription, segments };
}

function chooseTranscription(
  db: Database,
  recording: Recording,
  transcriptionId: number | undefined,
): Transcription | null {
  if (transcriptionId === undefined) return findCurrentTranscription(db, recording.id) ?? null;
  const transcription = getTranscription(db, transcriptionId);
  if (transcription.recordingId === recording.id) return transcription;
  throw archiveError("transcription-of-another-recording", {
    transcription: transcriptionId,
    recording: recording.filename,
    recordingId: recording.id,
  });
}
