/** data.db without its recordings, and recordings without their data.db. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type ArchiveError, isArchiveError } from "../../src/errors.ts";
import { openArchive } from "../../src/fonoteka.ts";
import { repositoryFolder, runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { runScript } from "../support/run-script.ts";
import { tempFolder } from "../support/temp-folder.ts";

const sound = join(repositoryFolder, "test/audio/fixtures/adpcm-ima.wav");
const talk = join(samplesFolder, "2026-02-19_18-42-05.opus");
const marker = join("recordings", ".fonoteka");

/** An archive of two recordings, copied for each test. */
let whole: string;
before(async (t) => {
  whole = join(tempFolder(t as TestContext), "whole");
  await using archive = await openArchive(whole);
  await Array.fromAsync(archive.import([sound, talk]));
  assert.equal(archive.list().length, 2);
});

function copyArchive(t: TestContext): string {
  const folder = join(tempFolder(t), "archive");
  cpSync(whole, folder, { recursive: true });
  return folder;
}

const reasonOf = (reason: string) => (error: unknown) =>
  isArchiveError(error) && (error as ArchiveError).reason === reason;

test("data.db that is missing or empty beside recordings is a lost one for every command; an archive without any is new", async (t) => {
  const folder = copyArchive(t);
  const before = readdirSync(join(folder, "recordings")).sort();
  for (const damage of [() => truncateSync(join(folder, "data.db")), () => rmSync(join(folder, "data.db"))]) {
    damage();
    for (const ending of ["-wal", "-shm"]) rmSync(join(folder, `data.db${ending}`), { force: true });
    for (const options of [{}, { create: false }, { readOnly: true }])
      await assert.rejects(openArchive(folder, options), reasonOf("database-gone"));
    assert.deepEqual(readdirSync(join(folder, "recordings")).sort(), before);
  }
  for (const words of [["list"], ["import", talk], ["status"], ["serve", "--port", "0"]]) {
    const { status, stderr } = await runFonoteka(["--archive", folder, ...words]);
    assert.equal(status, 8, stderr);
    assert.match(stderr, /data\.db: the database is gone, but the archive is not new/);
    assert.match(stderr.replaceAll(/\s+/g, " "), /fonoteka rebuild makes the database again/);
  }
  assert.equal(existsSync(join(folder, "data.db")), false);
  // Only a marker: nothing is hidden by a new archive.
  for (const name of before) if (name !== ".fonoteka") rmSync(join(folder, "recordings", name));
  await using archive = await openArchive(folder);
  assert.deepEqual(archive.list(), []);
});

test("an empty data.db without recordings/ is a lost one; beside an empty recordings/ it is a new archive's", async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, "data.db"), "");
  for (const options of [{}, { create: false }, { readOnly: true }])
    await assert.rejects(openArchive(folder, options), reasonOf("database-gone"));
  assert.deepEqual(readdirSync(folder), ["data.db"]);
  mkdirSync(join(folder, "recordings"));
  await using archive = await openArchive(folder);
  assert.deepEqual(archive.list(), []);
});

test("what is in the trash is not hidden by a new database either", async (t) => {
  const folder = copyArchive(t);
  const archive = await openArchive(folder);
  for (const { id } of archive.list()) archive.remove(id);
  await archive.close();
  rmSync(join(folder, "data.db"));
  await assert.rejects(openArchive(folder), reasonOf("database-gone"));
});

test("the marker has the archive's id, is written again when it is lost, and costs nothing to read", async (t) => {
  const folder = copyArchive(t);
  const text = readFileSync(join(folder, marker), "utf8");
  const { format, version, archive: id } = JSON.parse(text);
  assert.deepEqual([format, version], ["fonoteka-recordings", 1]);
  assert.match(id, /^[0-9a-f]{32}$/);
  for (const change of [
    () => rmSync(join(folder, marker)),
    () => writeFileSync(join(folder, marker), ""),
    () => writeFileSync(join(folder, marker), text.replace(id, "0".repeat(32))),
  ]) {
    change();
    await (await openArchive(folder)).close();
    assert.equal(readFileSync(join(folder, marker), "utf8"), text);
  }
  const { mtimeMs } = statSync(join(folder, marker));
  await (await openArchive(folder)).close();
  assert.equal(statSync(join(folder, marker)).mtimeMs, mtimeMs);
  assert.deepEqual(
    readdirSync(join(folder, "recordings")).filter((name) => name.startsWith(".")),
    [".fonoteka"],
  );
});

for (const [kind, takeAway] of [
  ["an empty mount point", (folder: string) => mkdirSync(join(folder, "recordings"))],
  ["no folder at all", () => {}],
] as const) {
  test(`${kind} in the place of recordings/ is one sentence, and nothing is done there`, async (t) => {
    const folder = copyArchive(t);
    renameSync(join(folder, "recordings"), join(folder, "mounted elsewhere"));
    takeAway(folder);
    const archive = await openArchive(folder);
    t.after(() => archive.close());
    const { problems } = await archive.status();
    assert.deepEqual(
      problems.map(({ text }) => text),
      [`recordings/ is not mounted: ${join(folder, "recordings")} has none of the archive's files`],
    );
    const [first] = archive.list();
    const isAway = reasonOf("recordings-not-mounted");
    await assert.rejects(Array.fromAsync(archive.import([sound])), isAway);
    await assert.rejects(archive.waveform(first!.id), isAway);
    await assert.rejects(
      archive.clip(first!.id, { startMs: 0, endMs: 100, targetPath: join(folder, "..", "clip.opus") }),
      isAway,
    );
    assert.throws(() => archive.remove(first!.id), isAway);
    await assert.rejects(archive.forget(first!.id), isAway);
    await assert.rejects(Array.fromAsync(archive.transcribe()), isAway);
    assert.deepEqual((await archive.status()).failures, []);
    assert.equal((await archive.status()).waiting.transcribe, 2);
    archive.update(first!.id, { title: "Edited while the disk was away" });
    await archive.close();
    assert.deepEqual(
      existsSync(join(folder, "recordings")) ? readdirSync(join(folder, "recordings")) : [],
      [],
    );
    // The disk is back: all is as before, and the change reaches its sidecar.
    rmSync(join(folder, "recordings"), { recursive: true, force: true });
    renameSync(join(folder, "mounted elsewhere"), join(folder, "recordings"));
    const back = await openArchive(folder);
    assert.deepEqual((await back.status()).problems, []);
    const sidecar = join(folder, "recordings", first!.filename.replace(/\.opus$/, ".json"));
    while (!/Edited while the disk was away/.test(readFileSync(sidecar, "utf8"))) await setTimeout(20);
    await back.close();
  });
}

test("files that were deleted, with the marker left, are named one by one and can be restored", async (t) => {
  const folder = copyArchive(t);
  for (const name of readdirSync(join(folder, "recordings")))
    if (name.endsWith(".opus")) rmSync(join(folder, "recordings", name));
  await using archive = await openArchive(folder);
  assert.deepEqual(
    (await archive.status()).problems.map(({ code }) => code),
    ["file-missing", "file-missing"],
  );
  const [outcome] = await Array.fromAsync(archive.import([sound]));
  assert.equal(outcome?.status, "restored");
});

test("the folder of another archive in that place is told from one's own, also with equal file names", async (t) => {
  const folder = copyArchive(t);
  const other = join(tempFolder(t), "other");
  const foreign = await openArchive(other);
  const [imported] = await Array.fromAsync(foreign.import([join(samplesFolder, "2026-01-22_11-15-30.opus")]));
  assert.ok(imported?.status === "imported");
  await foreign.close();
  const names = readdirSync(join(folder, "recordings")).filter((name) => name.endsWith(".opus"));
  const otherPath = join(other, "recordings", imported.recording.filename);
  for (const name of names) cpSync(otherPath, join(other, "recordings", name));
  rmSync(join(folder, "recordings"), { recursive: true });
  cpSync(join(other, "recordings"), join(folder, "recordings"), { recursive: true });
  const before = readFileSync(join(folder, marker), "utf8");
  await using archive = await openArchive(folder);
  assert.deepEqual(
    (await archive.status()).problems.map(({ code }) => code),
    ["folder-of-another-archive"],
  );
  await assert.rejects(Array.fromAsync(archive.import([sound])), reasonOf("recordings-of-another-archive"));
  assert.equal(readFileSync(join(folder, marker), "utf8"), before);
});

test("an archive that is only read, or cannot be written, needs no marker and gets none", async (t) => {
  const folder = copyArchive(t);
  rmSync(join(folder, marker));
  {
    await using archive = await openArchive(folder, { readOnly: true });
    assert.deepEqual((await archive.status()).problems, []);
    assert.ok((await archive.waveform(1)).peaks.length > 0);
  }
  if (process.platform !== "win32") {
    // Root may write anywhere, so this runs as nobody where the tests run as root.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    if (user.uid) execFileSync("chown", ["-R", `${user.uid}:${user.gid}`, join(folder, "..")]);
    chmodSync(join(folder, "recordings"), 0o555);
    const { stdout, stderr } = await runScript(
      `
      import { openArchive } from "../../src/fonoteka.ts";
      await using archive = await openArchive(${JSON.stringify(folder)});
      const { problems } = await archive.status();
      const { peaks } = await archive.waveform(1);
      console.log(JSON.stringify([archive.readOnly, problems, peaks.length > 0]));
      `,
      user,
    ).done;
    chmodSync(join(folder, "recordings"), 0o755);
    assert.deepEqual(JSON.parse(stdout || JSON.stringify(stderr)), [false, [], true]);
  }
  assert.equal(existsSync(join(folder, marker)), false);
});
