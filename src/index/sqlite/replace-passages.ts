import type { Passage } from "../../domain.ts";
import { type Database, transaction } from "../../storage/database.ts";
import { getRecordingOf } from "../../storage/transcriptions.ts";
import { fingerprintId } from "./fingerprints.ts";
import { type PassageScript, removePassages } from "./passages.ts";
import { type IndexEntry, putPassages } from "./put-texts.ts";
import { getVectors } from "./put-vectors.ts";
import { type KeptSentences, keepSentences, restoreSentences } from "./sentence-vectors.ts";
import { addWords, type StoredWord } from "./vocabulary.ts";

/** A passage as the indexing stage cuts it; its position in the transcription is its index in the list. */
type NewPassage = Pick<Passage, "startMs" | "endMs" | "firstWord" | "wordCount" | "language" | "text"> & {
  /** Stems in order, joined by spaces. */
  stems: string;
  script: PassageScript;
  /** Words of the passage for the vocabulary, each once. */
  words?: readonly StoredWord[];
};

/** The passages to write for a transcription. */
export type PassagesOfTranscription = { transcriptionId: number; passages: readonly NewPassage[] };

/**
 * Writes the passages of a transcription in one transaction: rows, full text, stems, and that it is indexed under
 * `fingerprint`. They replace earlier ones; a passage that covers the same words as before keeps its vector, so a new
 * stemmer needs no embedding. Returns the passages with their ids: none for a transcription that is no longer current
 * (another one was made while this one was being cut). Throws `not-found`.
 */
export function replacePassages(
  db: Database,
  { fingerprint, ...own }: PassagesOfTranscription & { fingerprint: string },
): Passage[] {
  return replacePassagesOfMany(db, { fingerprint, transcriptions: [own] })[0]!;
}

/**
 * As `replacePassages` for several transcriptions in one transaction, all or none: it waits for the disk once, and makes
 * fewer, larger segments in the full-text tables. Some 150 passages take 30 ms.
 */
export function replacePassagesOfMany(
  db: Database,
  {
    fingerprint,
    transcriptions,
  }: { fingerprint: string; transcriptions: readonly PassagesOfTranscription[] },
): Passage[][] {
  return transaction(db, () => {
    const entries: IndexEntry[] = [];
    const kept: { transcriptionId: number; sentences: KeptSentences }[] = [];
    const stored = transcriptions.map(({ transcriptionId, passages }) => {
      const { recordingId, isCurrent } = getRecordingOf(db, transcriptionId);
      const vectors = vectorsByRange(db, transcriptionId);
      const sentences = keepSentences(db, transcriptionId);
      removePassages(db, transcriptionId);
      if (!isCurrent) return [];
      const rows = insertPassages(db, { transcriptionId, recordingId, passages });
      for (const { id, position, text, ...range } of rows) {
        const vector = vectors.get(rangeOf(range));
        const { stems } = passages[position]!;
        entries.push({ passageId: id, recordingId, text, stems, ...(vector && { vector }) });
      }
      db.run(
        "insert into transcription_indexes (transcription_id, fingerprint_id) values (?, ?)",
        transcriptionId,
        fingerprintId(db, fingerprint),
      );
      kept.push({ transcriptionId, sentences });
      return rows;
    });
    putPassages(db, entries);
    addWords(
      db,
      new Set(transcriptions.flatMap(({ passages }) => passages.flatMap(({ words = [] }) => words))),
    );
    for (const { transcriptionId, sentences } of kept) restoreSentences(db, transcriptionId, sentences);
    return stored;
  });
}

function insertPassages(
  db: Database,
  { transcriptionId, recordingId, passages }: PassagesOfTranscription & { recordingId: number },
): Passage[] {
  return passages.map(({ script, text, language, ...place }, position) => {
    const { firstWord, wordCount } = place;
    const startMs = Math.round(place.startMs);
    const endMs = Math.round(place.endMs);
    const { id } = db.run(
      `insert into passages
         (transcription_id, recording_id, position, start_ms, end_ms, first_word, word_count, language, script)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      transcriptionId,
      recordingId,
      position,
      startMs,
      endMs,
      firstWord,
      wordCount,
      language,
      script,
    );
    return {
      id,
      transcriptionId,
      recordingId,
      position,
      startMs,
      endMs,
      firstWord,
      wordCount,
      language,
      text,
    };
  });
}

function vectorsByRange(db: Database, transcriptionId: number): Map<string, Float32Array> {
  const rows = db.all<{ id: number; firstWord: number; wordCount: number }>(
    `select id, first_word as firstWord, word_count as wordCount from passages where transcription_id = ?`,
    transcriptionId,
  );
  if (rows.length === 0) return new Map();
  const vectors = getVectors(
    db,
    rows.map((row) => row.id),
  );
  return new Map(
    rows.flatMap((row) => {
      const vector = vectors.get(row.id);
      return vector ? [[rangeOf(row), vector]] : [];
    }),
  );
}

function rangeOf({ firstWord, wordCount }: Pick<Passage, "firstWord" | "wordCount">): string {
  return `${firstWord}+${wordCount}`;
}
