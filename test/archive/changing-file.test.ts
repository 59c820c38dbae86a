import assert from "node:assert/strict";
import { appendFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Archive, type ImportOutcome, openArchive } from "../../src/fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";

/** Imports a minute of tone while `disturb` does something to the file, once the import is under way. */
async function importDisturbed(t: TestContext, disturb: (path: string) => void) {
  const folder = tempFolder(t);
  const path = join(folder, "tone.wav");
  writeWav(
    path,
    new Float32Array(16_000 * 60).map((_, index) => Math.sin(index / 9) * 0.3),
    16_000,
  );
  const archive = await openArchive(join(folder, "archive"));
  t.after(() => archive.close());
  let isUnderWay = false;
  const onProgress = () => {
    if (!isUnderWay) disturb(path);
    isUnderWay = true;
  };
  const outcomes: ImportOutcome[] = await Array.fromAsync(archive.import([path], { onProgress }));
  assert.ok(isUnderWay, "the file was disturbed while it was imported");
  return { outcome: outcomes[0]!, left: leftIn(archive), archive };
}

/** All but the marker. */
const leftIn = ({ folder }: Archive) =>
  readdirSync(join(folder, "recordings")).filter((name) => name !== ".fonoteka");

test("a file that disappears while it is imported fails by itself and leaves nothing half-made", async (t) => {
  const { outcome, left, archive } = await importDisturbed(t, (path) => rmSync(path));
  assert.equal(outcome.status === "failed" && outcome.error.code, "not-found");
  assert.deepEqual(left, []);
  assert.deepEqual(archive.list(), []);
});

test("a file that still grows is refused with a hint to wait, for half a recording must not pass for the whole", async (t) => {
  const { outcome, left } = await importDisturbed(t, (path) => appendFileSync(path, Buffer.alloc(32_000)));
  assert.ok(outcome.status === "failed");
  assert.match(outcome.error.message, /changed while it was read/);
  assert.match(outcome.error.hint, /wait/);
  assert.deepEqual(left, []);
});
