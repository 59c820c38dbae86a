/**
 * Makes the full-text tables and the vocabulary anew beside those in use, and puts them in their place in one transaction: a
 * search never finds an empty index, and a rebuild that is cut off leaves the old one as it was.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { throwIfCancelled } from "../../errors.ts";
import { indexTerms } from "../../language/index-terms.ts";
import { log } from "../../log.ts";
import { type Database, transaction } from "../../storage/database.ts";
import { createTextTable, mergeTables, refillRecordingsText, textTables } from "./index-tables.ts";
import { changeRange, reachesBack } from "./read-changes.ts";
import { addTotals, renameTotals } from "./text-totals.ts";
import { forgetKnownWords, wordChecksum } from "./vocabulary.ts";

/** Passages analysed and written in one transaction: some 15 ms. */
const passagesTogether = 64;
/** With fewer changes left than this, they are applied in the transaction that swaps. */
const maxChangesAtSwap = 256;

const vocabularyTables = ["vocabulary", "vocabulary_sounds"];

type PassageText = { id: number; recordingId: number; text: string };

const passageText = `p.id, p.recording_id as recordingId, coalesce((select group_concat(w.word, ' ' order by w.position)
  from transcription_words w where w.transcription_id = p.transcription_id and w.position >= p.first_word
    and w.position < p.first_word + p.word_count), '') as text`;

/** Tables of a rebuild that is under way, or was cut off. */
const next = (name: string) => `${name}_next`;

/**
 * Rebuilds from the passages; their ids stay. Other programs may search and write meanwhile: the log of changes tells what they
 * wrote. Takes as much room in data.db as the old tables until it is done.
 * @param onProgress called with the number of passages done
 * @throws ArchiveError `cancelled`
 */
export async function rebuildTextTables(
  db: Database,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: (done: number) => void } = {},
): Promise<number> {
  for (;;) {
    let seq = transaction(db, () => {
      dropUnfinishedTables(db);
      createNextTables(db);
      return changeRange(db).last;
    });
    const done = await fillFromPassages(db, signal, onProgress);
    await mergeNext(db, signal);
    let isUpToDate = false;
    while (!isUpToDate) {
      throwIfCancelled(signal, "the rebuild of the index");
      const range = changeRange(db);
      if (!reachesBack(range, seq)) break;
      isUpToDate = range.last - seq <= maxChangesAtSwap;
      if (!isUpToDate) seq = transaction(db, () => applyChanges(db, seq, seq + maxChangesAtSwap));
    }
    const isSwapped = transaction(db, () => {
      const range = changeRange(db);
      if (!reachesBack(range, seq)) return false;
      applyChanges(db, seq, range.last);
      swap(db);
      return true;
    });
    forgetKnownWords(db);
    if (isSwapped) return done;
    // More was written than the log keeps: rare, and it begins again.
    log("warn", "index-rebuild-restarted");
  }
}

/** Removes what a rebuild that was cut off has left. Not while another process rebuilds. */
export function dropUnfinishedTables(db: Database): void {
  transaction(db, () => {
    for (const name of [...Object.keys(textTables), ...vocabularyTables])
      db.exec(`drop table if exists ${next(name)}`);
  });
}

/** Whether a rebuild is under way or was cut off. */
export function hasUnfinishedTables(db: Database): boolean {
  return db.get("select 1 from sqlite_schema where name = 'passages_stems_next'") !== undefined;
}

function createNextTables(db: Database): void {
  for (const [name, module] of Object.entries(textTables)) createTextTable(db, next(name), module);
  for (const name of vocabularyTables) {
    const { sql } = db.get<{ sql: string }>("select sql from sqlite_schema where name = ?", name)!;
    db.exec(sql.replace(/^create table "?\w+"?/i, `create table ${next(name)}`));
  }
}

async function fillFromPassages(
  db: Database,
  signal: AbortSignal | undefined,
  onProgress: ((done: number) => void) | undefined,
): Promise<number> {
  let done = 0;
  for (let afterId = 0; ; ) {
    throwIfCancelled(signal, "the rebuild of the index");
    const passages = db.all<PassageText>(
      `select ${passageText} from passages p where p.id > ? order by p.id limit ?`,
      afterId,
      passagesTogether,
    );
    if (passages.length === 0) return done;
    transaction(db, () => putNext(db, passages));
    done += passages.length;
    afterId = passages.at(-1)!.id;
    onProgress?.(done);
    await nextTurn();
  }
}

function putNext(db: Database, passages: readonly PassageText[]): void {
  for (const { id, recordingId, text } of passages) {
    const { stems, words } = indexTerms(text);
    db.run(
      "insert into transcriptions_fts_next (rowid, text, recording_id) values (?, ?, ?)",
      id,
      text,
      BigInt(recordingId),
    );
    db.run("insert into passages_stems_next (rowid, stems) values (?, ?)", id, stems);
    for (const stored of words) {
      const { word, stem, script, soundKeys } = stored;
      const { changes } = db.run(
        "insert or ignore into vocabulary_next (word, stem, script, checksum) values (?, ?, ?, ?)",
        word,
        stem,
        script,
        wordChecksum(stored),
      );
      if (changes === 0) continue;
      for (const key of soundKeys)
        db.run("insert into vocabulary_sounds_next (sound_key, word) values (?, ?)", key, word);
    }
  }
  addTotals(
    db,
    next("passages_stems"),
    passages.map(({ id }) => id),
  );
}

/**
 * Writes the passages named in the log after `seq`, up to `lastSeq`, as they are now. Words of a removed passage stay in the
 * vocabulary, as they may after any change.
 */
function applyChanges(db: Database, seq: number, lastSeq: number): number {
  const changed = JSON.stringify(
    db
      .all<{ id: number }>(
        "select distinct passage_id as id from passage_changes where seq > ? and seq <= ? and kind = 'text'",
        seq,
        lastSeq,
      )
      .map(({ id }) => id),
  );
  for (const name of Object.keys(textTables)) {
    const known = db.all<{ id: number }>(
      `select d.id from json_each(?) changed cross join ${next(name)}_docsize d on d.id = changed.value`,
      changed,
    );
    for (const { id } of known) db.run(`delete from ${next(name)} where rowid = ?`, id);
  }
  putNext(
    db,
    db.all<PassageText>(
      `select ${passageText} from json_each(?) changed cross join passages p on p.id = changed.value`,
      changed,
    ),
  );
  return lastSeq;
}

async function mergeNext(db: Database, signal: AbortSignal | undefined): Promise<void> {
  for (const _ of mergeTables(db, Object.keys(textTables).map(next))) {
    await nextTurn();
    throwIfCancelled(signal, "the rebuild of the index");
  }
}

/** FTS5 tables and plain ones can be renamed inside a transaction; other connections see the new ones with their next query. */
function swap(db: Database): void {
  for (const name of [...Object.keys(textTables), ...vocabularyTables]) {
    db.exec(`drop table if exists ${name}`);
    db.exec(`alter table ${next(name)} rename to ${name}`);
    renameTotals(db, next(name), name);
  }
  // 20 000 recordings take a second.
  refillRecordingsText(db);
}
