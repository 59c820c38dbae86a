import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { checkDatabase, checkIndex, isIndexSound } from "../../src/index/sqlite/check-index.ts";
import { countIndex } from "../../src/index/sqlite/count-index.ts";
import { indexFingerprint } from "../../src/indexing/index-transcription.ts";
import { archiveFiles, createArchiveFolders } from "../../src/storage/archive-files.ts";
import { readMigrations } from "../../src/storage/migrate.ts";
import { listRecordings } from "../../src/storage/recordings.ts";
import { runScript } from "../support/run-script.ts";
import { addSpokenRecording, embedding, openTempArchive, tempFolder } from "../support/temp-archive.ts";

const imports = `
  import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
  import { openSqliteIndex } from "../support/sqlite-index.ts";
  import { transaction } from "../../src/storage/database.ts";
  import { addSpokenRecording, inventVector, inventRecording, embedding } from "../support/temp-archive.ts";
`;

test("six processes that open one new archive at the same instant all find it ready", async (t) => {
  const path = join(tempFolder(t), "data.db");
  const at = Date.now() + 1500;
  const script = `${imports}
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${at} - Date.now());
    const db = openArchiveDatabase(${JSON.stringify(path)}, { create: true });
    addSpokenRecording({ db }, ["слово"], { filename: process.pid + ".opus" });
    db.close();
  `;
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => runScript(script).done));
  assert.deepEqual(
    outcomes.map(({ code, stderr }) => (code === 0 ? "fine" : stderr)),
    Array(6).fill("fine"),
  );
  const db = openArchiveDatabase(path);
  t.after(() => db.close());
  assert.equal(listRecordings(db).length, 6);
  assert.ok(isIndexSound(checkIndex(db, indexFingerprint)));
});

test("two processes write at once and lose nothing, while a third only ever sees whole recordings", async (t) => {
  const archive = openTempArchive(t);
  const path = JSON.stringify(archive.files.database);
  const script = (name: string) => `${imports}
    const db = openArchiveDatabase(${path});
    const index = openSqliteIndex(db, ${JSON.stringify(embedding.fingerprint)});
    for (let number = 0; number < 25; number++) {
      transaction(db, () => {
        const { passageIds } = addSpokenRecording({ db }, ["раз два", "три"], { filename: "${name}" + number });
        index.putVectors(new Map(passageIds.map((id) => [id, inventVector(id)])));
      });
    }
    db.close();
  `;
  let isWriting = true;
  const writers = Promise.all([runScript(script("a")).done, runScript(script("b")).done]).finally(() => {
    isWriting = false;
  });
  const reader = openArchiveDatabase(archive.files.database, { readOnly: true });
  t.after(() => reader.close());
  let looks = 0;
  while (isWriting) {
    assert.ok(isIndexSound(checkIndex(reader, indexFingerprint)));
    looks++;
    await sleep(20);
  }
  for (const { code, stderr } of await writers) assert.equal(code, 0, stderr);
  assert.ok(looks > 2);
  assert.equal(listRecordings(archive.db).length, 50);
  assert.deepEqual(archive.index.count(), { passages: 100, vectors: 100 });
});

test("a process killed while it writes leaves whole recordings only, and every one it had reported", async (t) => {
  for (const afterMs of [30, 120]) {
    const files = archiveFiles(tempFolder(t));
    createArchiveFolders(files);
    const script = `${imports}
      import { setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
      import { writeSync } from "node:fs";
      const db = openArchiveDatabase(${JSON.stringify(files.database)}, { create: true });
      setActiveEmbedding(db, ${JSON.stringify(embedding)});
      const index = openSqliteIndex(db);
      for (let number = 1; ; number++) {
        transaction(db, () => {
          const { passageIds } = addSpokenRecording({ db }, Array(8).fill("слово ".repeat(40).trim()));
          index.putVectors(new Map(passageIds.map((id) => [id, inventVector(id)])));
        });
        writeSync(1, number + "\\n");
      }
    `;
    const child = runScript(script);
    await child.firstLine;
    await sleep(afterMs);
    child.kill();
    const { stdout } = await child.done;
    const reported = Number(stdout.trim().split("\n").at(-1));

    const db = openArchiveDatabase(files.database);
    const recordings = listRecordings(db);
    assert.ok(
      recordings.length === reported || recordings.length === reported + 1,
      `${recordings.length} of ${reported}`,
    );
    assert.deepEqual(checkDatabase(db), []);
    assert.ok(isIndexSound(checkIndex(db, indexFingerprint)));
    assert.deepEqual(countIndex(db, embedding.fingerprint), {
      passages: recordings.length * 8,
      vectors: recordings.length * 8,
    });
    addSpokenRecording({ db }, ["дальше"]);
    db.close();
  }
});

test("processes that meet over an older archive migrate it once and keep a copy of what it was", async (t) => {
  const archive = openTempArchive(t);
  addSpokenRecording(archive, ["до перехода"]);
  archive.db.close();
  const at = Date.now() + 1500;
  const script = `${imports}
    import { openDatabase } from "../../src/storage/database.ts";
    import { migrate, readMigrations, schemaVersion } from "../../src/storage/migrate.ts";
    const known = readMigrations();
    const sql = "create table places (name text); insert into places select title from recordings";
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${at} - Date.now());
    const db = openDatabase(${JSON.stringify(archive.files.database)});
    migrate(db, [...known, { version: known.length + 1, name: "places.sql", sql }]);
    if (db.all("select * from places").length !== 1) throw new Error("migrated twice");
    db.close();
  `;
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => runScript(script).done));
  assert.deepEqual(
    outcomes.map(({ code, stderr }) => (code === 0 ? "fine" : stderr)),
    Array(4).fill("fine"),
  );
  const copies = readdirSync(archive.folder).filter((name) => name.includes("before"));
  assert.deepEqual(copies, [`data.db.before-${readMigrations().length + 1}`]);
  const copy = openArchiveDatabase(join(archive.folder, copies[0]!));
  t.after(() => copy.close());
  assert.equal(listRecordings(copy).length, 1);
});
