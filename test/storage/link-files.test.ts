import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { linkOrMove } from "../../src/storage/link-files.ts";
import { tempFolder } from "../support/temp-folder.ts";

const sample = join(import.meta.dirname, "../../samples/REC_20260502_151230.opus");
const shm = statSync("/dev/shm", { throwIfNoEntry: false });

test("with recordings/ on another disk, recordings are removed and restored, also where the name is taken", {
  skip: !shm && "no second file system here",
}, async (t) => {
  const folder = tempFolder(t);
  if (statSync(folder).dev === shm!.dev) return t.skip("no second file system here");
  const disk = mkdtempSync("/dev/shm/fonoteka-");
  t.after(() => rmSync(disk, { recursive: true, force: true }));
  symlinkSync(disk, join(folder, "recordings"));
  await using archive = await openArchive(folder);
  for await (const { status } of archive.import([sample])) assert.equal(status, "imported");
  const { filename } = archive.list()[0]!;
  const bytes = readFileSync(join(disk, filename));
  archive.remove(1);
  assert.ok(!readdirSync(disk).includes(filename));
  assert.equal((await archive.restore(1)).filename, filename);
  assert.deepEqual(readFileSync(join(disk, filename)), bytes);
  archive.remove(1);
  renameSync(join(folder, "trash"), join(folder, "trash-away"));
  for await (const { status } of archive.import([sample])) assert.equal(status, "imported");
  renameSync(join(folder, "trash-away"), join(folder, "trash"));
  const restored = await archive.restore(1);
  assert.notEqual(restored.filename, filename);
  assert.deepEqual(readFileSync(join(disk, restored.filename)), bytes);
  assert.throws(() => linkOrMove(join(disk, filename), join(disk, restored.filename)), { code: "EEXIST" });
});
