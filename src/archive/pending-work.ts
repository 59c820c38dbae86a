import type { Recording } from "../domain.ts";
import type { ErrorInfo } from "../errors.ts";
import { countArchive } from "../index/sqlite/pending-index.ts";
import { indexFingerprint } from "../indexing/index-transcription.ts";
import { sentenceFingerprint } from "../language/cut-sentences.ts";
import type { Database } from "../storage/database.ts";
import { listFailures, type Stage } from "../storage/jobs.ts";
import { listRecordingSummaries, type RecordingSummary } from "../storage/recording-states.ts";
import { findRecording } from "../storage/recordings.ts";
import { listRecordingsToTranscribe } from "../storage/recordings-to-transcribe.ts";
import { findTranscription } from "../storage/transcriptions.ts";

/** Work that is still to be done, according to the database. */
export type PendingWork = {
  /** Recordings to transcribe, in order; without those that failed too often. */
  transcribe: RecordingSummary[];
  /** Transcriptions to index, passages to embed. */
  index: number;
  embed: number;
  failures: {
    stage: Stage;
    /** Recording for `transcribe`, else transcription. */
    subjectId: number;
    recording: Recording | undefined;
    error: ErrorInfo;
    lastAttemptAt: string | null;
  }[];
};

/** Reads it. @param limit how many recordings to name at most */
export function listPendingWork(
  db: Database,
  { limit, embeddingFingerprint }: { limit: number; embeddingFingerprint: string | undefined },
): PendingWork {
  const counts = countArchive(db, {
    indexFingerprint,
    embeddingFingerprint: embeddingFingerprint ?? "",
    sentenceFingerprint: sentenceFingerprint(embeddingFingerprint ?? ""),
  });
  return {
    transcribe: withStates(db, listRecordingsToTranscribe(db, { limit })),
    index: counts.toIndex - counts.indexFailed,
    embed: counts.toEmbed - counts.embedFailed,
    failures: listFailures(db).map(({ stage, subjectId, lastError, lastAttemptAt }) => {
      const recordingId = stage === "transcribe" ? subjectId : findTranscription(db, subjectId)?.recordingId;
      const recording = recordingId === undefined ? undefined : findRecording(db, recordingId);
      return { stage, subjectId, recording, error: lastError!, lastAttemptAt };
    }),
  };
}

/** `working` is what another process is transcribing now. */
function withStates(db: Database, recordings: readonly Recording[]): RecordingSummary[] {
  const recordingIds = recordings.map(({ id }) => id);
  const summaries = new Map(listRecordingSummaries(db, { recordingIds }).map((found) => [found.id, found]));
  return recordingIds.flatMap((id) => summaries.get(id) ?? []);
}
