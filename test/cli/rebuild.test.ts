import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-archive.ts";

const sample = join(import.meta.dirname, "../../samples/2026-04-17_12-05-44.opus");

test("fonoteka rebuild brings a lost data.db back, and says where an old one is", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const archive = await openArchive(folder);
  for await (const { status } of archive.import([sample])) assert.equal(status, "imported");
  archive.update(1, { title: "Созвон" });
  const before = archive.list();
  await archive.close();
  for (const ending of ["", "-wal", "-shm"]) rmSync(join(folder, `data.db${ending}`), { force: true });
  writeFileSync(join(folder, "recordings", "note.opus"), "no sound");
  const { status, stdout } = await runFonoteka(["--archive", folder, "rebuild", "--no-vectors"]);
  // All that could be done; the file that is no recording is named.
  assert.equal(status, 15, stdout);
  assert.match(stdout, /^rebuilt data\.db: 1 recording with 0 transcripts, 0 passages indexed$/m);
  assert.match(stdout, /^problem {2}recordings\/note\.opus is in no recording/m);
  await using again = await openArchive(folder, { create: false });
  assert.deepEqual(again.list(), before);
  const busy = await runFonoteka(["--archive", folder, "rebuild"]);
  assert.equal(busy.status, 8);
  assert.match(busy.stderr, /another program has the archive open/);
});
