/** Opus files that lie in recordings/ without a row: they are kept where they lie. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { quotePath } from "../../src/messages/quote-path.ts";
import { hashFile } from "../../src/storage/hash-file.ts";
import { importOne, openNew } from "../support/import-one.ts";
import { repositoryFolder, runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";

const talk = join(samplesFolder, "2026-02-19_18-42-05.opus");
const stroll = join(samplesFolder, "2026-01-22_11-15-30.opus");

const opusNames = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".opus"));

test("an Opus file put into recordings/ becomes a recording under its own name, byte for byte where it lies", async (t) => {
  const { archive, recordings } = await openNew(t);
  const path = join(recordings, "Разговор с Иваном.opus");
  copyFileSync(stroll, path);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const before = await hashFile(path);
  const [problem] = (await archive.status()).problems;
  assert.equal(problem?.code, "file-orphaned");
  // What the hint says is what is done.
  assert.equal(problem.hint, `import it: fonoteka import '${path}'`);
  const outcome = await importOne(archive, path);
  assert.ok(outcome.status === "imported" && outcome.adopted);
  assert.equal(outcome.recording.filename, "Разговор с Иваном.opus");
  assert.equal(outcome.recording.opusSha256, before);
  assert.equal(await hashFile(path), before);
  assert.deepEqual(opusNames(recordings), ["Разговор с Иваном.opus"]);
  assert.deepEqual((await archive.status()).problems, []);
  const again = await importOne(archive, path);
  assert.ok(again.status === "duplicate" && again.reason === "same-file");
  // A copy elsewhere of the same file is known, too.
  assert.equal((await importOne(archive, stroll)).status, "duplicate");
});

test("import of the archive itself adopts what lies there, and import of another archive's recordings/ copies", async (t) => {
  const { archive, recordings } = await openNew(t);
  copyFileSync(talk, join(recordings, "2020-02-02_02-02-02.opus"));
  const outcomes = await Array.fromAsync(archive.import([archive.folder]));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ["imported"],
  );
  const other = await openNew(t);
  const [copied] = await Array.fromAsync(other.archive.import([recordings]));
  assert.ok(copied?.status === "imported" && !copied.adopted, JSON.stringify(copied));
  assert.equal(opusNames(other.recordings).length, 1);
  assert.equal(opusNames(recordings).length, 1);
});

test("a recording's file that a person renamed is found by its content: the row follows, transcripts stay", async (t) => {
  const { archive, recordings } = await openNew(t);
  const first = await importOne(archive, talk);
  assert.ok(first.status === "imported");
  const { id, filename } = first.recording;
  archive.update(id, { title: "Edited since" });
  renameSync(join(recordings, filename), join(recordings, "Talk about bees.opus"));
  const outcome = await importOne(archive, join(recordings, "Talk about bees.opus"));
  assert.ok(outcome.status === "renamed");
  assert.equal(outcome.previousFilename, filename);
  assert.equal(outcome.recording.id, id);
  assert.equal(outcome.recording.title, "Edited since");
  assert.equal(archive.describe(id).recording.filename, "Talk about bees.opus");
  assert.equal(archive.list().length, 1);
  assert.deepEqual((await archive.status()).problems, []);
  // The sidecar follows, too.
  await archive.close();
  const sidecars = readdirSync(recordings).filter((name) => name.endsWith(".json"));
  assert.deepEqual(sidecars, ["Talk about bees.json"]);
});

test("an encoded recording of an earlier version, without a hash of its file, is found by size and length", async (t) => {
  const { archive, recordings } = await openNew(t);
  const first = await importOne(archive, join(repositoryFolder, "test/audio/fixtures/sweep.mp3"));
  assert.ok(first.status === "imported", JSON.stringify(first));
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(join(archive.folder, "data.db"));
  db.exec("update recordings set opus_sha256 = null, opus_sha256_from = null");
  db.close();
  renameSync(join(recordings, first.recording.filename), join(recordings, "other name.opus"));
  assert.equal((await importOne(archive, join(recordings, "other name.opus"))).status, "renamed");
});

test("a sidecar beside the file brings back title, notes, tags and transcript, with the number if it is free", async (t) => {
  const { archive, recordings } = await openNew(t);
  const first = await importOne(archive, stroll);
  const second = await importOne(archive, talk);
  assert.ok(first.status === "imported" && second.status === "imported");
  const { id, filename } = second.recording;
  archive.update(id, { title: "Пчёлы", notes: "важное", tags: ["дача"] });
  const text = join(archive.folder, "..", "talk.vtt");
  writeFileSync(text, "WEBVTT\n\n00:00.000 --> 00:03.000\nмедовый месяц на пасеке\n");
  await archive.attachTranscript(id, text);
  const { recording } = archive.describe(id);
  await archive.close();
  const sidecar = filename.replace(/opus$/, "json");
  const bytes = readFileSync(join(recordings, sidecar));

  for (const isTaken of [false, true]) {
    const other = await openNew(t);
    // An older data.db, or another recording with this number.
    if (isTaken) {
      await importOne(other.archive, stroll);
      await importOne(other.archive, join(repositoryFolder, "test/audio/fixtures/sweep.mp3"));
    }
    for (const name of [filename, sidecar])
      copyFileSync(join(recordings, name), join(other.recordings, name));
    const outcome = await importOne(other.archive, join(other.recordings, filename));
    assert.ok(outcome.status === "imported");
    assert.deepEqual(
      outcome.warnings.map(({ code }) => code),
      isTaken ? ["sidecar-renumbered"] : [],
    );
    const back = other.archive.describe(outcome.recording.id).recording;
    assert.deepEqual({ ...back, id: 0 }, { ...recording, id: 0 });
    assert.equal(outcome.recording.id, isTaken ? id + 1 : id);
    const { hits } = await other.archive.search("пасеке", { mode: "keyword" });
    assert.deepEqual(
      hits.map((hit) => hit.recording.id),
      [outcome.recording.id],
    );
    await other.archive.close();
    const names = readdirSync(other.recordings).filter((name) => name.startsWith(sidecar.slice(0, 19)));
    assert.deepEqual(names.sort(), [sidecar, filename].sort());
    assert.equal(readFileSync(join(other.recordings, sidecar)).equals(bytes), !isTaken);
  }
});

test("a second copy of a recording's file is known, and the import says what to do with it", async (t) => {
  const { archive, recordings } = await openNew(t);
  const first = await importOne(archive, talk);
  assert.ok(first.status === "imported");
  copyFileSync(talk, join(recordings, "copy.opus"));
  const outcome = await importOne(archive, join(recordings, "copy.opus"));
  assert.ok(outcome.status === "duplicate");
  assert.equal(outcome.recording.id, first.recording.id);
  assert.equal(
    outcome.warnings[0]?.text,
    `recordings/copy.opus is a second copy of ${first.recording.filename}`,
  );
});

test("what is no whole Ogg Opus file is refused with a hint and left alone; a link to a file elsewhere is copied", async (t) => {
  const { archive, recordings } = await openNew(t);
  writeFileSync(join(recordings, "notes.opus"), "remember the milk, and other things that are no sound");
  copyFileSync(talk, join(recordings, "cut off.opus"));
  truncateSync(join(recordings, "cut off.opus"), 20_000);
  copyFileSync(join(repositoryFolder, "test/audio/fixtures/sweep.mp3"), join(recordings, "mp3.opus"));
  const reasons: string[] = [];
  for (const name of ["notes.opus", "cut off.opus", "mp3.opus"]) {
    const before = readFileSync(join(recordings, name));
    const outcome = await importOne(archive, join(recordings, name));
    assert.ok(outcome.status === "failed");
    reasons.push(outcome.error.reason);
    assert.match(outcome.error.hint, /^move it out of recordings\/ and import it from there/);
    assert.deepEqual(readFileSync(join(recordings, name)), before);
    // The hint works.
    const moved = join(archive.folder, "..", name);
    renameSync(join(recordings, name), moved);
    assert.equal((await importOne(archive, moved)).status, name === "notes.opus" ? "failed" : "imported");
  }
  assert.deepEqual(reasons, ["stray-file-not-opus", "stray-file-damaged", "stray-file-not-opus"]);
  const outside = join(archive.folder, "..", "outside");
  mkdirSync(outside);
  copyFileSync(stroll, join(outside, "stroll.opus"));
  symlinkSync(join(outside, "stroll.opus"), join(recordings, "link.opus"));
  const linked = await importOne(archive, join(recordings, "link.opus"));
  assert.ok(linked.status === "imported" && !linked.adopted);
  rmSync(join(recordings, "link.opus"));
});

test("the command says what was kept in its place and what was renamed", async (t) => {
  const { archive, recordings } = await openNew(t);
  copyFileSync(talk, join(recordings, "mine.opus"));
  const run = async () =>
    (await runFonoteka(["--archive", archive.folder, "import", join(recordings, opusNames(recordings)[0]!)]))
      .stdout;
  assert.match(await run(), /^imported {3}mine\.opus .*kept in its place/);
  renameSync(join(recordings, "mine.opus"), join(recordings, "yours.opus"));
  assert.match(await run(), /^renamed {4}yours\.opus is the file of mine\.opus/);
});

test("a path in a hint is one word for a shell", () => {
  assert.equal(quotePath("/a/b-c_1.opus", "linux"), "/a/b-c_1.opus");
  assert.equal(quotePath("C:\\a\\b.opus", "win32"), "C:\\a\\b.opus");
  assert.equal(quotePath("C:\\a b.opus", "win32"), '"C:\\a b.opus"');
  for (const name of ["a b", "it's", '$(x) `y` "z"', "-rf", "a;b", "звук №1"]) {
    const word = quotePath(name, "linux");
    if (process.platform !== "win32")
      assert.equal(execFileSync("sh", ["-c", `printf %s ${word}`], { encoding: "utf8" }), name);
  }
});
