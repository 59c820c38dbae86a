/** A recording → its stored transcription, by any `Transcriber`. */

import type { ChannelChoice, Language, Recording, Segment, Transcription } from "../domain.ts";
import { throwIfCancelled } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import type { Note } from "../messages/notes.ts";
import type { RecognitionCheckpoint, Transcriber } from "../speech/transcriber.ts";
import { findCheckpoint, putCheckpoint } from "../storage/checkpoints.ts";
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
  /** Which channels of a stereo recording are recognised; default: what carries speech. */
  channels?: ChannelChoice | undefined;
  signal?: AbortSignal | undefined;
  onSegment?: ((segment: Segment) => void) | undefined;
  /** Seconds of sound done so far. */
  onProgress?: ((doneSeconds: number) => void) | undefined;
  /** Called first when the work goes on where an earlier run stopped. */
  onResumed?: ((doneSeconds: number) => void) | undefined;
  /** Called before anything is written; what it throws ends the work. */
  assertMayWrite?: (() => void) | undefined;
};

/**
 * Transcribes a recording and stores the result in one transaction when it is complete. Interrupted work leaves a checkpoint,
 * from which the next run with the same model and languages goes on, with the same result. The new transcription becomes the current one; earlier ones are kept. A recording without speech gets a
 * transcription without words, so that it is not tried again.
 * @throws ArchiveError `cancelled`, `not-found` (the recording was deleted meanwhile), and what the transcriber throws
 */
export async function transcribeRecording(options: TranscribeRecordingOptions): Promise<Transcription> {
  const { db, transcriber, recording, recordingPath, signal, onSegment, onProgress, onResumed } = options;
  const what = `transcribing ${recording.filename}`;
  throwIfCancelled(signal, what);
  const segments: Segment[] = [];
  const notes: Note[] = [];
  const { language, allowedLanguages, channels } = options;
  const madeWith = fingerprintOf(options);
  const earlier = madeWith === undefined ? undefined : findCheckpoint(db, recording.id, madeWith);
  if (earlier) {
    segments.push(...earlier.segments);
    onResumed?.(earlier.doneUntilMs / 1000);
  }
  let storedCount = segments.length;
  const onCheckpoint = ({ doneSeconds, state }: RecognitionCheckpoint) => {
    options.assertMayWrite?.();
    const doneUntilMs = Math.round(doneSeconds * 1000);
    const newSegments = segments.slice(storedCount);
    try {
      const place = { recordingId: recording.id, madeWith: madeWith!, doneUntilMs, position: storedCount };
      putCheckpoint(db, { ...place, state: { doneSeconds, state }, newSegments });
      storedCount = segments.length;
    } catch (error) {
      // The next one holds these segments, too; the recognition itself can go on.
      log("warn", "checkpoint-not-stored", { recording: recording.id, ...errorFields(error) });
    }
  };
  for await (const segment of transcriber.transcribe(recordingPath, {
    language,
    allowedLanguages,
    channels,
    signal,
    onProgress,
    onNote: (note) => notes.push(note),
    ...(earlier && { resume: earlier.state as RecognitionCheckpoint }),
    ...(madeWith !== undefined && { onCheckpoint }),
  })) {
    throwIfCancelled(signal, what);
    if (segment.words.length === 0) continue;
    segments.push(segment);
    onSegment?.(segment);
  }
  throwIfCancelled(signal, what);
  options.assertMayWrite?.();
  return insertTranscription(db, {
    recordingId: recording.id,
    transcript: {
      // Silence has no language, even if one was given.
      language: majorityLanguage(segments) ?? (segments.length > 0 ? (language ?? null) : null),
      confidence: meanConfidence(segments),
      segments,
      notes,
    },
    engine: transcriber.engine,
    model: transcriber.model,
    createdAt: new Date().toISOString(),
  });
}

/** Whatever may change the words: another one begins again. Undefined for a transcriber that keeps no checkpoints. */
function fingerprintOf({
  transcriber,
  recording,
  language,
  allowedLanguages,
  channels = "auto",
}: TranscribeRecordingOptions): string | undefined {
  if (transcriber.fingerprint === undefined) return undefined;
  const { opusSha256, soundSha256, byteLength } = recording;
  const sound = opusSha256 ?? `${soundSha256}, ${byteLength} bytes`;
  return `${transcriber.fingerprint}, language ${language ?? allowedLanguages.join("|")}${language ? " given" : ""}, channels ${channels}, sound ${sound}`;
}
