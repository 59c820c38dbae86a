import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copyFrozen, findCopyDamage, freezeDatabase } from "../../../src/storage/backup/copy-database.ts";
import { openDatabase } from "../../../src/storage/database.ts";
import { tempFolder } from "../../support/temp-folder.ts";

test("a copy shows one moment and ends, although others write between any two of its steps", async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, "data.db");
  using writer = openDatabase(path, { create: true });
  writer.exec("create table pages (number integer, filling blob)");
  const add = () => writer.run("insert into pages select count(*), zeroblob(7000) from pages");
  // 9 MB: five steps.
  writer.exec("begin");
  for (let count = 0; count < 1200; count++) add();
  writer.exec("commit");

  const to = join(folder, "copy.db");
  const frozen = freezeDatabase(path);
  add();
  let steps = 0;
  await copyFrozen(frozen, to, {
    onProgress: () => {
      assert.ok(++steps < 100, "the copy began again and again");
      add();
    },
  });
  frozen.close();
  assert.ok(steps >= 3);
  assert.deepEqual(findCopyDamage(to), []);
  assert.equal(existsSync(`${to}-wal`), false);
  using copy = openDatabase(to, { readOnly: true });
  assert.equal(copy.get<{ count: number }>("select count(*) as count from pages")!.count, 1200);
  assert.equal(copy.get<{ journal_mode: string }>("pragma journal_mode")!.journal_mode, "delete");
});

test("a copy that is cancelled ends at its next step", async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, "data.db");
  using writer = openDatabase(path, { create: true });
  writer.exec("create table pages as select zeroblob(8000000) as filling");
  using frozen = freezeDatabase(path);
  const stop = new AbortController();
  const copying = copyFrozen(frozen, join(folder, "copy.db"), {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await assert.rejects(copying, { code: "cancelled" });
});
