import type { Recording, Segment, Transcription } from "../domain.ts";
import { ArchiveError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import { findCurrentTranscription, getTranscription, listTranscriptions } from "../storage/transcriptions.ts";
import { listSegments } from "../storage/words.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type RecordingDetails = {
  recording: Recording;
  /** Newest first. */
  transcriptions: Transcription[];
  /** The one asked for, else the current one. */
  transcription: Transcription | null;
  segments: Segment[];
};

/** One recording with its transcriptions and what was said. @throws ArchiveError `not-found` */
export function showRecording(
  db: Database,
  reference: RecordingReference,
  transcriptionId?: number,
): RecordingDetails {
  const recording = resolveRecording(db, reference);
  const transcriptions = listTranscriptions(db, recording.id);
  const transcription = chooseTranscription(db, recording, transcriptionId);
  const segments = transcription ? listSegments(db, transcription.id) : [];
  return { recording, transcriptions, transcription, segments };
}

function chooseTranscription(
  db: Database,
  recording: Recording,
  transcriptionId: number | undefined,
): Transcription | null {
  if (transcriptionId === undefined) return findCurrentTranscription(db, recording.id) ?? null;
  const transcription = getTranscription(db, transcriptionId);
  if (transcription.recordingId === recording.id) return transcription;
  throw new ArchiveError(
    "not-found",
    `transcription ${transcriptionId} is not of ${recording.filename}`,
    `fonoteka show ${recording.id} lists its transcriptions`,
  );
}
