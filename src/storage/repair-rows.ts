/** Source rows that can be proved to be damaged, written again from a sidecar. */

import { type Database, transaction } from "./database.ts";
import { toRowValues } from "./recordings.ts";
import type { Sidecar, SidecarTranscription } from "./sidecar-format.ts";
import { insertSegments } from "./words.ts";

/** Writes a transcription of a sidecar over its rows, words and segments included. Part of the caller's transaction. */
export function replaceTranscription(
  db: Database,
  recordingId: number,
  transcription: SidecarTranscription,
): void {
  const { id, text, segments, language, confidence, engine, model, createdAt, checksum, isCurrent, notes } =
    transcription;
  const wordCount = segments.reduce((sum, { words }) => sum + words.length, 0);
  transaction(db, () => {
    if (isCurrent)
      db.run(
        "update transcriptions set is_current = 0 where recording_id = ? and id <> ? and is_current = 1",
        recordingId,
        id,
      );
    db.run("delete from transcription_words where transcription_id = ?", id);
    db.run("delete from transcription_segments where transcription_id = ?", id);
    db.run(
      `update transcriptions set recording_id = ?, text = ?, language = ?, confidence = ?, engine = ?, model = ?,
         created_at = ?, checksum = ?, is_current = ?, word_count = ?, notes = ? where id = ?`,
      recordingId,
      text,
      language,
      confidence,
      engine,
      model,
      createdAt,
      checksum,
      isCurrent ? 1 : 0,
      wordCount,
      JSON.stringify(notes),
      id,
    );
    insertSegments(db, id, segments);
  });
}

/** Writes what a sidecar says of a recording over its row; its number stays. Part of the caller's transaction. */
export function replaceRecordingRow(db: Database, id: number, recording: Sidecar["recording"]): void {
  db.run(
    `update recordings set filename = :filename, duration = :duration, sample_rate = :sampleRate,
       created_at = :createdAt, created_ms = :createdMs, date_source = :dateSource, title = :title, notes = :notes,
       tags = :tags, channels = :channels, byte_length = :byteLength, source_name = :sourceName,
       source_format = :sourceFormat, source_sample_rate = :sourceSampleRate, source_sha256 = :sourceSha256,
       sound_sha256 = :soundSha256, imported_at = :importedAt, opus_sha256 = :opusSha256,
       opus_sha256_from = :opusSha256From, import_notes = :importNotes, source_track = :sourceTrack,
       source_tracks = :sourceTracks, date_candidates = :dateCandidates where id = :id`,
    { ...toRowValues(recording), id },
  );
  db.listener.recordingWritten({ ...recording, id });
}

/** Makes this transcription the current one where none is. */
export function restoreCurrent(db: Database, recordingId: number, transcriptionId: number): void {
  db.run(
    "update transcriptions set is_current = 1 where id = ? and recording_id = ?",
    transcriptionId,
    recordingId,
  );
}

/** The row of a recording as it is, value by value: damaged JSON is no obstacle. */
export function readRawRecording(db: Database, id: number): Record<string, unknown> | undefined {
  const row = db.get<Record<string, unknown>>("select * from recordings where id = ?", id);
  return row && { ...row };
}

/** All rows of a transcription as they are. */
export function readRawTranscription(db: Database, id: number): Record<string, unknown> {
  return {
    transcription: { ...db.get<object>("select * from transcriptions where id = ?", id) },
    segments: db.all("select * from transcription_segments where transcription_id = ? order by position", id),
    words: db.all("select * from transcription_words where transcription_id = ? order by position", id),
  };
}

/** Makes SQLite's indexes again from their tables. */
export function rebuildDatabaseIndexes(db: Database): void {
  db.exec("reindex");
}
