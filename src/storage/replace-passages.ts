import type { Passage } from "../domain.ts";
import { type Database, transaction } from "./database.ts";
import { fingerprintId } from "./fingerprints.ts";
import type { PassageIndex } from "./passage-index.ts";
import { listPassages, removePassages } from "./passages.ts";
import { getTranscription } from "./transcriptions.ts";

/** A passage as the indexing stage cuts it: its place in the transcription is its place in the list. */
export type NewPassage = Pick<Passage, "startMs" | "endMs" | "firstWord" | "wordCount" | "language"> & {
  /** Stems in order, joined by spaces. */
  stems: string;
};

/**
 * Writes everything of one transcription's passages in one transaction: rows, full text, stems, and that it is indexed
 * under `fingerprint`. What was there before goes; a passage that covers the same words as before keeps its vector, so
 * a new stemmer costs no embedding. Returns the passages with their ids. A transcription that is no longer the current
 * one gets no passages (someone made another while this one was being cut). Throws `not-found`.
 */
export function replacePassages(
  db: Database,
  index: PassageIndex,
  {
    transcriptionId,
    fingerprint,
    passages,
  }: { transcriptionId: number; fingerprint: string; passages: readonly NewPassage[] },
): Passage[] {
  return transaction(db, () => {
    const { recordingId, isCurrent } = getTranscription(db, transcriptionId);
    const vectors = vectorsByRange(db, index, transcriptionId);
    removePassages(db, index, transcriptionId);
    if (!isCurrent) return [];
    for (const [position, passage] of passages.entries()) {
      db.run(
        `insert into passages (transcription_id, recording_id, position, start_ms, end_ms, first_word, word_count, language)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
        transcriptionId,
        recordingId,
        position,
        Math.round(passage.startMs),
        Math.round(passage.endMs),
        passage.firstWord,
        passage.wordCount,
        passage.language,
      );
    }
    const stored = listPassages(db, transcriptionId);
    index.put(
      stored.map((passage) => ({
        passageId: passage.id,
        recordingId,
        text: passage.text,
        stems: passages[passage.position]!.stems,
        vector: vectors.get(rangeOf(passage)),
      })),
    );
    db.run(
      "insert into transcription_indexes (transcription_id, fingerprint_id) values (?, ?)",
      transcriptionId,
      fingerprintId(db, fingerprint),
    );
    return stored;
  });
}

function vectorsByRange(
  db: Database,
  index: PassageIndex,
  transcriptionId: number,
): Map<string, Float32Array> {
  const rows = db.all<{ id: number; first_word: number; word_count: number }>(
    "select id, first_word, word_count from passages where transcription_id = ?",
    transcriptionId,
  );
  const vectors = index.getVectors(rows.map((row) => row.id));
  return new Map(
    rows.flatMap((row) => {
      const vector = vectors.get(row.id);
      return vector ? [[rangeOf({ firstWord: row.first_word, wordCount: row.word_count }), vector]] : [];
    }),
  );
}

function rangeOf({ firstWord, wordCount }: Pick<Passage, "firstWord" | "wordCount">): string {
  return `${firstWord}+${wordCount}`;
}
