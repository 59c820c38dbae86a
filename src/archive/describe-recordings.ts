import type { Recording, Transcription } from "../domain.ts";
import { ArchiveError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import { findAttempts } from "../storage/jobs.ts";
import { listRecordings } from "../storage/recordings.ts";
import { findCurrentTranscription, getTranscription, listTranscriptions } from "../storage/transcriptions.ts";
import { listSegments } from "../storage/words.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";
import type { ListedRecording, ListOptions, RecordingDetails } from "./verbs.ts";

/** Recordings, newest first, each with how far it is. */
export function listWithState(
  db: Database,
  { limit = 1_000_000, ...filter }: ListOptions,
): ListedRecording[] {
  return listRecordings(db, { filter, limit }).recordings.map((recording) => {
    const current = findCurrentTranscription(db, recording.id);
    const language = current?.language ?? null;
    if (current)
      return { ...recording, language, state: current.wordCount > 0 ? "transcribed" : "no-speech" };
    const attempts = findAttempts(db, "transcribe", recording.id);
    return { ...recording, language, state: attempts?.lastError ? "failed" : "waiting" };
  });
}

/** One recording with its transcriptions and what was said. @throws ArchiveError `not-found` */
export function describeRecording(
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
