/** One recording's sound → its stored transcription, by whatever recogniser is handed in. */

import type { Language, Recording, Segment, Transcription } from "../domain.ts";
import { throwIfCancelled } from "../errors.ts";
import type { Transcriber } from "../speech/transcriber.ts";
import type { Database } from "../storage/database.ts";
import { insertTranscription } from "../storage/transcriptions.ts";
import { majorityLanguage, meanConfidence } from "./measure-transcript.ts";

export type TranscribeRecordingOptions = {
  db: Database;
  transcriber: Transcriber;
  recording: Recording;
  /** Where the recording's file lies. */
  recordingPath: string;
  /** The language spoken, when known. */
  language?: Language | undefined;
  /** Detection chooses among these. */
  allowedLanguages: Language[];
  signal?: AbortSignal | undefined;
  onSegment?: ((segment: Segment) => void) | undefined;
  /** Seconds of sound done so far. */
  onProgress?: ((doneSeconds: number) => void) | undefined;
};

/**
 * Runs the recogniser over a recording and stores what it heard, all at once and only when it is complete: cancelled or
 * failed work leaves nothing behind. The new transcription becomes the current one; earlier ones stay.
 * No speech is a result, too: a transcription without words is stored, so that it is not tried again.
 * @throws ArchiveError `cancelled`, `not-found` (the recording is gone meanwhile), and what the recogniser throws
 */
export async function transcribeRecording(options: TranscribeRecordingOptions): Promise<Transcription> {
  const { db, transcriber, recording, recordingPath, signal, onSegment, onProgress } = options;
  const what = `transcribing ${recording.filename}`;
  throwIfCancelled(signal, what);
  const segments: Segment[] = [];
  const { language, allowedLanguages } = options;
  for await (const segment of transcriber.transcribe(recordingPath, {
    language,
    allowedLanguages,
    signal,
    onProgress,
  })) {
    throwIfCancelled(signal, what);
    if (segment.words.length === 0) continue;
    segments.push(segment);
    onSegment?.(segment);
  }
  throwIfCancelled(signal, what);
  return insertTranscription(db, {
    recordingId: recording.id,
    transcript: {
      // Silence has no language, even where one was given.
      language: majorityLanguage(segments) ?? (segments.length > 0 ? (language ?? null) : null),
      confidence: meanConfidence(segments),
      segments,
    },
    engine: transcriber.engine,
    model: transcriber.model,
    createdAt: new Date().toISOString(),
  });
}
