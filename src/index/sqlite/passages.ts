import type { Passage } from "../../domain.ts";
import { type Database, transaction } from "../../storage/database.ts";
import { defaultMaxAttempts } from "../../storage/jobs.ts";
import type { ResolvedFilter } from "../../storage/search-filter.ts";
import { isAllowed, narrowing } from "./allowed-passages.ts";
import { removeTexts } from "./put-texts.ts";
import { removeVectors } from "./put-vectors.ts";

/** The script of most letters of a passage; `other` if it has neither Cyrillic nor Latin letters. */
export type PassageScript = "cyrillic" | "latin" | "other";

type PassageRow = {
  id: number;
  transcription_id: number;
  recording_id: number;
  position: number;
  start_ms: number;
  end_ms: number;
  first_word: number;
  word_count: number;
  language: string | null;
  text: string | null;
};

const placeColumns = `p.id, p.transcription_id, p.recording_id, p.position, p.start_ms, p.end_ms, p.first_word,
  p.word_count, p.language`;

// The text joined from the words, which is what the full-text index stores.
const columns = `${placeColumns}, (select group_concat(w.word, ' ' order by w.position) from transcription_words w
    where w.transcription_id = p.transcription_id and w.position >= p.first_word
      and w.position < p.first_word + p.word_count) as text`;

/** Removes a transcription's passages with their text and vectors: it then counts as not indexed. */
export function removePassages(db: Database, transcriptionId: number): void {
  transaction(db, () => {
    const rows = db.all<{ id: number }>(
      "select id from passages where transcription_id = ?",
      transcriptionId,
    );
    if (rows.length > 0) {
      const ids = rows.map((row) => row.id);
      removeTexts(db, ids);
      removeVectors(db, ids);
      db.run("delete from passages where transcription_id = ?", transcriptionId);
    }
    db.run("delete from transcription_indexes where transcription_id = ?", transcriptionId);
  });
}

/**
 * Indexed passages by id, with their text; unknown ids are absent. The text is the full-text index's copy: joining it from
 * the words takes five times as long (250 passages of 100 000: 10 ms against 2).
 */
export function findPassages(db: Database, ids: readonly number[]): Map<number, Passage> {
  const rows = db.all<PassageRow>(
    `select ${placeColumns}, (select f.text from transcriptions_fts f where f.rowid = p.id) as text
     from json_each(?) wanted cross join passages p on p.id = wanted.value`,
    JSON.stringify(ids),
  );
  return new Map(rows.map((row) => [row.id, toPassage(row)]));
}

/** A passage without its text; `text` is only set if the script has to be detected from it. */
export type PlacedPassage = Omit<Passage, "text"> & { script: PassageScript | null; text: string | null };

/**
 * Indexed passages by id, with their script instead of their text, which takes four times as long to read. Passages indexed
 * before scripts were stored have a null script, and their text.
 * @param filter those it does not allow are absent
 */
export function findPlacedPassages(
  db: Database,
  ids: readonly number[],
  filter?: ResolvedFilter,
): Map<number, PlacedPassage> {
  const bound = narrowing(filter);
  const rows = db.all<PassageRow & { script: PassageScript | null }>(
    `select ${placeColumns}, p.script,
       case when p.script is null then (select f.text from transcriptions_fts f where f.rowid = p.id) end as text
     ${bound ? fromWantedAllowed : "from json_each(:ids) wanted cross join passages p on p.id = wanted.value"}`,
    { ids: JSON.stringify(ids), ...bound },
  );
  return new Map(rows.map((row) => [row.id, { ...toPassage(row), script: row.script, text: row.text }]));
}

/** Those of the passages that a filter allows, as data.db has them now. */
export function keepAllowed(
  db: Database,
  ids: readonly number[],
  filter: ResolvedFilter | undefined,
): readonly number[] {
  const bound = narrowing(filter);
  if (!bound) return ids;
  return db
    .all<{ id: number }>(`select p.id ${fromWantedAllowed}`, { ids: JSON.stringify(ids), ...bound })
    .map(({ id }) => id);
}

const fromWantedAllowed = `from json_each(:ids) wanted cross join passages p on p.id = wanted.value
  cross join recordings r on r.id = p.recording_id where ${isAllowed}`;

/** A transcription's passages in order. */
export function listPassages(db: Database, transcriptionId: number): Passage[] {
  return db
    .all<PassageRow>(
      `select ${columns} from passages p where p.transcription_id = ? order by p.position`,
      transcriptionId,
    )
    .map(toPassage);
}

/** A passage's row without its text, as the indexing stage makes it. */
export type PassageFacts = Omit<Passage, "text"> & { script: PassageScript | null };

/** The rows of a transcription's passages, in order. */
export function listPassageFacts(db: Database, transcriptionId: number): PassageFacts[] {
  return db.all<PassageFacts>(
    `select id, transcription_id as transcriptionId, recording_id as recordingId, position, start_ms as startMs,
       end_ms as endMs, first_word as firstWord, word_count as wordCount, language, script
     from passages where transcription_id = ? order by position`,
    transcriptionId,
  );
}

/** A recording's passages in order; only its current transcription has any. */
export function listPassagesOfRecording(db: Database, recordingId: number): Passage[] {
  return db
    .all<PassageRow>(
      `select ${columns} from passages p where p.recording_id = ? order by p.transcription_id, p.position`,
      recordingId,
    )
    .map(toPassage);
}

/** The passages around one, itself among them, in order: at most `before` and `after` many on its sides. */
export function listNeighbours(
  db: Database,
  passageId: number,
  { before = 1, after = 1 }: { before?: number; after?: number } = {},
): Passage[] {
  return db
    .all<PassageRow>(
      `select ${columns} from passages middle cross join passages p
         on p.transcription_id = middle.transcription_id
           and p.position between middle.position - :before and middle.position + :after
       where middle.id = :passageId order by p.position`,
      { passageId, before, after },
    )
    .map(toPassage);
}

/**
 * Passages of current transcriptions without a vector of this embedding, or without sentence vectors of the fingerprint
 * `sentences` if one is given, by id, after `afterId`. Passages of transcriptions whose embedding failed `maxAttempts` times
 * are left out. `isNext`: without a new vector that is to take the place of theirs (next-vectors.ts).
 */
export function listPassagesToEmbed(
  db: Database,
  fingerprint: string,
  {
    limit,
    sentences,
    isNext = false,
    afterId = 0,
    maxAttempts = defaultMaxAttempts,
  }: {
    limit: number;
    sentences?: string | undefined;
    isNext?: boolean;
    afterId?: number;
    maxAttempts?: number;
  },
): Passage[] {
  // Sentence vectors are deleted with the passage's vector: a passage that has them has its vector.
  const made = isNext ? "vectors_next" : sentences === undefined ? "passage_vectors" : "sentence_vectors";
  return db
    .all<PassageRow>(
      `select ${columns} from passages p
       where p.id > :afterId
         and not exists (select 1 from ${made} v where v.passage_id = p.id and v.fingerprint_id =
           (select id from fingerprints where fingerprint = :fingerprint))
         and not exists (select 1 from jobs j where j.stage = 'embed' and j.subject_id = p.transcription_id
           and j.attempts >= :maxAttempts)
       order by p.id limit :limit`,
      { fingerprint: sentences ?? fingerprint, limit, afterId, maxAttempts },
    )
    .map(toPassage);
}

/** A row of a query over `passages p` with the columns of this module. */
function toPassage(row: PassageRow): Passage {
  return {
    id: row.id,
    transcriptionId: row.transcription_id,
    recordingId: row.recording_id,
    position: row.position,
    startMs: row.start_ms,
    endMs: row.end_ms,
    firstWord: row.first_word,
    wordCount: row.word_count,
    language: row.language,
    text: row.text ?? "",
  };
}
