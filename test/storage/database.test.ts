import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { openDatabase, readTransaction, transaction } from "../../src/storage/database.ts";
import { listRecordings } from "../../src/storage/recordings.ts";
import { assertSqliteVersion } from "../../src/storage/sqlite-version.ts";
import { runScript } from "../support/run-script.ts";
import { addSpokenRecording, inventVector, openTempArchive, tempFolder } from "../support/temp-archive.ts";

test("sets what protects the archive, in a new file and in one that is opened again", (t) => {
  const { db, files } = openTempArchive(t);
  const again = openArchiveDatabase(files.database);
  t.after(() => again.close());
  for (const connection of [db, again]) {
    const value = (pragma: string) =>
      Object.values(connection.get<Record<string, unknown>>(`pragma ${pragma}`)!)[0];
    assert.equal(value("journal_mode"), "wal");
    assert.equal(value("synchronous"), 2);
    assert.equal(value("foreign_keys"), 1);
    assert.equal(value("page_size"), 8192);
    assert.equal(value("busy_timeout"), 5000);
    assert.equal(value("temp_store"), 2);
  }
});

test("a transaction stores all or nothing, and a nested one is undone alone", (t) => {
  const { db } = openTempArchive(t);
  db.exec("create table things (name text)");
  const names = () =>
    db.all<{ name: string }>("select name from things order by name").map((row) => row.name);
  const put = (name: string) => db.run("insert into things values (?)", name);
  const outcome = transaction(db, () => {
    put("a");
    assert.throws(
      () =>
        transaction(db, () => {
          put("b");
          transaction(db, () => put("c"));
          throw new Error("inner");
        }),
      /inner/,
    );
    transaction(db, () => put("d"));
    return 42;
  });
  assert.equal(outcome, 42);
  assert.deepEqual(names(), ["a", "d"]);
  assert.throws(
    () =>
      transaction(db, () => {
        put("e");
        throw new Error("outer");
      }),
    /outer/,
  );
  assert.deepEqual(names(), ["a", "d"]);
  assert.equal(db.inTransaction, false);
});

test("a transaction refuses a promise and stores nothing", (t) => {
  const { db } = openTempArchive(t);
  db.exec("create table things (name text)");
  const late = () =>
    transaction(db, async () => {
      db.run("insert into things values ('late')");
      throw new Error("its own failure is not the news");
    });
  assert.throws(late, TypeError);
  assert.equal(db.get<{ count: number }>("select count(*) as count from things")!.count, 0);
});

test("a read transaction sees one unchanging archive", (t) => {
  const archive = openTempArchive(t);
  const reader = openArchiveDatabase(archive.files.database, { readOnly: true });
  t.after(() => reader.close());
  readTransaction(reader, () => {
    assert.equal(listRecordings(reader).length, 0);
    addSpokenRecording(archive, ["привет"]);
    assert.equal(listRecordings(reader).length, 0);
  });
  assert.equal(listRecordings(reader).length, 1);
});

test("rows that are not read to the end hold nothing", (t) => {
  const { db } = openTempArchive(t);
  for (const [value] of db.iterate<[number]>("select value from json_each('[1, 2, 3]')")) {
    assert.equal(value, 1);
    break;
  }
  // SQLite refuses it while a statement is under way.
  db.exec("vacuum");
});

test("the use of a closed archive is the caller's mistake; closing twice is none", (t) => {
  const { db } = openTempArchive(t);
  db.close();
  db.close();
  assert.throws(() => listRecordings(db), TypeError);
});

test("an absent archive is not-found unless it may be made", (t) => {
  const folder = tempFolder(t);
  assert.throws(() => openDatabase(join(folder, "data.db")), { code: "not-found" });
  assert.throws(() => openDatabase(join(folder, "data.db"), { readOnly: true, create: true }), {
    code: "not-found",
  });
  assert.throws(() => openDatabase(join(folder, "no", "data.db"), { create: true }), { code: "not-found" });
  assert.throws(() => openDatabase(folder, { create: true }), { code: "invalid-input" });
  writeFileSync(join(folder, "file"), "x");
  assert.throws(() => openDatabase(join(folder, "file", "data.db"), { create: true }), { code: "not-found" });
});

test("what is not a database is archive-damaged and stays as it is", (t) => {
  const path = join(tempFolder(t), "data.db");
  const text = "This is a diary and not a database. ".repeat(400);
  writeFileSync(path, text);
  assert.throws(() => openArchiveDatabase(path, { create: true }), { code: "archive-damaged" });
  assert.equal(readFileSync(path, "utf8"), text);
});

test("a truncated database is archive-damaged", (t) => {
  const archive = openTempArchive(t);
  for (let number = 0; number < 20; number++) addSpokenRecording(archive, ["слово ".repeat(300).trim()]);
  archive.db.close();
  const { size } = statSync(archive.files.database);
  for (const share of [0.9, 0.5, 0.1]) {
    const path = join(archive.folder, `cut-${share}.db`);
    copyFileSync(archive.files.database, path);
    truncateSync(path, Math.floor(size * share));
    assert.throws(() => listRecordings(openArchiveDatabase(path)), { code: "archive-damaged" }, `${share}`);
  }
});

test("an empty data.db, left by a start that was cut off, becomes an archive", (t) => {
  const path = join(tempFolder(t), "data.db");
  writeFileSync(path, "");
  const db = openArchiveDatabase(path);
  assert.deepEqual(listRecordings(db), []);
  db.close();
});

test("a full disk loses nothing that was stored, and the archive goes on when there is room", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { recording } = addSpokenRecording(archive, ["это останется"]);
  const { page_count: pages } = db.get<{ page_count: number }>("pragma page_count")!;
  db.exec(`pragma max_page_count = ${pages + 4}`);
  const fill = () => {
    for (;;) addSpokenRecording(archive, ["заполняем ".repeat(500).trim()]);
  };
  assert.throws(fill, { code: "disk-full" });
  assert.equal(db.inTransaction, false);
  const stored = listRecordings(db);
  assert.equal(stored.at(-1)!.id, recording.id);
  assert.equal(index.findByText({ terms: ["останется"], phrases: [], excluded: [] }, 5).length, 1);
  db.exec("pragma max_page_count = 1000000");
  addSpokenRecording(archive, ["снова есть место"]);
  assert.deepEqual(
    db.all<{ integrity_check: string }>("pragma integrity_check").map((row) => row.integrity_check),
    ["ok"],
  );
});

test("a second writer waits, and is told archive-busy when it waits in vain", (t) => {
  const { db, files } = openTempArchive(t);
  const second = openDatabase(files.database, { busyTimeoutMs: 50 });
  t.after(() => second.close());
  transaction(db, () => {
    assert.throws(() => transaction(second, () => {}), { code: "archive-busy", hint: /wait/ });
  });
  transaction(second, () => {});
});

test("a read-only connection refuses to write and says so", (t) => {
  const { files } = openTempArchive(t);
  const reader = openArchiveDatabase(files.database, { readOnly: true });
  t.after(() => reader.close());
  assert.throws(() => reader.run("delete from recordings"), { code: "no-permission" });
});

// Root may write anywhere, so these run as nobody where the tests run as root.
const canDropRights = process.getuid?.() === 0;
const otherUser = canDropRights ? { uid: 65534, gid: 65534 } : {};

test("an archive on a disk that cannot be written is read, and searched by meaning", {
  skip: process.platform === "win32",
}, async (t) => {
  const archive = openTempArchive(t);
  const { passageIds } = addSpokenRecording(archive, ["только чтение"]);
  archive.index.putVectors(new Map([[passageIds[0]!, inventVector(1)]]));
  archive.db.close();
  chmodSync(archive.files.database, 0o444);
  chmodSync(archive.folder, 0o555);
  const script = `
    import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
    import { openSqliteIndex } from "../support/sqlite-index.ts";
    const path = ${JSON.stringify(archive.files.database)};
    const answer = { };
    try { openArchiveDatabase(path); } catch (error) { answer.write = error.code; }
    const index = openSqliteIndex(openArchiveDatabase(path, { readOnly: true }));
    answer.text = index.findByText({ terms: ["чтение"], phrases: [], excluded: [] }, 5).length;
    answer.near = index.findNearest(new Float32Array([0, 1, 0, 0, 0, 0, 0, 0]), 5).length;
    console.log(JSON.stringify(answer));
  `;
  const { stdout, stderr } = await runScript(script, otherUser).done;
  chmodSync(archive.folder, 0o755);
  assert.deepEqual(JSON.parse(stdout || stderr), { write: "no-permission", text: 1, near: 1 });
});

test("a folder that cannot be written gets no archive: no-permission", {
  skip: process.platform === "win32",
}, async (t) => {
  const folder = join(tempFolder(t), "locked");
  mkdirSync(folder, { mode: 0o555 });
  const script = `
    import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
    import { archiveFiles, createArchiveFolders } from "../../src/storage/archive-files.ts";
    const codes = [];
    const files = archiveFiles(${JSON.stringify(folder)});
    for (const work of [() => createArchiveFolders(files), () => openArchiveDatabase(files.database, { create: true })]) {
      try { work(); codes.push("none"); } catch (error) { codes.push(error.code); }
    }
    console.log(codes.join());
  `;
  const { stdout, stderr } = await runScript(script, otherUser).done;
  assert.equal(stdout.trim() || stderr, "no-permission,no-permission");
});

test("says which package is missing when sqlite-vec has none for this machine", async (t) => {
  const path = join(tempFolder(t), "data.db");
  const script = `
    import { registerHooks } from "node:module";
    const absent = "data:text/javascript,export const getLoadablePath = () => { throw new Error('not installed') }";
    registerHooks({
      resolve: (name, context, next) => (name === "sqlite-vec" ? { url: absent, shortCircuit: true } : next(name, context)),
    });
    const { openArchiveDatabase } = await import("../../src/index/open-archive-database.ts");
    try { openArchiveDatabase(${JSON.stringify(path)}, { create: true }); } catch (error) {
      console.log(error.code, error.message, error.hint);
    }
  `;
  const { stdout, stderr } = await runScript(script).done;
  assert.match(
    stdout || stderr,
    /^native-module-missing the module sqlite-vec cannot be loaded: not installed install fonoteka again/,
  );
});

test("an SQLite that can lose stored data is rejected, by version and not by text", () => {
  for (const version of ["3.51.2", "3.9.0", "2.99.0"])
    assert.throws(() => assertSqliteVersion(version), { code: "sqlite-too-old" }, version);
  for (const version of ["3.51.3", "3.53.4", "3.100.0", "4.0.0"]) assertSqliteVersion(version);
});
