import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { archiveId } from "../../src/index/sqlite/read-changes.ts";
import { findSentenceCodes } from "../../src/index/sqlite/sentence-vectors.ts";
import { sentenceFingerprint } from "../../src/language/cut-sentences.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { type Migration, migrate, readMigrations, schemaVersion } from "../../src/storage/migrate.ts";
import { listRecordings } from "../../src/storage/recordings.ts";
import { addSpokenRecording, openTempArchive, tempFolder } from "../support/temp-archive.ts";

const next = (sql: string): Migration[] => {
  const now = readMigrations();
  return [...now, { version: now.length + 1, name: "next.sql", sql }];
};

test("schema.sql is the sum of the migrations", (t) => {
  const { db } = openTempArchive(t);
  const statements = db
    .all<{ sql: string }>(
      `select sql from pragma_table_list l join sqlite_schema s on s.name = l.name or s.tbl_name = l.name
       where l.type in ('table', 'virtual') and l.schema = 'main' and s.sql is not null and s.name not like 'sqlite_%'
       group by s.name order by s.rowid`,
    )
    .map((row) => `${row.sql};\n`);
  const path = new URL("../../src/storage/schema.sql", import.meta.url);
  const header =
    "-- Made from migrations/ and index/sqlite/index-tables.ts by UPDATE=1 node --test test/storage/migrate.test.ts; not read by the program.\n\n";
  const schema = header + statements.join("\n");
  if (process.env.UPDATE) writeFileSync(path, schema);
  assert.equal(readFileSync(path, "utf8"), schema);
});

test("an archive of an older version is copied first, then brought up to date, and keeps its rows", (t) => {
  const archive = openTempArchive(t);
  addSpokenRecording(archive, ["до перехода"]);
  const version = schemaVersion(archive.db);
  migrate(archive.db, next("alter table recordings add column place text not null default ''"));
  assert.equal(schemaVersion(archive.db), version + 1);
  assert.equal(archive.db.get<{ place: string }>("select place from recordings")!.place, "");

  const copy = openArchiveDatabase(`${archive.files.database}.before-${version + 1}`);
  t.after(() => copy.close());
  assert.equal(listRecordings(copy).length, 1);
  assert.equal(schemaVersion(copy), version);
  assert.deepEqual(
    readdirSync(archive.folder).filter((name) => name.endsWith(".part")),
    [],
  );
});

test("half copies of processes that were ended go with the next migration; one that is being written stays", (t) => {
  const archive = openTempArchive(t);
  const wanted = `${archive.files.database}.before-${schemaVersion(archive.db) + 1}`;
  const { pid: ended } = spawnSync(process.execPath, ["--version"]);
  for (const name of [`${ended}.part`, `${ended}.part-journal`, `${process.ppid}.part`])
    writeFileSync(`${wanted}.${name}`, "half");
  migrate(archive.db, next("alter table recordings add column place text not null default ''"));
  assert.deepEqual(
    readdirSync(archive.folder).filter((name) => name.includes(".part")),
    [`data.db.before-${schemaVersion(archive.db)}.${process.ppid}.part`],
  );
});

test("the copy of an earlier attempt is never replaced by another one", (t) => {
  const archive = openTempArchive(t);
  addSpokenRecording(archive, ["до перехода"]);
  const broken = next("insert into nowhere values (1)");
  assert.throws(() => migrate(archive.db, broken));
  assert.throws(() => migrate(archive.db, broken));
  const copies = () => readdirSync(archive.folder).filter((name) => name.includes("before"));
  const [first] = copies();
  assert.deepEqual(copies(), [first], "nothing has changed: one copy is enough");
  addSpokenRecording(archive, ["после"]);
  assert.throws(() => migrate(archive.db, broken));
  assert.deepEqual(copies(), [first, `${first}_2`]);
  const counts = copies().map((name) => {
    using copy = openDatabase(join(archive.folder, name), { readOnly: true });
    return listRecordings(copy).length;
  });
  assert.deepEqual(counts, [1, 2]);
});

test("a new archive needs no copy", (t) => {
  const { folder } = openTempArchive(t);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes("before")),
    [],
  );
});

test("a migration that fails leaves the archive as it was", (t) => {
  const archive = openTempArchive(t);
  addSpokenRecording(archive, ["останется"]);
  const version = schemaVersion(archive.db);
  assert.throws(() => migrate(archive.db, next("drop table waveforms; insert into nowhere values (1)")));
  assert.throws(
    () => migrate(archive.db, next("delete from recordings")),
    /rows lost what they refer to/,
    "keys are off while tables are rebuilt, so broken ones are looked for",
  );
  assert.equal(schemaVersion(archive.db), version);
  assert.equal(archive.db.all("select * from waveforms").length, 0);
  assert.equal(listRecordings(archive.db).length, 1);
  assert.equal(archive.db.get<{ foreign_keys: number }>("pragma foreign_keys")!.foreign_keys, 1);
});

test("a newer archive is refused and not touched", (t) => {
  const archive = openTempArchive(t);
  archive.db.exec(`pragma user_version = ${readMigrations().length + 1}`);
  archive.db.close();
  for (const readOnly of [false, true]) {
    assert.throws(() => openArchiveDatabase(archive.files.database, { readOnly }), {
      code: "archive-newer",
      hint: /update fonoteka/,
    });
  }
  assert.equal(existsSync(`${archive.files.database}.before-1`), false);
});

test("an older archive that may only be read is refused with the way out", (t) => {
  const { db, files } = openTempArchive(t);
  db.close();
  const reader = openDatabase(files.database, { readOnly: true });
  t.after(() => reader.close());
  assert.throws(() => migrate(reader, next("select 1")), { code: "no-permission", hint: /open it once/ });
});

test("another program's database is refused", (t) => {
  const path = join(tempFolder(t), "data.db");
  const other = new DatabaseSync(path);
  other.exec("create table bookmarks (url text); insert into bookmarks values ('x')");
  other.close();
  assert.throws(() => openArchiveDatabase(path), { code: "invalid-input" });
  const still = new DatabaseSync(path);
  assert.deepEqual(
    still
      .prepare("select name from sqlite_schema")
      .all()
      .map((row) => row.name),
    ["bookmarks"],
  );
  still.close();
});

test("a gap in the numbers of the files is noticed", (t) => {
  const folder = join(tempFolder(t), "migrations");
  mkdirSync(folder);
  writeFileSync(join(folder, "0001-a.sql"), "select 1");
  writeFileSync(join(folder, "0003-c.sql"), "select 1");
  assert.throws(() => readMigrations(pathToFileURL(`${folder}/`)), /0003-c.sql/);
});

test("an archive of version 2 keeps its vectors of sentences, and what changes from then on is in the log", (t) => {
  const folder = tempFolder(t);
  const path = join(folder, "data.db");
  const older = openDatabase(path, { create: true });
  migrate(older, readMigrations().slice(0, 2));
  older.exec(`
    insert into recordings (id, filename, duration, sample_rate, created_at, created_ms, date_source, channels,
      byte_length, source_name, source_format, source_sample_rate, source_sha256, sound_sha256, imported_at)
      values (1, 'a.opus', 60, 48000, '2026-01-01T00:00:00Z', 1767225600000, 'given', 1, 1, 'a', 'wav', 48000, 'a', 'a', 'a');
    insert into transcriptions (id, recording_id, text, engine, model, created_at, word_count)
      values (1, 1, 'привет', 'import', 'srt', 'a', 1);
    insert into passages (id, transcription_id, recording_id, position, start_ms, end_ms, first_word, word_count, language)
      values (7, 1, 1, 0, 0, 1000, 0, 1, 'ru');
    insert into fingerprints values (1, 'model'), (2, 'model, pieces 1');
    insert into passage_vectors values (7, 1, x'00');
    insert into piece_vectors values (7, 2, x'0102');
  `);
  older.close();

  const db = openArchiveDatabase(path);
  t.after(() => db.close());
  assert.deepEqual([...findSentenceCodes(db, [7], sentenceFingerprint("model")).keys()], [7]);
  assert.match(archiveId(db), /^[0-9a-f]{32}$/);
  const changed = (): [number, string][] =>
    db.lists<[number, string]>("select passage_id, kind from passage_changes order by seq");
  assert.deepEqual(changed(), []);
  db.run("update passages set language = 'ru' where id = 7");
  db.run("update recordings set title = 'x', created_ms = created_ms");
  assert.deepEqual(changed(), []);
  db.run("update passages set language = 'en' where id = 7");
  db.run("update recordings set created_ms = 1");
  db.run("update passage_vectors set vector = x'01'");
  assert.equal(
    findSentenceCodes(db, [7], sentenceFingerprint("model")).size,
    0,
    "they differ from another vector",
  );
  db.run("delete from recordings");
  assert.deepEqual(changed(), [
    [7, "facts"],
    [7, "facts"],
    [7, "vector"],
    [7, "vector"],
    [7, "text"],
  ]);
});
