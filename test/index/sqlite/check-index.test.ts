import assert from "node:assert/strict";
import { openSync, readFileSync, writeSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import {
  checkDatabase,
  checkIndex,
  type IndexReport,
  isIndexSound,
  repairIndex,
} from "../../../src/index/sqlite/check-index.ts";
import { optimizeTextTables } from "../../../src/index/sqlite/index-tables.ts";
import { listTranscriptionsToIndex } from "../../../src/index/sqlite/pending-index.ts";
import { indexFingerprint, indexTranscription } from "../../../src/indexing/index-transcription.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import {
  addSpokenRecording,
  indexByLine,
  inventTranscript,
  inventVector,
  openTempArchive,
  type TempArchive,
} from "../../support/temp-archive.ts";

/** That of `indexByLine`, which stores no vocabulary. */
const fingerprint = "analyser 1";

const sound: IndexReport = {
  wrongText: [],
  missingStems: [],
  missingPassages: [],
  missingWords: [],
  strayText: [],
  strayStems: [],
  strayVectors: [],
  unsearchableVectors: [],
  retiredPassages: [],
  wrongRecordingText: [],
};

function openFilledArchive(
  t: Parameters<typeof openTempArchive>[0],
): TempArchive & { passageIds: number[]; transcriptionId: number; recordingId: number } {
  const archive = openTempArchive(t);
  const { passageIds, transcriptionId, recording } = addSpokenRecording(archive, ["раз два", "три четыре"], {
    tags: ["счёт", "утро"],
  });
  archive.index.putVectors(new Map(passageIds.map((id, place) => [id, inventVector(place)])));
  return { ...archive, passageIds, transcriptionId, recordingId: recording.id };
}

test("an untouched archive is sound", (t) => {
  const { db } = openFilledArchive(t);
  assert.deepEqual(checkIndex(db, indexFingerprint), sound);
  assert.deepEqual(checkDatabase(db), []);
  optimizeTextTables(db);
  assert.deepEqual(checkIndex(db, indexFingerprint), sound);
});

const damages: {
  what: keyof IndexReport;
  sql: string;
  id: "passage" | "recording" | "stray";
  needsIndexing?: boolean;
}[] = [
  {
    what: "wrongText",
    sql: "delete from transcriptions_fts where rowid = :passage",
    id: "passage",
    needsIndexing: true,
  },
  {
    what: "wrongText",
    sql: "update transcriptions_fts set text = 'подмена' where rowid = :passage",
    id: "passage",
    needsIndexing: true,
  },
  {
    what: "missingStems",
    sql: "delete from passages_stems where rowid = :passage",
    id: "passage",
    needsIndexing: true,
  },
  {
    what: "strayText",
    sql: "insert into transcriptions_fts (rowid, text, recording_id) values (777, 'x', 1)",
    id: "stray",
  },
  { what: "strayStems", sql: "insert into passages_stems (rowid, stems) values (777, 'x')", id: "stray" },
  {
    what: "strayVectors",
    sql: "insert into transcription_embeddings (rowid, embedding) values (777, zeroblob(32))",
    id: "stray",
  },
  {
    what: "unsearchableVectors",
    sql: "delete from transcription_embeddings where rowid = cast(:passage as integer)",
    id: "passage",
  },
  {
    what: "wrongRecordingText",
    sql: "update recordings set notes = 'тайком' where id = :recording",
    id: "recording",
  },
  {
    what: "wrongRecordingText",
    sql: "insert into recordings_fts (rowid, title) values (777, 'x')",
    id: "stray",
  },
];

for (const { what, sql, id, needsIndexing = false } of damages) {
  test(`finds and repairs: ${sql.slice(0, 60)}`, (t) => {
    const archive = openFilledArchive(t);
    const { db, index, transcriptionId } = archive;
    const ids = { passage: archive.passageIds[1]!, recording: archive.recordingId, stray: 777 };
    const parameters = Object.fromEntries(Object.entries(ids).filter(([name]) => sql.includes(`:${name}`)));
    db.run(sql, ...((Object.keys(parameters).length > 0 ? [parameters] : []) as []));
    const report = checkIndex(db, indexFingerprint);
    assert.deepEqual(report, { ...sound, [what]: [ids[id]] });
    assert.equal(isIndexSound(report), false);

    repairIndex(db, report, indexFingerprint);
    const missing = listTranscriptionsToIndex(db, fingerprint, { limit: 9 }).map(
      (transcription) => transcription.id,
    );
    assert.deepEqual(missing, needsIndexing ? [transcriptionId] : []);
    if (needsIndexing) indexByLine(archive, transcriptionId, inventTranscript(["раз два", "три четыре"]));
    assert.deepEqual(checkIndex(db, indexFingerprint), sound);
    assert.equal(index.findNearest(inventVector(1), 9).length, 2, "no vector was lost");
    assert.equal(index.findByText({ terms: ["три"], phrases: [], excluded: [] }, 9).length, 1);
  });
}

test("finds and repairs passages of a version that is no longer current", (t) => {
  const archive = openFilledArchive(t);
  archive.db.run("update transcriptions set is_current = 0");
  const report = checkIndex(archive.db, indexFingerprint);
  assert.deepEqual(report.retiredPassages, archive.passageIds);
  repairIndex(archive.db, report, indexFingerprint);
  assert.deepEqual(checkIndex(archive.db, indexFingerprint), sound);
  assert.deepEqual(archive.index.count(), { passages: 0, vectors: 0 });
  assert.deepEqual(archive.index.findNearest(inventVector(1), 9), []);
});

test("index tables that are gone are made again at the next start", (t) => {
  const { db, files, passageIds } = openFilledArchive(t);
  db.exec("drop table transcription_embeddings; drop table passages_stems; drop table recordings_fts");
  db.close();
  assert.throws(() => openArchiveDatabase(files.database, { readOnly: true }), {
    code: "archive-damaged",
    hint: /open the archive once/,
  });
  const again = openArchiveDatabase(files.database);
  t.after(() => again.close());
  assert.deepEqual(checkIndex(again, indexFingerprint), { ...sound, missingStems: passageIds });
  assert.equal(listTranscriptionsToIndex(again, fingerprint, { limit: 9 }).length, 1);
});

test("the check of the file finds a page that was overwritten", (t) => {
  const archive = openFilledArchive(t);
  for (let number = 0; number < 30; number++) addSpokenRecording(archive, ["слово ".repeat(200).trim()]);
  const { rootpage } = archive.db.get<{ rootpage: number }>(
    "select rootpage from sqlite_schema where name = 'transcription_words'",
  )!;
  archive.db.close();
  assert.ok(readFileSync(archive.files.database).length > rootpage * 8192);
  const handle = openSync(archive.files.database, "r+");
  writeSync(handle, Buffer.alloc(64, 0xff), 0, 64, (rootpage - 1) * 8192);
  const db = openDatabase(archive.files.database);
  t.after(() => db.close());
  assert.notDeepEqual(checkDatabase(db), []);
  assert.throws(() => db.all("select * from transcription_words"), { code: "archive-damaged" });
});

test("a passage that is gone, with or without its rows of the index, and its transcript's other words are indexed again", (t) => {
  const archive = openFilledArchive(t);
  const { db, index, transcriptionId } = archive;
  db.run("delete from passages where id = ?", archive.passageIds[0]!);
  const report = checkIndex(db, indexFingerprint);
  assert.deepEqual(report.missingPassages, [transcriptionId]);
  assert.equal(report.strayText.length, 1);
  repairIndex(db, report, indexFingerprint);
  const waiting = listTranscriptionsToIndex(db, fingerprint, { limit: 9 });
  assert.deepEqual(
    waiting.map(({ id }) => id),
    [transcriptionId],
  );
  indexByLine(archive, transcriptionId, inventTranscript(["раз два", "три четыре"]));
  assert.deepEqual(checkIndex(db, indexFingerprint), sound);
  assert.equal(index.findByText({ terms: ["раз"], phrases: [], excluded: [] }, 9).length, 1);
});

for (const sql of [
  "delete from vocabulary; delete from vocabulary_sounds",
  "delete from vocabulary_sounds",
  "delete from vocabulary where word like 'ку%'",
]) {
  test(`a vocabulary that lost words is found and filled again: ${sql}`, (t) => {
    const archive = openTempArchive(t);
    const { db } = archive;
    const { transcriptionId } = addSpokenRecording(archive, [
      "Кубернетис, wi-fi и C++.",
      "U.S.A., 3.5 и .NET",
    ]);
    addSpokenRecording(archive, []);
    indexTranscription(db, transcriptionId);
    const wholeVocabulary = () => [
      db.all("select * from vocabulary"),
      db.all("select * from vocabulary_sounds"),
    ];
    const whole = wholeVocabulary();
    assert.deepEqual(checkIndex(db, indexFingerprint), sound);
    db.exec(sql);
    const report = checkIndex(db, indexFingerprint);
    assert.deepEqual(report, { ...sound, missingWords: [transcriptionId] });
    repairIndex(db, report, indexFingerprint);
    indexTranscription(db, transcriptionId);
    assert.deepEqual(wholeVocabulary(), whole);
    assert.deepEqual(checkIndex(db, indexFingerprint), sound);
  });
}

test("whatever was said, the vocabulary that indexing has filled is sound", (t) => {
  const archive = openTempArchive(t);
  const pieces = [
    "а",
    "U.",
    "S.",
    ".NET",
    "wi-",
    "fi",
    "C++",
    "c",
    "1",
    "500",
    "3.5",
    "ё",
    "é",
    "'",
    ",",
    "-",
    "İ",
  ];
  const word = fc.oneof(
    fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => /^\S+$/u.test(text)),
    fc.constantFrom(...pieces),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      const line = words.join(" ");
      const { transcriptionId } = addSpokenRecording(archive, [line]);
      indexTranscription(archive.db, transcriptionId);
      return checkIndex(archive.db, indexFingerprint).missingWords.length === 0;
    }),
    { numRuns: 30 },
  );
});
