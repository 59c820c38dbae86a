import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { makeBackedUpArchive, writeTone } from "../support/backed-up-archive.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("of two recordings in the trash with one file name, none is forgotten by that name", async (t) => {
  const parent = tempFolder(t);
  await using archive = await openArchive(join(parent, "archive"));
  const date = "2026-03-01T10:00:00+03:00";
  for (const number of [1, 2]) {
    for await (const outcome of archive.import([writeTone(parent, number)], { date }))
      assert.equal(outcome.status, "imported");
    archive.remove(archive.list()[0]!.id);
  }
  const trashed = await archive.listTrash();
  assert.equal(trashed.length, 2);
  assert.equal(trashed[0]!.recording.filename, trashed[1]!.recording.filename);
  const [{ id, recording }, other] = trashed as [(typeof trashed)[0], (typeof trashed)[0]];
  await assert.rejects(archive.forget(recording.filename), { code: "invalid-input" });
  assert.equal((await archive.listTrash()).length, 2);
  assert.equal((await archive.forget(id)).filename, recording.filename);
  assert.deepEqual(
    (await archive.listTrash()).map((left) => left.id),
    [other.id],
  );
});

test("a copy of the database that cannot be read is named, and the work is finished when it is gone", async (t) => {
  const { archive, folder } = await makeBackedUpArchive(t, 1);
  writeFileSync(join(folder, "data.db.before-9"), "no database");
  const report = await archive.forget(1);
  assert.equal(report.complete, false);
  assert.deepEqual(
    report.notes.map(({ code }) => code),
    ["forget-copy-unreadable"],
  );
  rmSync(join(folder, "data.db.before-9"));
  assert.deepEqual(
    (await archive.finishForgetting()).map(({ complete }) => complete),
    [true],
  );
});
