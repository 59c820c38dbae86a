import type { Segment } from "../domain.ts";
import type { Note } from "../messages/notes.ts";
import { hashTranscript } from "./hash-transcript.ts";
import type { RecordingRows } from "./recording-rows.ts";

type Row = Record<string, string | number | null>;

/** Transcriptions (ids) in the data of a removed recording that are not what their checksum says; those without one are left out. */
export function listDamagedTrashedTranscripts(data: RecordingRows): number[] {
  const segments = Map.groupBy(rowsOf(data, "transcription_segments"), (row) => row.transcription_id);
  const words = Map.groupBy(rowsOf(data, "transcription_words"), (row) => row.transcription_id);
  return rowsOf(data, "transcriptions")
    .filter(({ checksum }) => typeof checksum === "string")
    .filter((row) => {
      const facts = {
        language: row.language as string | null,
        confidence: row.confidence as number | null,
        engine: row.engine as string,
        model: row.model as string,
        createdAt: row.created_at as string,
        // Rows that were removed under an earlier version do not have the newer columns.
        notes: JSON.parse((row.notes as string | undefined) ?? "[]") as Note[],
      };
      const own = joinSegments(segments.get(row.id) ?? [], words.get(row.id) ?? []);
      return hashTranscript(facts, own) !== row.checksum;
    })
    .map(({ id }) => Number(id));
}

function joinSegments(segments: readonly Row[], words: readonly Row[]): Segment[] {
  const byPosition = (a: Row, b: Row) => Number(a.position) - Number(b.position);
  const sorted = [...words].sort(byPosition);
  return [...segments].sort(byPosition).map((row) => ({
    startMs: row.start_ms as number,
    endMs: row.end_ms as number,
    speaker: row.speaker as string | null,
    language: row.language as string | null,
    channel: (row.channel as number | null | undefined) ?? null,
    words: sorted
      .slice(Number(row.first_word), Number(row.first_word) + Number(row.word_count))
      .map((word) => ({
        text: word.word as string,
        startMs: word.start_ms as number,
        endMs: word.end_ms as number,
        confidence: word.confidence as number | null,
        timing: word.interpolated === 1 ? "interpolated" : "measured",
      })),
  }));
}

function rowsOf(data: RecordingRows, table: string): Row[] {
  const { columns, rows } = data[table] ?? { columns: [], rows: [] };
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
}
