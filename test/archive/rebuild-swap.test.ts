/** The new data.db takes the place of the old one: beside other programs, after a cancellation, after a kill. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { rebuildDatabase } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { dumpRows, inventArchive, listLeftovers } from "../support/rebuildable-archive.ts";
import { runScript } from "../support/run-script.ts";

test("an archive that another program has open is left alone", async (t) => {
  const { files, db } = await inventArchive(t);
  const reader = openArchiveDatabase(files.database, { readOnly: true });
  db.close();
  const bytes = readFileSync(files.database);
  await assert.rejects(rebuildDatabase(files.folder), { code: "archive-busy", reason: "archive-in-use" });
  assert.deepEqual(readFileSync(files.database), bytes);
  reader.close();
  assert.ok((await rebuildDatabase(files.folder)).recordings > 0);
});

test("a log without its database does not get into the new one", async (t) => {
  const { files, db } = await inventArchive(t);
  const before = dumpRows(db);
  const log = readFileSync(`${files.database}-wal`);
  assert.ok(log.length > 0);
  db.close();
  rmSync(files.database);
  writeFileSync(`${files.database}-wal`, log);
  await rebuildDatabase(files.folder);
  assert.deepEqual(listLeftovers(files), []);
  const kept = readdirSync(files.folder).filter((name) => /^data\.db\.replaced-.*-wal$/.test(name));
  assert.deepEqual(
    kept.map((name) => readFileSync(join(files.folder, name))),
    [log],
  );
  using again = openDatabase(files.database);
  assert.deepEqual(dumpRows(again), before);
});

test("cancelling leaves everything as it was", async (t) => {
  const { files, db } = await inventArchive(t);
  const before = dumpRows(db);
  db.close();
  const stop = new AbortController();
  const rebuilding = rebuildDatabase(files.folder, { signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(rebuilding, { code: "cancelled" });
  using again = openDatabase(files.database);
  assert.deepEqual(dumpRows(again), before);
  again.close();
  assert.deepEqual(listLeftovers(files), []);
});

const steps = {
  "while it is built": "onProgress = die;",
  "before the old one has its other name": "fs.linkSync = die;",
  "before the new one has its name": "fs.renameSync = die;",
  "after the new one has its name":
    "const { renameSync } = fs; fs.renameSync = (a, b) => { renameSync(a, b); die(); };",
};
for (const [name, kill] of Object.entries(steps))
  test(`killed ${name}: a whole data.db is there, and the next rebuild clears up`, async (t) => {
    const { files, db } = await inventArchive(t);
    const before = dumpRows(db);
    db.close();
    const child = runScript(`
      import fs from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      const die = () => process.kill(process.pid, "SIGKILL");
      let onProgress;
      ${kill}
      syncBuiltinESMExports();
      const { rebuildDatabase } = await import("../../src/archive/rebuild-database.ts");
      await rebuildDatabase(${JSON.stringify(files.folder)}, { onProgress });
      console.log("survived");
    `);
    assert.equal((await child.done).stdout, "");
    const look = openArchiveDatabase(files.database);
    assert.deepEqual(dumpRows(look), before);
    look.close();
    const { recordings } = await rebuildDatabase(files.folder);
    assert.equal(recordings, 6);
    assert.deepEqual(listLeftovers(files), []);
    const kept = readdirSync(files.folder).filter((found) => found.startsWith("data.db.replaced-"));
    assert.equal(kept.length, name.startsWith("after") ? 2 : 1);
    const again = openArchiveDatabase(files.database);
    assert.deepEqual(dumpRows(again), before);
    again.close();
  });
