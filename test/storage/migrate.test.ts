import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
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
  assert.equal(listRecordings(copy).recordings.length, 1);
  assert.equal(schemaVersion(copy), version);
  assert.deepEqual(
    readdirSync(archive.folder).filter((name) => name.endsWith(".part")),
    [],
  );
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
  assert.equal(listRecordings(archive.db).recordings.length, 1);
  assert.equal(archive.db.get<{ foreign_keys: number }>("pragma foreign_keys")!.foreign_keys, 1);
});

test("a newer archive is refused and not touched", (t) => {
  const archive = openTempArchive(t);
  archive.db.exec(`pragma user_version = ${readMigrations().length + 1}`);
  archive.db.close();
  for (const readOnly of [false, true]) {
    assert.throws(() => openArchiveDatabase(archive.files.database, { readOnly }), {
      code: "archive-newer",
      hint: /newest fonoteka/,
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
