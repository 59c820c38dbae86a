import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { markTextMissing } from "../../src/index/sqlite/index-tables.ts";
import { archiveFiles } from "../../src/storage/archive-files.ts";
import { runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("fonoteka transcribe reports when it has updated the index, as after an update of Fonoteka", async (t) => {
  const folder = tempFolder(t);
  const archive = await openArchive(folder);
  const sample = join(samplesFolder, "Voice 260411_083517");
  for await (const { status } of archive.import([`${sample}.opus`], { transcript: `${sample}.txt` }))
    assert.equal(status, "imported");
  await archive.close();
  const db = openArchiveDatabase(archiveFiles(folder).database);
  markTextMissing(db);
  db.close();

  const search = await runFonoteka(["--archive", folder, "search", "зебра", "--mode", "keyword"]);
  assert.match(search.stderr, /1 transcript is waiting to be indexed: fonoteka transcribe\n$/);
  const first = await runFonoteka(["--archive", folder, "transcribe"]);
  assert.match(first.stdout, /^search index updated: 1 transcript indexed\nnothing to transcribe: /);
  const second = await runFonoteka(["--archive", folder, "transcribe"]);
  assert.match(second.stdout, /^nothing to transcribe: /);
});
