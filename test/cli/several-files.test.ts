/** Several files in one call: each failure is named, the others are done, and nothing is done twice. */

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const subtitles = "1\n00:00:01,000 --> 00:00:04,000\nWe moved the payments to Kubernetes.\n";

/** Recording 1 has a transcript, recording 2 has none. */
let shared: string;
let archive: string;
before(async () => {
  shared = mkdtempSync(join(tmpdir(), "fonoteka-several-"));
  archive = join(shared, "archive");
  const source = join(shared, "in");
  mkdirSync(source);
  copyFileSync(join(samplesFolder, "2026-02-19_18-42-05.opus"), join(source, "a.opus"));
  copyFileSync(join(samplesFolder, "Voice 260411_083517.opus"), join(source, "b.opus"));
  writeFileSync(join(source, "a.srt"), subtitles);
  const { status, stderr } = await runFonoteka(["--archive", archive, "import", source]);
  assert.equal(status, 0, stderr);
});
after(() => rmSync(shared, { recursive: true, force: true }));
const inShared = (...words: string[]) => runFonoteka(["--archive", archive, ...words]);

test("a folder whose first file fails names that file, and a folder without audio has a summary", async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, "n.txt"), "hi");
  const skipped = await inShared("import", folder);
  assert.equal(skipped.stdout, "0 imported, 1 skipped (not audio)\n");
  assert.equal(skipped.status, 0);

  writeFileSync(join(folder, "a.wav"), "text");
  const { status, stdout } = await inShared("import", folder);
  assert.equal(status, 10);
  const [first, hint, ...rest] = stdout.split("\n");
  assert.match(first!, /^failed {5}\S+a\.wav: not an audio file \(plain text\)$/);
  assert.match(hint!, /^ +try: /);
  assert.deepEqual(rest, ["0 imported, 1 skipped (not audio), 1 failed", ""]);
});
