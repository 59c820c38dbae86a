import { type Database, transaction } from "./database.ts";
import { hashTranscript } from "./hash-transcript.ts";
import { listSegments } from "./words.ts";

/** A transcription whose rows contradict each other, or its checksum. */
export type DamagedTranscript = { id: number; recordingId: number };

export type TranscriptsReport = {
  transcriptions: number;
  words: number;
  damaged: DamagedTranscript[];
  /** Ids of those of earlier versions: nothing says what their words were. */
  unchecked: number[];
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
};

const idsPerStep = 200;

/** Reads every transcription with its words, one at a time, and compares it with its checksum. */
export function checkTranscripts(
  db: Database,
  onProgress: (transcriptions: number) => void = () => {},
): TranscriptsReport {
  const report: TranscriptsReport = { transcriptions: 0, words: 0, damaged: [], unchecked: [] };
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
      else if (found === "unchecked") report.unchecked.push(id);
      onProgress(report.transcriptions);
    }
    const last = ids.at(-1);
    if (!last) return report;
    afterId = last.id;
  }
}

/** True if the transcription's rows say what its checksum says; also if it has none. */
export function isTranscriptSound(db: Database, id: number): boolean {
  return checkTranscript(db, readRow(db, id)) !== "damaged";
}

/** Stores the checksum of transcriptions that have none, as they are now. */
export function addMissingChecksums(db: Database, ids: readonly number[]): void {
  for (const id of ids)
    transaction(db, () => {
      const row = readRow(db, id);
      const checksum = hashTranscript(row, listSegments(db, id));
      db.run("update transcriptions set checksum = ? where id = ? and checksum is null", checksum, id);
    });
}

function readRow(db: Database, id: number): Row {
  return db.get<Row>(
    `select id, recording_id as recordingId, text, language, confidence, engine, model, created_at as createdAt,
       word_count as wordCount, checksum from transcriptions where id = ?`,
    id,
  )!;
}

function checkTranscript(db: Database, row: Row): "sound" | "damaged" | "unchecked" {
  if (!arePlacesSound(db, row)) return "damaged";
  const segments = listSegments(db, row.id);
  const words = segments.flatMap((segment) => segment.words.map((word) => word.text));
  if (words.join(" ") !== row.text || words.length !== row.wordCount) return "damaged";
  if (row.checksum === null) return "unchecked";
  return hashTranscript(row, segments) === row.checksum ? "sound" : "damaged";
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
