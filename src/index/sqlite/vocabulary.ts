import type { Database } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";
import { matchExpression } from "./match-expression.ts";

/** A word of the archive, folded, with its stem, its script, and the sound keys it shares with words that sound alike. */
export type StoredWord = { word: string; stem: string; script: string; soundKeys: readonly string[] };

/** Words known to be stored, so that a transcript of an hour takes a few inserts instead of ten thousand. */
type Known = { words: Set<string>; dataVersion: number; rollbacks: number };
const knownOf = new WeakMap<Database, Known>();
const knownKept = 300_000;

/**
 * Stores words that are not stored yet. Part of the caller's transaction. A word may stay when no passage has it any more
 * (after another transcript of the same recording): check its document frequency.
 */
export function addWords(db: Database, words: Iterable<StoredWord>): void {
  const known = knownWords(db);
  for (const stored of words) {
    const { word, stem, script, soundKeys } = stored;
    if (known.has(word)) continue;
    const { changes } = db.run(
      "insert or ignore into vocabulary (word, stem, script, checksum) values (?, ?, ?, ?)",
      word,
      stem,
      script,
      wordChecksum(stored),
    );
    if (changes > 0) {
      for (const key of soundKeys) {
        db.run("insert into vocabulary_sounds (sound_key, word) values (?, ?)", key, word);
      }
    }
    if (known.size < knownKept) known.add(word);
  }
}

/** What `vocabulary.checksum` holds: the word with its sound keys, in whatever order they are read. */
export function wordChecksum({ word, stem, script, soundKeys }: StoredWord): number {
  return rowChecksum(word, stem, script, ...[...soundKeys].sort());
}

/** A word found by its sound. */
export type SoundWord = { word: string; stem: string; script: string };

/** Words by their sound keys, in every script; keys without a word are absent. */
export function findWordsBySounds(db: Database, soundKeys: readonly string[]): Map<string, SoundWord[]> {
  if (soundKeys.length === 0) return new Map();
  const rows = db.all<SoundWord & { key: string }>(
    `select s.sound_key as key, v.word, v.stem, v.script from json_each(?) wanted
     cross join vocabulary_sounds s on s.sound_key = wanted.value
     cross join vocabulary v on v.word = s.word`,
    JSON.stringify([...new Set(soundKeys)]),
  );
  return Map.groupBy(rows, (row) => row.key);
}

/** Stems of words that begin with `prefix` (folded), each with its shortest word; short words first, at most `limit`. */
export function findWordsByPrefix(
  db: Database,
  prefix: string,
  limit: number,
): { stem: string; word: string }[] {
  // With min() SQLite takes the other columns from the row that has the minimum.
  return db
    .all<{ stem: string; word: string }>(
      `select stem, word, min(length(word)) as letters from vocabulary where word >= :prefix and word < :end
       group by stem order by letters, stem limit :limit`,
      { prefix, end: `${prefix}\u{10ffff}`, limit },
    )
    .map(({ stem, word }) => ({ stem, word }));
}

/**
 * Words that begin with `letter` (empty: with any) and have `minLetters` to `maxLetters` letters, with their stems: as one
 * string, since 10 000 rows would take 10 ms.
 */
export function listWordsOfLength(
  db: Database,
  letter: string,
  { minLetters, maxLetters }: { minLetters: number; maxLetters: number },
): { word: string; stem: string }[] {
  const { found } = db.get<{ found: string | null }>(
    `select group_concat(word || ' ' || stem, char(10)) as found from vocabulary
     where word >= :letter and word < :end and length(word) between :minLetters and :maxLetters`,
    { letter, end: `${letter}\u{10ffff}`, minLetters, maxLetters },
  )!;
  return (found ?? "").split("\n").flatMap((line) => {
    const space = line.indexOf(" ");
    return space === -1 ? [] : [{ word: line.slice(0, space), stem: line.slice(space + 1) }];
  });
}

/** Every word with its stem. */
export function listWords(db: Database): { word: string; stem: string }[] {
  return db.all("select word, stem from vocabulary");
}

/** After words were removed by other means than these functions: what this connection stores next is compared with the table again. */
export function forgetKnownWords(db: Database): void {
  knownOf.delete(db);
}

/** Removes every word; indexing stores them again with the passages. Part of the caller's transaction. */
export function clearVocabulary(db: Database): void {
  knownOf.delete(db);
  db.run("delete from vocabulary");
  db.run("delete from vocabulary_sounds");
}

/**
 * Removes those of the words given that no passage has any more. Part of the caller's transaction. Looked up by stem: a form
 * is removed with the last passage that has its stem.
 */
export function removeUnusedWords(db: Database, words: Iterable<StoredWord>): void {
  const isUsed = new Map<string, boolean>();
  for (const { word, stem, soundKeys } of words) {
    let used = isUsed.get(stem);
    if (used === undefined) {
      const match = matchExpression({ terms: [stem], phrases: [], excluded: [] });
      used =
        match !== undefined &&
        db.get("select 1 from passages_stems where passages_stems match ? limit 1", match) !== undefined;
      isUsed.set(stem, used);
    }
    if (used) continue;
    db.run("delete from vocabulary where word = ?", word);
    for (const key of soundKeys) {
      db.run("delete from vocabulary_sounds where sound_key = ? and word = ?", key, word);
    }
  }
  knownOf.delete(db);
}

/** Removes words, each as it is stored. Part of the caller's transaction. */
export function removeWords(db: Database, words: readonly string[]): void {
  const list = JSON.stringify(words);
  db.run("delete from vocabulary where word in (select value from json_each(?))", list);
  db.run("delete from vocabulary_sounds where word in (select value from json_each(?))", list);
  knownOf.delete(db);
}

/** Those of the words that are stored. */
export function findKnownWords(db: Database, words: readonly string[]): Set<string> {
  if (words.length === 0) return new Set();
  const rows = db.all<{ word: string }>(
    "select v.word from json_each(?) wanted cross join vocabulary v on v.word = wanted.value",
    JSON.stringify([...new Set(words)]),
  );
  return new Set(rows.map(({ word }) => word));
}

/** Those of the beginnings that some stored word has: 2 µs each, where counting the passages of a stem takes 30. */
export function findKnownBeginnings(db: Database, beginnings: readonly string[]): Set<string> {
  if (beginnings.length === 0) return new Set();
  const rows = db.all<{ beginning: string }>(
    `select value as beginning from json_each(:wanted)
     where exists (select 1 from vocabulary where word >= value and word < value || :end)`,
    { wanted: JSON.stringify([...new Set(beginnings)]), end: "\u{10ffff}" },
  );
  return new Set(rows.map(({ beginning }) => beginning));
}

/** Those of the words that no passage has. */
export function listUnknownWords(db: Database, words: readonly string[]): string[] {
  return db
    .all<{ word: string }>(
      "select value as word from json_each(?) where value not in (select word from vocabulary)",
      JSON.stringify(words),
    )
    .map(({ word }) => word);
}

/** Valid until a rollback here or a write of another connection. */
function knownWords(db: Database): Set<string> {
  const { data_version: dataVersion } = db.get<{ data_version: number }>("pragma data_version")!;
  const { rollbacks } = db;
  let known = knownOf.get(db);
  if (known?.dataVersion !== dataVersion || known.rollbacks !== rollbacks) {
    known = { words: new Set(), dataVersion, rollbacks };
    knownOf.set(db, known);
  }
  return known.words;
}
