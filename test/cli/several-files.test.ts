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
  copyFileSync(join(samplesFolder, "2026-02-19_18-42-05.opus"), join(source, "2026-02-19_18-42-05.opus"));
  copyFileSync(join(samplesFolder, "Voice 260411_083517.opus"), join(source, "Voice 260411_083517.opus"));
  writeFileSync(join(source, "2026-02-19_18-42-05.srt"), subtitles);
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

test("export of several recordings writes what it can, names each failure and writes none twice", async (t) => {
  const folder = tempFolder(t);
  const { status, stdout, stderr } = await inShared("export", "2", "99", "1", "1", "--to", folder);
  assert.equal(status, 10);
  const path = join(folder, "2026-02-19_18-42-05.txt");
  assert.equal(stdout, `${path}\n`);
  assert.deepEqual(readdirSync(folder), ["2026-02-19_18-42-05.txt"]);
  assert.match(stderr, /^error: \S+: no transcript yet\ntry: {3}.+\nerror: no recording "99"\ntry: {3}.+\n$/);

  const again = await inShared("--json", "export", "1", "2", "--to", folder, "--overwrite");
  assert.equal(again.status, 10);
  const { error, outcomes } = JSON.parse(again.stdout) as { error: { reason: string }; outcomes: object[] };
  assert.equal(error.reason, "no-transcript-yet");
  assert.deepEqual(
    outcomes.map((outcome) => ({ ...outcome, error: undefined })),
    [
      { status: "written", recording: "1", paths: [path], error: undefined },
      { status: "failed", recording: "2", error: undefined },
    ],
  );
});

test("a recording that is named twice is exported once by the library, too, and is transcribed once", async (t) => {
  const opened = await openArchive(archive, { create: false });
  t.after(() => opened.close());
  const folder = tempFolder(t);
  const written = await opened.exportFiles({ recordings: [1, "1"], format: "srt", folder });
  assert.deepEqual(written, [join(folder, "2026-02-19_18-42-05.srt")]);
  // The file is gone, so that each attempt fails at once and no model is needed.
  const { id, filename } = opened.describe(2).recording;
  rmSync(join(archive, "recordings", filename));
  const outcomes = [];
  const recordings = [id, filename, String(id)];
  for await (const outcome of opened.transcribe({ recordings, again: true })) outcomes.push(outcome);
  assert.deepEqual(
    outcomes.map(({ status, recording }) => [status, recording.id]),
    [["failed", id]],
  );
});
