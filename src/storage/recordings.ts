import type { DateCandidate, DateSource, Recording, SearchFilter, SourceTrack } from "../domain.ts";
import { archiveError } from "../errors.ts";
import type { Note } from "../messages/notes.ts";
import { type Database, transaction } from "./database.ts";
import { bindFilter } from "./search-filter.ts";

export type NewRecording = Omit<Recording, "id">;

/** What a person may change, with the source of the date. */
export type StoredChanges = Partial<
  Pick<Recording, "title" | "notes" | "tags" | "createdAt" | "dateSource" | "dateCandidates">
>;

/** A row of the table as it is stored. */
export type RecordingRow = {
  id: number;
  filename: string;
  duration: number;
  sample_rate: number;
  created_at: string;
  date_source: DateSource;
  title: string;
  notes: string;
  tags: string;
  channels: number;
  byte_length: number;
  source_name: string;
  source_format: string;
  source_sample_rate: number;
  source_sha256: string;
  sound_sha256: string;
  imported_at: string;
  opus_sha256: string | null;
  opus_sha256_from: "import" | "first-seen" | null;
  import_notes: string;
  source_track: number | null;
  source_tracks: string;
  date_candidates: string;
};

/** The columns of `RecordingRow`, of the table as `r`. */
export const recordingColumns = `r.id, r.filename, r.duration, r.sample_rate, r.created_at, r.date_source, r.title, r.notes, r.tags,
  r.channels, r.byte_length, r.source_name, r.source_format, r.source_sample_rate, r.source_sha256, r.sound_sha256,
  r.imported_at, r.opus_sha256, r.opus_sha256_from, r.import_notes, r.source_track, r.source_tracks, r.date_candidates`;

/**
 * Stores a recording whose file has its place already: `addRecording` does both.
 * @param knownId of a recording that had a row before; default: a new one
 */
export function insertRecording(db: Database, recording: NewRecording, knownId?: number): Recording {
  return transaction(db, () => {
    const { id } = db.run(
      `insert into recordings (id, filename, duration, sample_rate, created_at, created_ms, date_source, title, notes, tags,
         channels, byte_length, source_name, source_format, source_sample_rate, source_sha256, sound_sha256, imported_at,
         opus_sha256, opus_sha256_from, import_notes, source_track, source_tracks, date_candidates)
       values (:knownId, :filename, :duration, :sampleRate, :createdAt, :createdMs, :dateSource, :title, :notes, :tags,
         :channels, :byteLength, :sourceName, :sourceFormat, :sourceSampleRate, :sourceSha256, :soundSha256, :importedAt,
         :opusSha256, :opusSha256From, :importNotes, :sourceTrack, :sourceTracks, :dateCandidates)`,
      { knownId: knownId ?? null, ...toRowValues(recording) },
    );
    const stored = getRecording(db, id);
    db.listener.recordingWritten(stored);
    return stored;
  });
}

/** The values of a recording's row, without its id, by the names that statements give them. */
export function toRowValues(recording: NewRecording): Record<string, string | number | null> {
  return {
    filename: recording.filename,
    duration: recording.durationSeconds,
    sampleRate: recording.sampleRate,
    createdAt: recording.createdAt,
    createdMs: instantMs(recording.createdAt),
    dateSource: recording.dateSource,
    title: recording.title,
    notes: recording.notes,
    tags: JSON.stringify(recording.tags),
    channels: recording.channels,
    byteLength: recording.byteLength,
    sourceName: recording.sourceName,
    sourceFormat: recording.sourceFormat,
    sourceSampleRate: recording.sourceSampleRate,
    sourceSha256: recording.sourceSha256,
    soundSha256: recording.soundSha256,
    importedAt: recording.importedAt,
    opusSha256: recording.opusSha256,
    opusSha256From: recording.opusSha256From,
    importNotes: JSON.stringify(recording.importNotes),
    sourceTrack: recording.sourceTrack,
    sourceTracks: JSON.stringify(recording.sourceTracks),
    dateCandidates: JSON.stringify(recording.dateCandidates),
  };
}

/** The recording, or undefined. */
export function findRecording(db: Database, id: number): Recording | undefined {
  return mapRow(db.get<RecordingRow>(`select ${recordingColumns} from recordings r where r.id = ?`, id));
}

/** The recording; throws `not-found`. */
export function getRecording(db: Database, id: number): Recording {
  const recording = findRecording(db, id);
  if (recording) return recording;
  throw archiveError("recording-not-found", { recording: id });
}

/** Many recordings by id; unknown ids are absent. */
export function findRecordings(db: Database, ids: readonly number[]): Map<number, Recording> {
  const rows = db.all<RecordingRow>(
    `select ${recordingColumns} from json_each(?) wanted cross join recordings r on r.id = wanted.value`,
    JSON.stringify(ids),
  );
  return new Map(rows.map((row) => [row.id, toRecording(row)]));
}

export function findRecordingByFilename(db: Database, filename: string): Recording | undefined {
  return mapRow(
    db.get<RecordingRow>(`select ${recordingColumns} from recordings r where r.filename = ?`, filename),
  );
}

/** The oldest recording with this very sound, whatever its tags and name. */
export function findRecordingBySoundHash(db: Database, sha256: string): Recording | undefined {
  return mapRow(
    db.get<RecordingRow>(
      `select ${recordingColumns} from recordings r where r.sound_sha256 = ? order by r.id limit 1`,
      sha256,
    ),
  );
}

/** All recordings that the filter allows, newest first. Languages are those of the current transcription. */
export function listRecordings(db: Database, filter?: SearchFilter): Recording[] {
  return db
    .all<RecordingRow>(
      `select ${recordingColumns} from recordings r
       where (:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
         and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))
         and (:languages is null or exists (
           select 1 from transcriptions t where t.recording_id = r.id and t.is_current = 1
             and t.language in (select value from json_each(:languages))))
       order by r.created_ms desc, r.id desc`,
      { ...bindFilter(filter) },
    )
    .map(toRecording);
}

/** The next ids, after `afterId`. */
export function listRecordingIdsAfter(db: Database, afterId: number, limit: number): number[] {
  return db
    .lists<[number]>("select id from recordings where id > ? order by id limit ?", afterId, limit)
    .map(([id]) => id);
}

/** The name of a recording's file, also where the rest of its row cannot be read. */
export function findFilename(db: Database, id: number): string | undefined {
  return db.get<{ filename: string }>("select filename from recordings where id = ?", id)?.filename;
}

/** How many recordings there are, and the bytes of the files of those whose id leaves this remainder: part `part` of `of`. */
export function countRecordings(
  db: Database,
  { part, of }: { part: number; of: number },
): { recordings: number; byteLength: number } {
  return {
    ...db.get<{ recordings: number; byteLength: number }>(
      `select count(*) as recordings, coalesce(sum(byte_length) filter (where id % :of = :part % :of), 0) as byteLength
       from recordings`,
      { part, of },
    )!,
  };
}

/** Changes what a person may change; throws `not-found`. */
export function updateRecording(db: Database, id: number, changes: StoredChanges): Recording {
  return transaction(db, () => {
    const recording = { ...getRecording(db, id), ...withoutUndefined(changes) };
    db.run(
      `update recordings set title = :title, notes = :notes, tags = :tags, created_at = :createdAt,
         created_ms = :createdMs, date_source = :dateSource, date_candidates = :dateCandidates where id = :id`,
      {
        id,
        title: recording.title,
        notes: recording.notes,
        tags: JSON.stringify(recording.tags),
        createdAt: recording.createdAt,
        createdMs: instantMs(recording.createdAt),
        dateSource: recording.dateSource,
        dateCandidates: JSON.stringify(recording.dateCandidates),
      },
    );
    db.listener.recordingWritten(recording);
    return recording;
  });
}

/**
 * The recording's file has other sound of the same length now: what was made from the old sound is removed. Part of the
 * caller's transaction, which puts the file in its place.
 */
export function replaceSound(
  db: Database,
  id: number,
  facts: {
    byteLength: number;
    soundSha256: string;
    opusSha256: string;
    importNotes: readonly Note[];
  },
): void {
  db.run(
    `update recordings set byte_length = ?, sound_sha256 = ?, opus_sha256 = ?, opus_sha256_from = 'import', import_notes = ?
     where id = ?`,
    facts.byteLength,
    facts.soundSha256,
    facts.opusSha256,
    JSON.stringify(facts.importNotes),
    id,
  );
  db.run("delete from waveforms where recording_id = ?", id);
  db.run("delete from checkpoints where recording_id = ?", id);
}

/**
 * Removes a recording's rows and everything of it in the index, in one transaction. Returns what it was; its file is still there: `removeRecordingFile`. Throws `not-found`.
 */
export function removeRecording(db: Database, id: number): Recording {
  return transaction(db, () => {
    const recording = getRecording(db, id);
    db.listener.recordingRemoved(id);
    for (const table of ["jobs", "leases"]) {
      db.run(
        `delete from ${table} where (stage = 'transcribe' and subject_id = :id)
           or (stage <> 'transcribe' and subject_id in (select id from transcriptions where recording_id = :id))`,
        { id },
      );
    }
    db.run("delete from recordings where id = ?", id);
    return recording;
  });
}

/** Milliseconds since 1970 of an ISO 8601 time with offset; without an offset it is no instant (TypeError). */
function instantMs(createdAt: string): number {
  const instant = /(?:Z|[+-]\d{2}:\d{2})$/.test(createdAt) ? Date.parse(createdAt) : Number.NaN;
  if (Number.isNaN(instant)) throw new TypeError(`createdAt is not ISO 8601 with offset: ${createdAt}`);
  return instant;
}

function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Value;
}

function mapRow(row: RecordingRow | undefined): Recording | undefined {
  return row && toRecording(row);
}

export function toRecording(row: RecordingRow): Recording {
  return {
    id: row.id,
    filename: row.filename,
    durationSeconds: row.duration,
    sampleRate: row.sample_rate,
    createdAt: row.created_at,
    dateSource: row.date_source,
    title: row.title,
    notes: row.notes,
    tags: JSON.parse(row.tags) as string[],
    channels: row.channels,
    byteLength: row.byte_length,
    sourceName: row.source_name,
    sourceFormat: row.source_format,
    sourceSampleRate: row.source_sample_rate,
    sourceSha256: row.source_sha256,
    soundSha256: row.sound_sha256,
    importedAt: row.imported_at,
    opusSha256: row.opus_sha256,
    opusSha256From: row.opus_sha256_from,
    importNotes: JSON.parse(row.import_notes) as Note[],
    sourceTrack: row.source_track,
    sourceTracks: JSON.parse(row.source_tracks) as SourceTrack[],
    dateCandidates: JSON.parse(row.date_candidates) as DateCandidate[],
  };
}
