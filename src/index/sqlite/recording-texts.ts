import type { Recording, SearchFilter } from "../../domain.ts";
import { analyserVersion, indexStems } from "../../language/analyse-text.ts";
import type { Database } from "../../storage/database.ts";
import { allowsAll, bindFilter } from "../../storage/search-filter.ts";
import type { TextQuery } from "../candidate-engine.ts";
import { matchExpression, phrasesExpression } from "./match-expression.ts";
import { addTotals } from "./text-totals.ts";

/** What a person writes about a recording. */
type RecordingText = Pick<Recording, "title" | "notes" | "tags">;

/**
 * Writes title, notes and tags into both full-text tables: `recordings_fts` has the words as written, for other programs,
 * `recordings_stems` their stems, which our own search matches. Part of the caller's transaction: a changed title can be
 * searched at once.
 */
export function putRecordingText(db: Database, id: number, { title, notes, tags }: RecordingText): void {
  removeRecordingText(db, id);
  db.run(
    "insert into recordings_fts (rowid, title, notes, tags) values (?, ?, ?, ?)",
    id,
    title,
    notes,
    tags.join(" "),
  );
  db.run(
    "insert into recordings_stems (rowid, title, tags, notes) values (?, ?, ?, ?)",
    id,
    ...stemsOf({ title, notes, tags }),
  );
  addTotals(db, "recordings_stems", [id]);
}

/** What recordings_stems has of a recording: title, tags, notes. */
function stemsOf({ title, notes, tags }: RecordingText): string[] {
  // One line for each tag: words of two tags are not a phrase.
  return [indexStems(title), indexStems(tags.join("\n")), indexStems(notes)];
}

/** What recordings_stems should hold, by recording. */
export function* expectedRecordingStems(db: Database): Generator<{ rowid: number; columns: string[] }> {
  for (const [rowid, title, notes, tags] of db.iterate<[number, string, string, string]>(
    "select id, title, notes, tags from recordings",
  ))
    yield { rowid, columns: stemsOf({ title, notes, tags: parseTags(tags) }) };
}

/** Damaged tags are reported elsewhere; here they differ from the index. */
function parseTags(json: string): string[] {
  try {
    const tags: unknown = JSON.parse(json);
    return Array.isArray(tags) ? tags.map(String) : [];
  } catch {
    return [];
  }
}

export function removeRecordingText(db: Database, id: number): void {
  db.run("delete from recordings_fts where rowid = ?", id);
  db.run("delete from recordings_stems where rowid = ?", id);
}

/** Fills both tables, which must be empty, from titles, notes and tags: some 20 000 recordings a second. */
export function fillRecordingTexts(db: Database): void {
  const rows = db.all<{ id: number; title: string; notes: string; tags: string }>(
    "select id, title, notes, tags from recordings",
  );
  for (const { id, title, notes, tags } of rows) {
    putRecordingText(db, id, { title, notes, tags: JSON.parse(tags) as string[] });
  }
  db.run("insert or replace into recordings_stems_version (only, analyser) values (1, ?)", analyserVersion);
}

/** True if the stems were made by the current analyser. */
export function areRecordingStemsCurrent(db: Database): boolean {
  const row = db.get<{ analyser: string }>("select analyser from recordings_stems_version");
  return row?.analyser === analyserVersion;
}

/** A recording whose title, tags or notes have the words; `score` is bm25, higher is better. */
type RecordingCandidate = { recordingId: number; score: number };

/** Title, tags, notes: a word of the title counts as much as five of the notes. */
const fieldWeights = "5.0, 3.0, 1.0";

/**
 * Recordings by their title, tags and notes, transcribed or not, best first, ties by id. A language filter applies to the
 * current transcription, as in a list.
 */
export function findRecordingsByText(
  db: Database,
  { query, limit, filter }: { query: TextQuery; limit: number; filter?: SearchFilter | undefined },
): RecordingCandidate[] {
  const match = matchExpression(query);
  if (match === undefined || limit <= 0) return [];
  const phrases = phrasesExpression(query);
  const bound = bindFilter(filter);
  const isFiltered = !allowsAll(bound);
  return db
    .all<RecordingCandidate>(
      `select rowid as recordingId, -bm25(recordings_stems, ${fieldWeights}) as score from recordings_stems
       where recordings_stems match :match
         ${phrases ? "and +rowid in (select rowid from recordings_stems where recordings_stems match :phrases)" : ""}
         ${
           isFiltered
             ? `and +rowid in (select r.id from recordings r
                  where (:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
                    and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))
                    and (:languages is null or exists (
                      select 1 from transcriptions t where t.recording_id = r.id and t.is_current = 1
                        and t.language in (select value from json_each(:languages)))))`
             : ""
         }
       order by score desc, recordingId limit :limit`,
      { match, limit, ...(phrases && { phrases }), ...(isFiltered && bound) },
    )
    .map(({ recordingId, score }) => ({ recordingId, score }));
}
