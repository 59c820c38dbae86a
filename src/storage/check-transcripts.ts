import type { Note } from "../messages/notes.ts";
import type { Database } from "./database.ts";
import { hashTranscript } from "./hash-transcript.ts";
import { listSegments } from "./words.ts";

/** A transcription whose rows contradict each other, or its checksum. */
type DamagedTranscript = { id: number; recordingId: number };

export type TranscriptsReport = {
  transcriptions: number;
  words: number;
  damaged: DamagedTranscript[];
  /** Of earlier versions: nothing says what their words were until their sidecar is written. */
  unchecked: number;
};

type Row = {
  id: number;
  recordingId: number;
  text: string;
  language: string | null;
  confidence: number | null;
  engine: string;
  model: string;
  createdAt: string;
  wordCount: number;
  checksum: string | null;
  notes: string;
};

const idsPerStep = 200;

/** Reads every transcription with its words, one at a time, and compares it with its checksum. */
export function checkTranscripts(
  db: Database,
  onProgress: (transcriptions: number) => void = () => {},
): TranscriptsReport {
  const report: TranscriptsReport = { transcriptions: 0, words: 0, damaged: [], unchecked: 0 };
  for (let afterId = Number.MIN_SAFE_INTEGER; ; ) {
    const ids = db.all<{ id: number }>(
      "select id from transcriptions where id > ? order by id limit ?",
      afterId,
      idsPerStep,
    );
    for (const { id } of ids) {
      const row = readRow(db, id);
      report.transcriptions++;
      report.words += row.wordCount;
      const found = checkTranscript(db, row);
      if (found === "damaged") report.damaged.push({ id, recordingId: row.recordingId });
      else if (found === "unchecked") report.unchecked++;
      onProgress(report.transcriptions);
    }
    const last = ids.at(-1);
    if (!last) return report;
    afterId = last.id;
  }
}

/** All transcriptions, earlier ones too. */
export function countTranscriptions(db: Database): number {
  return db.get<{ count: number }>("select count(*) as count from transcriptions")!.count;
}

function readRow(db: Database, id: number): Row {
  return db.get<Row>(
    `select id, recording_id as recordingId, text, language, confidence, engine, model, created_at as createdAt,
       word_count as wordCount, checksum, notes from transcriptions where id = ?`,
    id,
  )!;
}

function checkTranscript(db: Database, row: Row): "sound" | "damaged" | "unchecked" {
  if (!arePlacesSound(db, row)) return "damaged";
  const segments = listSegments(db, row.id);
  const words = segments.flatMap((segment) => segment.words.map((word) => word.text));
  if (words.join(" ") !== row.text || words.length !== row.wordCount) return "damaged";
  if (row.checksum === null) return "unchecked";
  const notes = parseNotes(row.notes);
  if (notes === undefined) return "damaged";
  return hashTranscript({ ...row, notes }, segments) === row.checksum ? "sound" : "damaged";
}

function parseNotes(text: string): Note[] | undefined {
  try {
    return JSON.parse(text) as Note[];
  } catch {
    return undefined;
  }
}

/** Whether words and segments are numbered without gaps: the checksum takes them in order, whatever their numbers. */
function arePlacesSound(db: Database, { id, wordCount }: Row): boolean {
  const words = db.get<{ count: number; first: number | null; last: number | null }>(
    `select count(*) as count, min(position) as first, max(position) as last from transcription_words
     where transcription_id = ?`,
    id,
  )!;
  if (words.count !== wordCount) return false;
  if (words.count > 0 && (words.first !== 0 || words.last !== words.count - 1)) return false;
  let next = 0;
  const segments = db.lists<[position: number, firstWord: number, wordCount: number]>(
    `select position, first_word, word_count from transcription_segments where transcription_id = ? order by position`,
    id,
  );
  return (
    segments.every(([position, firstWord, count], index) => {
      const isInPlace = position === index && firstWord === next && count >= 0;
      next += count;
      return isInPlace;
    }) && next === wordCount
  );
}
