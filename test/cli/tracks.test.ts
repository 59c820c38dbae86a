/** `import --track` and what `show` says of the tracks of a file. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { tone } from "../audio/opus/opus-fixtures.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeTracks } from "../support/write-tracks.ts";

test("import names the other sound tracks, --track takes one or all, and show lists them", async (t) => {
  const folder = tempFolder(t);
  const archive = join(folder, "archive");
  const run = (...words: string[]) => runFonoteka(["--archive", archive, ...words]);
  const path = await writeTracks(join(folder, "2024-05-03 10-20-30.mkv"), [
    { samples: tone(1, { hz: 300 }), name: "Desktop", isDefault: true },
    { samples: tone(1, { hz: 600 }), name: "Microphone", language: "eng", isDefault: false },
    { samples: new Float32Array(48_000), isDefault: false },
  ]);
  const first = await run("import", path);
  assert.equal(first.status, 0, first.stderr);
  const said = first.stdout.replaceAll(/\s+/g, " ");
  assert.match(said, /this is sound track 1 of 3; the file also has 2 “Microphone” \(eng, opus\)/);
  assert.match(said, /try: to import another: fonoteka import "2024-05-03 10-20-30\.mkv" --track NUMBER/);
  assert.match(said, /1 sound track has no sound: 3/);

  const alone = (await run("show", "1")).stdout;
  assert.match(alone, /^tracks {5}1 “Desktop” \(opus\): this recording$/m);
  assert.match(alone, /^ {11}2 “Microphone” \(eng, opus\): not imported$/m);
  assert.match(alone, /^ {11}3 \(opus\): no sound in it$/m);

  const all = await run("import", path, "--track", "all");
  assert.equal(all.status, 0, all.stderr);
  assert.match(all.stdout, /1 imported, 1 duplicate/);
  assert.match((await run("show", "1")).stdout, /^ {11}2 “Microphone” \(eng, opus\): recording 2$/m);
  const shown = JSON.parse((await run("--json", "show", "2")).stdout);
  assert.equal(shown.recording.title, "Microphone");
  assert.deepEqual(
    shown.tracks.map((track: { recordingId: number | null }) => track.recordingId),
    [1, 2, null],
  );

  for (const wrong of ["0", "x", "1.5"])
    assert.equal((await run("import", path, "--track", wrong)).status, 2);
  const missing = await run("import", path, "--track", "9");
  assert.notEqual(missing.status, 0);
  assert.match(missing.stderr, /no sound track 9 in it; it has 3 tracks/);
});
