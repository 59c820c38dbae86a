import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { removePassages } from "../../../src/index/sqlite/passages.ts";
import { listTranscriptionsToIndex } from "../../../src/index/sqlite/pending-index.ts";
import { createSqliteEngine } from "../../../src/index/sqlite/sqlite-engine.ts";
import {
  addWords,
  clearVocabulary,
  findWordsByPrefix,
  findWordsBySounds,
  listWordsOfLength,
  removeUnusedWords,
} from "../../../src/index/sqlite/vocabulary.ts";
import { indexFingerprint, indexTranscription } from "../../../src/indexing/index-transcription.ts";
import { indexTerms } from "../../../src/language/index-terms.ts";
import { search } from "../../../src/search/search.ts";
import { type Database, transaction } from "../../../src/storage/database.ts";
import { insertRecording, removeRecording } from "../../../src/storage/recordings.ts";
import { insertTranscription } from "../../../src/storage/transcriptions.ts";
import { inventRecording, inventTranscript, openTempArchive } from "../../support/temp-archive.ts";

const wordsOf = (text: string) => indexTerms(text).words;
const stored = (db: Database) =>
  db.all<{ word: string }>("select word from vocabulary order by word").map((row) => row.word);

test("words are stored once, folded, and found by sound, by beginning and by length", (t) => {
  const { db } = openTempArchive(t);
  transaction(db, () => addWords(db, wordsOf("Кубернетис и докер, докером wi-fi; Кубернетис")));
  assert.deepEqual(stored(db), ["fi", "wi", "wifi", "докер", "докером", "и", "кубернетис"]);
  const [soundKey] = wordsOf("kubernetes")[0]!.soundKeys as [string];
  assert.deepEqual(
    findWordsBySounds(db, [soundKey, "no such key", ""])
      .get(soundKey)
      ?.map((found) => found.word),
    ["кубернетис"],
  );
  assert.deepEqual([...findWordsBySounds(db, [soundKey, "no such key", ""]).keys()], [soundKey]);
  assert.deepEqual(findWordsByPrefix(db, "док", 10), [{ stem: "докер", word: "докер" }]);
  assert.deepEqual(findWordsByPrefix(db, "w", 1), [{ stem: "wi", word: "wi" }]);
  assert.deepEqual(listWordsOfLength(db, "д", { minLetters: 6, maxLetters: 9 }), [
    { word: "докером", stem: "докер" },
  ]);
});

test("a rollback, whole or in part, forgets the words: the next passage that has them stores them again", (t) => {
  const { db } = openTempArchive(t);
  const fail = () => {
    throw new Error("no");
  };
  assert.throws(() =>
    transaction(db, () => {
      addWords(db, wordsOf("пчела"));
      fail();
    }),
  );
  transaction(db, () => {
    assert.throws(() =>
      transaction(db, () => {
        addWords(db, wordsOf("мёд"));
        fail();
      }),
    );
    addWords(db, wordsOf("мёд улей"));
  });
  transaction(db, () => addWords(db, wordsOf("пчела")));
  assert.deepEqual(stored(db), ["мед", "пчела", "улей"]);
});

test("what another connection removed is stored again", (t) => {
  const { db, files } = openTempArchive(t);
  transaction(db, () => addWords(db, wordsOf("пчела")));
  const other = openArchiveDatabase(files.database);
  clearVocabulary(other);
  other.close();
  assert.deepEqual(stored(db), []);
  transaction(db, () => addWords(db, wordsOf("пчела")));
  assert.deepEqual(stored(db), ["пчела"]);
});

test("words come with the passages of a transcription, and those of none any more change no answer", async (t) => {
  const { db } = openTempArchive(t);
  const ids = ["подняли кубернетис", "пчела и улей"].map((text) => {
    const recording = insertRecording(db, inventRecording());
    const made = { engine: "import", model: "test", createdAt: "2026-01-01T00:00:00Z" };
    const transcript = inventTranscript([text]);
    const { id } = insertTranscription(db, { recordingId: recording.id, transcript, ...made });
    indexTranscription(db, id);
    return id;
  });
  const ask = async (query: string) => {
    const { hits, query: understood } = await search(
      { db, engine: createSqliteEngine(db) },
      { query, mode: "keyword" },
    );
    return { hits: hits.length, expansions: understood.expansions.length };
  };
  assert.deepEqual(await ask("kubernetes"), { hits: 1, expansions: 1 });
  removePassages(db, ids[0]!);
  for (const query of ["kubernetes", "кубернетес", "кубер*"]) {
    assert.deepEqual(await ask(query), { hits: 0, expansions: 0 }, query);
  }
  indexTranscription(db, ids[0]!);
  assert.deepEqual(await ask("kubernetes"), { hits: 1, expansions: 1 });
});

test("of the words of a removed recording those stay that others have", (t) => {
  const { db } = openTempArchive(t);
  const texts = ["пчела и мёд", "пчёлы и улей"];
  const recordings = texts.map((text) => {
    const recording = insertRecording(db, inventRecording());
    const made = { engine: "import", model: "test", createdAt: "2026-01-01T00:00:00Z" };
    const transcript = inventTranscript([text]);
    const { id } = insertTranscription(db, { recordingId: recording.id, transcript, ...made });
    indexTranscription(db, id);
    return recording.id;
  });
  removeRecording(db, recordings[0]!);
  removeUnusedWords(db, wordsOf(texts[0]!));
  assert.deepEqual(stored(db), ["и", "пчела", "пчелы", "улей"]);
  const strays = "select * from vocabulary_sounds where word not in (select word from vocabulary)";
  assert.deepEqual(db.all(strays), []);
  transaction(db, () => addWords(db, wordsOf("мёд")));
  assert.ok(stored(db).includes("мед"));
});

test("transcriptions indexed by an older analyser are indexed again, and fill the vocabulary", (t) => {
  const { db } = openTempArchive(t);
  const recording = insertRecording(db, inventRecording());
  const { id } = insertTranscription(db, {
    recordingId: recording.id,
    transcript: inventTranscript(["двадцать пять ульев"]),
    engine: "import",
    model: "test",
    createdAt: "2026-01-01T00:00:00Z",
  });
  indexTranscription(db, id);
  db.exec(
    "update fingerprints set fingerprint = 'passages 1, analyser 1' where fingerprint like 'passages%'",
  );
  clearVocabulary(db);
  assert.deepEqual(
    listTranscriptionsToIndex(db, indexFingerprint, { limit: 10 }).map((one) => one.id),
    [id],
  );
  indexTranscription(db, id);
  assert.deepEqual(stored(db), ["двадцать", "пять", "ульев"]);
});

test("any words at all are stored and looked for without an error", (t) => {
  const { db } = openTempArchive(t);
  const anything = fc
    .array(fc.integer({ min: 1, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(anything, (text) => {
      const words = wordsOf(text);
      transaction(db, () => addWords(db, words));
      for (const { word, stem } of words) {
        assert.ok(
          findWordsByPrefix(db, word, 1000).some((found) => found.stem === stem),
          word,
        );
      }
      findWordsByPrefix(db, text, 5);
      listWordsOfLength(db, text, { minLetters: 0, maxLetters: 20 });
    }),
    { numRuns: 100 },
  );
});
