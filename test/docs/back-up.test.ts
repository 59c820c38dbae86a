/** What docs/guides/back-up.md and docs/faq.md promise: copies open and can be searched, Opus files alone can be rescued. */

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { repositoryFolder, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const sample = join(samplesFolder, "REC_20260502_151230");

/** An archive with one recording and its transcript, still open. */
async function makeArchive(t: TestContext): Promise<Archive> {
  const archive = await openArchive(join(tempFolder(t), "archive"));
  for await (const { status } of archive.import([`${sample}.opus`], { transcript: `${sample}.txt` }))
    assert.equal(status, "imported");
  return archive;
}

async function assertUsable(folder: string): Promise<void> {
  const archive = await openArchive(folder, { create: false });
  const { problems, recordings, index } = await archive.status({ check: true });
  assert.deepEqual(problems, []);
  assert.deepEqual([recordings.count, recordings.transcribed], [1, 1]);
  assert.ok(index.passages > 0 && index.vectors === index.passages);
  const { hits } = await archive.search("пчела", { mode: "keyword" });
  assert.equal(hits[0]?.recording.sourceName, "REC_20260502_151230.opus");
  await archive.close();
}

test("a copy of the folder is a backup, and the archive can be moved", async (t) => {
  const archive = await makeArchive(t);
  await archive.close();
  const copy = join(tempFolder(t), "elsewhere");
  cpSync(archive.folder, copy, { recursive: true });
  rmSync(archive.folder, { recursive: true });
  await assertUsable(copy);
});

test("while the archive is open, VACUUM INTO makes a backup of the database, without extensions", async (t) => {
  const archive = await makeArchive(t);
  const copy = join(tempFolder(t), "backup");
  mkdirSync(copy);
  const db = new DatabaseSync(join(archive.folder, "data.db"));
  db.exec(`vacuum into '${join(copy, "data.db")}'`);
  db.close();
  cpSync(join(archive.folder, "recordings"), join(copy, "recordings"), { recursive: true });
  await archive.close();
  await assertUsable(copy);
});

test("without data.db the Opus files can be imported again, with date and title", async (t) => {
  const archive = await makeArchive(t);
  const [lost] = archive.list();
  await archive.close();
  const rescued = await openArchive(join(tempFolder(t), "rescued"));
  for await (const { status } of rescued.import([join(archive.folder, "recordings")]))
    assert.equal(status, "imported");
  const [found] = rescued.list();
  assert.deepEqual([found?.createdAt, found?.title], [lost?.createdAt, lost?.title]);
  assert.ok(found?.title);
  await rescued.close();
});

test("the example of docs/guides/back-up.md restores a removed recording", async (t) => {
  const guide = readFileSync(join(repositoryFolder, "docs/guides/back-up.md"), "utf8");
  const example = /```ts\n([\s\S]+?)```/.exec(guide)?.[1];
  assert.match(example ?? "", /restore\(12\)/);
  const archive = await makeArchive(t);
  archive.remove(1);
  assert.deepEqual(archive.list(), []);
  const AsyncFunction = (async () => {}).constructor as new (
    ...words: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const printed: unknown[] = [];
  const console = { log: (id: number, title: string) => printed.push([id, title]) };
  await new AsyncFunction("archive", "console", example!.replace("12", "1"))(archive, console);
  assert.deepEqual(printed, [[1, archive.list()[0]!.title]]);
  await archive.close();
  await assertUsable(archive.folder);
});
