import { indexTerms } from "../../language/index-terms.ts";
import type { Database } from "../../storage/database.ts";
import type { SourceListener } from "../../storage/source-listener.ts";
import { listPassagesOfRecording, removePassages } from "./passages.ts";
import { putRecordingText, removeRecordingText } from "./recording-texts.ts";
import { removeUnusedWords } from "./vocabulary.ts";

/**
 * Keeps the index in data.db up to date with the source tables, inside their own transactions: titles can be searched as soon
 * as they are written, and what is removed or retired is no longer found. Each call throws a TypeError outside of a
 * transaction that writes: a process killed in between would leave source and index out of step.
 */
export function followSources(db: Database): SourceListener {
  return {
    recordingWritten(recording) {
      assertIsWriting(db);
      putRecordingText(db, recording.id, recording);
    },
    recordingRemoved(recordingId) {
      assertIsWriting(db);
      const words = listPassagesOfRecording(db, recordingId).flatMap(({ text }) => indexTerms(text).words);
      const rows = db.all<{ id: number }>(
        "select id from transcriptions where recording_id = ?",
        recordingId,
      );
      for (const { id } of rows) removePassages(db, id);
      removeRecordingText(db, recordingId);
      removeUnusedWords(db, words);
    },
    transcriptionRetired(transcriptionId) {
      assertIsWriting(db);
      removePassages(db, transcriptionId);
    },
  };
}

function assertIsWriting(db: Database): void {
  if (!db.isWriting) throw new TypeError("the index follows a source inside the transaction that writes it");
}
