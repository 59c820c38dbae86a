import assert from "node:assert/strict";
import { existsSync, mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { openTempService, streamOf, talk, until } from "../service/open-temp-service.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("the status counts what is on its way in, with its bytes, its oldest and why something failed", async (t) => {
  const { uploads, live, jobs, archive, ...service } = await openTempService(t);
  assert.deepEqual((await archive.status()).incoming, {
    count: 0,
    byteLength: 0,
    missingByteLength: 0,
    oldestAt: null,
    withTracks: [],
    failed: [],
  });
  const half = await uploads.create({ name: "half.wav", byteLength: 1000 });
  await uploads.append(half.id, streamOf(new Uint8Array(300)), 0);
  const bad = await uploads.create({ name: "bad.mp3", byteLength: 4 });
  await uploads.append(bad.id, streamOf(new Uint8Array([1, 2, 3, 4])), 0);
  const mic = await live.start({ mimeType: "audio/webm", startedAt: "2020-01-02T03:04:05Z" });
  await live.append(mic.id, streamOf(new Uint8Array(50)), 0);
  await until({ jobs, ...service } as never, async () => (await jobs.list())[0]?.state === "failed");

  const { incoming, problems } = await archive.status();
  const { failed, ...counts } = incoming;
  assert.deepEqual(counts, {
    count: 3,
    byteLength: 354,
    missingByteLength: 700,
    oldestAt: "2020-01-02T03:04:05.000Z",
    withTracks: [],
  });
  assert.deepEqual(
    failed.map(({ name, byteLength, error }) => [name, byteLength, error.code]),
    [["bad.mp3", 4, "unsupported-audio"]],
  );
  assert.deepEqual(problems, []);
  const { stdout, status } = await runFonoteka(["--archive", archive.folder, "status"]);
  assert.equal(status, 20, "sound that was sent and is not in the archive is a problem");
  assert.match(stdout, /^incoming +3 files, 354 B of 1\.\d kB, the oldest of 2020-01-02/m);
  assert.match(stdout, /^failed +import bad\.mp3: not an audio file/m);
});

test("the status names what interrupted work left in incoming/, trash/ and recordings/, and follows no link", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const archive = await openArchive(folder);
  t.after(() => archive.close());
  await Array.fromAsync(archive.import([talk]));
  archive.remove(1);
  const leftover = join(folder, "incoming", "uploads", "0".repeat(32));
  mkdirSync(leftover, { recursive: true });
  writeFileSync(join(leftover, "talk.opus"), "bytes");
  mkdirSync(join(folder, "incoming", "live"));
  writeFileSync(join(folder, "trash", "2020-01-02_03-04-05.7.json.part"), "{");
  writeFileSync(join(folder, "trash", "2020-01-02_03-04-05.7.opus"), "OggS");
  writeFileSync(join(folder, "trash", `live-${"0".repeat(32)}.webm`), "a discarded live recording");
  const part = join(folder, "recordings", "download.part");
  writeFileSync(part, "?");
  utimesSync(part, 1e9, 1e9);
  const named = async () =>
    (await archive.status()).problems.map(({ code, values }) => [code, values.name ?? values.filename]);
  assert.deepEqual(await named(), [
    ["incoming-leftover", `incoming/uploads/${"0".repeat(32)}/talk.opus`],
    ["trash-leftover", "trash/2020-01-02_03-04-05.7.json.part"],
    ["trash-leftover", "trash/2020-01-02_03-04-05.7.opus"],
    ["part-file-left", "download.part"],
  ]);
  assert.ok(existsSync(part));

  for (const name of ["incoming", "trash"]) {
    renameSync(join(folder, name), join(folder, "..", name));
    symlinkSync(join(folder, "..", name), join(folder, name));
  }
  assert.deepEqual((await named()).slice(0, 2), [
    ["folder-not-own", "incoming"],
    ["folder-not-own", "trash"],
  ]);
  assert.deepEqual(await archive.listTrash(), []);
  await Array.fromAsync(archive.import([talk]));
  assert.throws(() => archive.remove(archive.list()[0]!.id), { reason: "not-an-own-folder" });
  assert.equal(archive.list().length, 1);
});
