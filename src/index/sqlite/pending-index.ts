import type { Transcription } from "../../domain.ts";
import { type Database, readTransaction } from "../../storage/database.ts";
import { defaultMaxAttempts } from "../../storage/jobs.ts";
import { getTranscription } from "../../storage/transcriptions.ts";

/** What an archive contains and what is still to be done, counted in one read transaction. */
type ArchiveCounts = {
  recordings: number;
  /** Sum over all recordings. */
  durationSeconds: number;
  byteLength: number;
  transcribedRecordings: number;
  words: number;
  passages: number;
  /** Recordings without a transcription; `transcribeFailed` of them failed too often to be tried again. */
  toTranscribe: number;
  transcribeFailed: number;
  /** Current transcriptions not indexed under the fingerprint asked for. */
  toIndex: number;
  indexFailed: number;
  /** Passages with a vector of the embedding asked for; `vectorsOutOfDate` others have one of another embedding. */
  vectors: number;
  vectorsOutOfDate: number;
  /** Passages without such a vector or without sentence vectors. */
  toEmbed: number;
  embedFailed: number;
};

type Limits = { limit: number; maxAttempts?: number };

/** Current transcriptions that are not indexed, or under another fingerprint; those tried longest ago first. */
export function listTranscriptionsToIndex(
  db: Database,
  fingerprint: string,
  { limit, maxAttempts = defaultMaxAttempts }: Limits,
): Transcription[] {
  return db
    .all<{ id: number }>(
      `select t.id from transcriptions t left join jobs j on j.stage = 'index' and j.subject_id = t.id
       where t.is_current = 1 and coalesce(j.attempts, 0) < :maxAttempts
         and not exists (select 1 from transcription_indexes x where x.transcription_id = t.id and x.fingerprint_id =
           (select id from fingerprints where fingerprint = :fingerprint))
       order by j.last_attempt_at nulls first, t.id limit :limit`,
      { fingerprint, maxAttempts, limit },
    )
    .map((row) => getTranscription(db, row.id));
}

/** Current transcriptions, by id, that are indexed, whatever the fingerprint. */
export function listTranscriptionsWithPassages(db: Database): number[] {
  return db
    .all<{ id: number }>(
      `select t.id from transcription_indexes x join transcriptions t on t.id = x.transcription_id
       where t.is_current = 1 order by t.id`,
    )
    .map(({ id }) => id);
}

/** Transcriptions, by id, that have passages although they are not the current ones. */
export function listRetiredTranscriptions(db: Database): number[] {
  return db
    .all<{ id: number }>(
      `select distinct p.transcription_id as id from passages p join transcriptions t on t.id = p.transcription_id
       where t.is_current = 0`,
    )
    .map(({ id }) => id);
}

/** Current transcriptions that are indexed under a fingerprint: id and recording, by id. */
export function listIndexedTranscriptions(
  db: Database,
  fingerprint: string,
): { id: number; recordingId: number }[] {
  return db.all(
    `select t.id, t.recording_id as recordingId from transcription_indexes x
     join transcriptions t on t.id = x.transcription_id and t.is_current = 1
     where x.fingerprint_id = (select id from fingerprints where fingerprint = ?) order by t.id`,
    fingerprint,
  );
}

/** Passages that are not of such a transcription. */
export function listPassagesOfOtherIndexes(db: Database, fingerprint: string): number[] {
  return db
    .all<{ id: number }>(
      `select p.id from passages p where not exists (
         select 1 from transcription_indexes x where x.transcription_id = p.transcription_id
           and x.fingerprint_id = (select id from fingerprints where fingerprint = ?))`,
      fingerprint,
    )
    .map(({ id }) => id);
}

/** Counts for `status`, under the fingerprints that are in force now. */
export function countArchive(
  db: Database,
  {
    indexFingerprint,
    embeddingFingerprint,
    sentenceFingerprint,
    maxAttempts = defaultMaxAttempts,
  }: {
    indexFingerprint: string;
    embeddingFingerprint: string;
    sentenceFingerprint: string;
    maxAttempts?: number;
  },
): ArchiveCounts {
  return readTransaction(db, () => ({
    ...db.get<ArchiveCounts>(
      `with
           failed as (select stage, subject_id from jobs where attempts >= :maxAttempts and last_error is not null),
           untranscribed as (select r.id from recordings r
             where not exists (select 1 from transcriptions t where t.recording_id = r.id)),
           unindexed as (select t.id from transcriptions t where t.is_current = 1
             and not exists (select 1 from transcription_indexes x where x.transcription_id = t.id and x.fingerprint_id =
               (select id from fingerprints where fingerprint = :indexFingerprint))),
           vectors as (select count(*) as total, count(*) filter (where fingerprint_id =
               (select id from fingerprints where fingerprint = :embeddingFingerprint)) as current from passage_vectors),
           sentences as (select passage_id from sentence_vectors where fingerprint_id =
             (select id from fingerprints where fingerprint = :sentenceFingerprint))
         select
           (select count(*) from recordings) as recordings,
           (select coalesce(sum(duration), 0) from recordings) as durationSeconds,
           (select coalesce(sum(byte_length), 0) from recordings) as byteLength,
           (select count(*) from transcriptions where is_current = 1) as transcribedRecordings,
           (select coalesce(sum(word_count), 0) from transcriptions where is_current = 1) as words,
           (select count(*) from passages) as passages,
           (select count(*) from untranscribed) as toTranscribe,
           (select count(*) from untranscribed where id in
             (select subject_id from failed where stage = 'transcribe')) as transcribeFailed,
           (select count(*) from unindexed) as toIndex,
           (select count(*) from unindexed where id in
             (select subject_id from failed where stage = 'index')) as indexFailed,
           vectors.current as vectors,
           vectors.total - vectors.current as vectorsOutOfDate,
           (select count(*) from passages) - (select count(*) from sentences)
             - (select count(*) from vectors_next n where n.passage_id not in sentences and n.fingerprint_id =
               (select id from fingerprints where fingerprint = :embeddingFingerprint)) as toEmbed,
           (select count(*) from passages p where p.transcription_id in
             (select subject_id from failed where stage = 'embed') and p.id not in sentences) as embedFailed
         from vectors`,
      { indexFingerprint, embeddingFingerprint, sentenceFingerprint, maxAttempts },
    )!,
  }));
}
