import type { Recording } from "../domain.ts";
import { countArchive } from "../index/sqlite/pending-index.ts";
import { indexFingerprint } from "../indexing/index-transcription.ts";
import { pieceFingerprint } from "../language/cut-pieces.ts";
import type { Database } from "../storage/database.ts";
import { type JobError, listFailures, type Stage } from "../storage/jobs.ts";
import { findRecording } from "../storage/recordings.ts";
import { listRecordingsToTranscribe } from "../storage/recordings-to-transcribe.ts";
import { findTranscription } from "../storage/transcriptions.ts";

/** What an archive still has to do, as its database says. */
export type PendingWork = {
  /** Recordings to transcribe, in the order in which they would be; what failed too often is not among them. */
  transcribe: Recording[];
  /** Transcriptions to index, passages to embed. */
  index: number;
  embed: number;
  failures: {
    stage: Stage;
    /** Recording for `transcribe`, else transcription. */
    subjectId: number;
    recording: Recording | undefined;
    error: JobError;
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
    pieceFingerprint: pieceFingerprint(embeddingFingerprint ?? ""),
  });
  return {
    transcribe: listRecordingsToTranscribe(db, { limit }),
    index: counts.toIndex - counts.indexFailed,
    embed: counts.toEmbed - counts.embedFailed,
    failures: listFailures(db).map(({ stage, subjectId, lastError, lastAttemptAt }) => {
      const recordingId = stage === "transcribe" ? subjectId : findTranscription(db, subjectId)?.recordingId;
      const recording = recordingId === undefined ? undefined : findRecording(db, recordingId);
      return { stage, subjectId, recording, error: lastError!, lastAttemptAt };
    }),
  };
}
