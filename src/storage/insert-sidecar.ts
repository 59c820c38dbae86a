import type { Recording } from "../domain.ts";
import { type Database, transaction } from "./database.ts";
import { insertRecording } from "./recordings.ts";
import type { Sidecar, SidecarTranscription } from "./sidecar-format.ts";
import { insertSegments } from "./words.ts";

type InsertSidecarOptions = {
  /** The name of its file now. Default: the one in the sidecar. */
  filename?: string | undefined;
  /** Give new ids, because a recording of another sidecar has these. Default false. */
  newIds?: boolean | undefined;
};

/**
 * Puts the rows of a sidecar into the source tables, all or nothing; its transcriptions still have to be indexed. Checksums
 * stay as the sidecar has them, so that damage remains visible.
 * @throws an error of SQLite or a TypeError when the sidecar was changed so that its rows are impossible
 */
export function insertSidecar(
  db: Database,
  { recording, transcriptions }: Sidecar,
  { filename = recording.filename, newIds = false }: InsertSidecarOptions = {},
): Recording {
  return transaction(db, () => {
    const stored = insertRecording(db, { ...recording, filename }, newIds ? undefined : recording.id);
    for (const transcription of transcriptions) {
      insertSidecarTranscription(db, stored.id, transcription, newIds ? undefined : transcription.id);
    }
    return stored;
  });
}

/** Puts one transcription of a sidecar into the source tables; part of a transaction. @param knownId default: a new one */
function insertSidecarTranscription(
  db: Database,
  recordingId: number,
  transcription: SidecarTranscription,
  knownId: number | undefined,
): void {
  const { segments, text, isCurrent, checksum } = transcription;
  const { id } = db.run(
    `insert into transcriptions (id, recording_id, text, language, confidence, engine, model, created_at, is_current,
       word_count, checksum, notes)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    knownId ?? null,
    recordingId,
    text,
    transcription.language,
    transcription.confidence,
    transcription.engine,
    transcription.model,
    transcription.createdAt,
    isCurrent ? 1 : 0,
    segments.reduce((count, { words }) => count + words.length, 0),
    checksum,
    JSON.stringify(transcription.notes),
  );
  insertSegments(db, id, segments);
}
