import type { Segment, Transcript, Transcription } from "../domain.ts";
import { type ArchiveError, archiveError } from "../errors.ts";
import type { Note } from "../messages/notes.ts";
import { removeCheckpoint } from "./checkpoints.ts";
import { type Database, transaction } from "./database.ts";
import { hashTranscript } from "./hash-transcript.ts";
import { insertSegments, listSegments } from "./words.ts";

type NewTranscription = {
  recordingId: number;
  transcript: Transcript;
  /** `whisper`, or `import` for another program's file. */
  engine: string;
  /** The recogniser's model, or the format of the imported file. */
  model: string;
  /** ISO 8601 with offset. */
  createdAt: string;
};

type TranscriptionRow = {
  id: number;
  recording_id: number;
  text: string;
  language: string | null;
  confidence: number | null;
  engine: string;
  model: string;
  created_at: string;
  is_current: number;
  word_count: number;
  notes: string;
};

const columns =
  "id, recording_id, text, language, confidence, engine, model, created_at, is_current, word_count, notes";

/**
 * Stores a whole transcript, words and segments, and makes it the recording's current one, in one transaction. The one
 * that was current stays as an older version and leaves the index. A transcript without words is stored, too: it says
 * that nothing is spoken there. Throws `not-found` for an unknown recording.
 */
export function insertTranscription(
  db: Database,
  { recordingId, transcript, engine, model, createdAt }: NewTranscription,
): Transcription {
  const words = transcript.segments.flatMap((segment) => segment.words);
  const notes = transcript.notes ?? [];
  return transaction(db, () => {
    assertRecordingExists(db, recordingId);
    retireCurrent(db, recordingId);
    const { id } = db.run(
      `insert into transcriptions (recording_id, text, language, confidence, engine, model, created_at, is_current, word_count, checksum, notes)
       values (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)`,
      recordingId,
      words.map((word) => word.text).join(" "),
      transcript.language,
      transcript.confidence,
      engine,
      model,
      createdAt,
      words.length,
      hashTranscript({ ...transcript, engine, model, createdAt, notes }, transcript.segments),
      JSON.stringify(notes),
    );
    insertSegments(db, id, transcript.segments);
    removeCheckpoint(db, recordingId);
    return getTranscription(db, id);
  });
}

/** Makes an older transcription the current one: it is indexed again. Throws `not-found`. */
export function makeCurrent(db: Database, id: number): Transcription {
  return transaction(db, () => {
    const transcription = getTranscription(db, id);
    if (transcription.isCurrent) return transcription;
    retireCurrent(db, transcription.recordingId);
    db.run("update transcriptions set is_current = 1 where id = ?", id);
    return { ...transcription, isCurrent: true };
  });
}

export function findTranscription(db: Database, id: number): Transcription | undefined {
  return mapRow(db.get<TranscriptionRow>(`select ${columns} from transcriptions where id = ?`, id));
}

/** Throws `not-found`. */
export function getTranscription(db: Database, id: number): Transcription {
  const transcription = findTranscription(db, id);
  if (transcription) return transcription;
  throw unknownTranscription(id);
}

/** Whose transcription it is, and whether it is the current one, without reading its text. Throws `not-found`. */
export function getRecordingOf(db: Database, id: number): { recordingId: number; isCurrent: boolean } {
  const row = db.get<{ recordingId: number; isCurrent: number }>(
    `select t.recording_id as recordingId, exists (select 1 from transcriptions c
       where c.recording_id = t.recording_id and c.is_current = 1 and c.id = t.id) as isCurrent
     from transcriptions t where t.id = ?`,
    id,
  );
  if (!row) throw unknownTranscription(id);
  return { recordingId: row.recordingId, isCurrent: row.isCurrent === 1 };
}

/** Whether one of these ids has been given. */
export function hasTranscription(db: Database, ids: readonly number[]): boolean {
  return ids.some((id) => db.get("select 1 from transcriptions where id = ?", id) !== undefined);
}

/** The transcription of a recording that is shown and searched; undefined before it is transcribed. */
export function findCurrentTranscription(db: Database, recordingId: number): Transcription | undefined {
  return mapRow(
    db.get<TranscriptionRow>(
      `select ${columns} from transcriptions where recording_id = ? and is_current = 1`,
      recordingId,
    ),
  );
}

/** All versions, newest first. */
export function listTranscriptions(db: Database, recordingId: number): Transcription[] {
  return db
    .all<TranscriptionRow>(
      `select ${columns} from transcriptions where recording_id = ? order by id desc`,
      recordingId,
    )
    .map(toTranscription);
}

/** A stored transcription as it was handed in: with segments, words and notes. Throws `not-found`. */
export function getTranscript(db: Database, id: number): Transcript & { segments: Segment[] } {
  const { language, confidence, notes } = getTranscription(db, id);
  return { language, confidence, segments: listSegments(db, id), ...(notes.length > 0 && { notes }) };
}

function unknownTranscription(id: number): ArchiveError {
  return archiveError("transcription-not-found", { transcription: id });
}

function assertRecordingExists(db: Database, recordingId: number): void {
  if (db.get("select 1 from recordings where id = ?", recordingId)) return;
  throw archiveError("recording-not-found", { recording: recordingId });
}

function retireCurrent(db: Database, recordingId: number): void {
  const current = findCurrentTranscription(db, recordingId);
  if (!current) return;
  db.listener.transcriptionRetired(current.id);
  db.run("update transcriptions set is_current = 0 where id = ?", current.id);
}

function mapRow(row: TranscriptionRow | undefined): Transcription | undefined {
  return row && toTranscription(row);
}

function toTranscription(row: TranscriptionRow): Transcription {
  return {
    id: row.id,
    recordingId: row.recording_id,
    text: row.text,
    language: row.language,
    confidence: row.confidence,
    engine: row.engine,
    model: row.model,
    createdAt: row.created_at,
    isCurrent: row.is_current === 1,
    wordCount: row.word_count,
    notes: JSON.parse(row.notes) as Note[],
  };
}

/** What is searched: each recording's current transcription, without its text, by id. */
export function listCurrentTranscriptions(
  db: Database,
): { id: number; recordingId: number; language: string | null; wordCount: number }[] {
  return db.all(
    `select id, recording_id as recordingId, language, word_count as wordCount from transcriptions
     where is_current = 1 order by id`,
  );
}
