/** A recording → its stored transcription, by any `Transcriber`. */

import type { Language, Recording, Segment, Transcription } from "../domain.ts";
import { throwIfCancelled } from "../errors.ts";
import type { Transcriber } from "../speech/transcriber.ts";
import type { Database } from "../storage/database.ts";
import { insertTranscription } from "../storage/transcriptions.ts";
import { majorityLanguage, meanConfidence } from "./measure-transcript.ts";

type TranscribeRecordingOptions = {
  db: Database;
  transcriber: Transcriber;
  recording: Recording;
  /** Path of the recording's file. */
  recordingPath: string;
  /** The spoken language, when known. */
  language?: Language | undefined;
  /** Detection chooses among these. */
  allowedLanguages: Language[];
  signal?: AbortSignal | undefined;
  onSegment?: ((segment: Segment) => void) | undefined;
  /** Seconds of sound done so far. */
  onProgress?: ((doneSeconds: number) => void) | undefined;
};

/**
 * Transcribes a recording and stores the result in one transaction when it is complete: cancelled or failed work leaves nothing
 * behind. The new transcription becomes the current one; earlier ones are kept. A recording without speech gets a
 * transcription without words, so that it is not tried again.
 * @throws ArchiveError `cancelled`, `not-found` (the recording was deleted meanwhile), and what the transcriber throws
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
      // Silence has no language, even if one was given.
      language: majorityLanguage(segments) ?? (segments.length > 0 ? (language ?? null) : null),
      confidence: meanConfidence(segments),
      segments,
    },
    engine: transcriber.engine,
    model: transcriber.model,
    createdAt: new Date().toISOString(),
  });
}
