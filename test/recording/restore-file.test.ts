/** A known source whose Opus file was lost or damaged puts it back. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { oggCrc } from "../../src/audio/opus/ogg-crc.ts";
import { type ImportOutcome, openArchive } from "../../src/fonoteka.ts";
import { archiveFiles, newPartPath } from "../../src/storage/archive-files.ts";
import { hashFile } from "../../src/storage/hash-file.ts";
import { sweepPartFiles } from "../../src/storage/sweep-part-files.ts";
import { flipByte } from "../support/flip-byte.ts";
import { importNew, importOne, openNew } from "../support/import-one.ts";
import { repositoryFolder, runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";

const talk = join(samplesFolder, "2026-02-19_18-42-05.opus");
const fixture = (name: string) => join(repositoryFolder, "test/audio/fixtures", name);

const samples: [kind: string, path: string][] = [
  ["Opus, which is copied", talk],
  ["WAV, which is encoded", fixture("adpcm-ima.wav")],
  ["WebM, whose packets are kept", fixture("sweep-opus.webm")],
];

for (const [kind, source] of samples) {
  test(`${kind}: a lost, shortened or changed file is put back by its source, all else stays`, async (t) => {
    const { archive, recordings } = await openNew(t);
    const { id, filename, soundSha256 } = await importNew(archive, source);
    archive.update(id, { title: "Edited", tags: ["kept"] });
    const path = join(recordings, filename);
    const damages: [flaw: string, damage: () => void][] = [
      ["missing", () => rmSync(path)],
      ["wrong-size", () => truncateSync(path, 1000)],
      ["wrong-size", () => truncateSync(path, 0)],
      ["damaged", () => flipByte(path)],
    ];
    for (const [flaw, damage] of damages) {
      const before = archive.describe(id).recording;
      damage();
      const left = existsSync(path) ? readFileSync(path) : undefined;
      const outcome = await importOne(archive, source);
      assert.ok(outcome.status === "restored", `${flaw}: ${JSON.stringify(outcome)}`);
      assert.equal(outcome.flaw, flaw);
      const { recording } = archive.describe(id);
      assert.equal(recording.opusSha256, await hashFile(path));
      const changing = { opusSha256: null, byteLength: 0 };
      assert.deepEqual({ ...recording, ...changing }, { ...before, ...changing });
      assert.equal(recording.soundSha256, soundSha256);
      assert.deepEqual((await archive.status()).problems, []);
      // What was damaged is kept, byte for byte.
      if (!left) continue;
      const [note] = outcome.warnings;
      assert.equal(note?.code, "damaged-file-kept");
      assert.deepEqual(readFileSync(join(archive.folder, String(note.values.path))), left);
    }
    assert.equal(readdirSync(join(archive.folder, "damaged")).length, 3);
    assert.equal((await importOne(archive, source)).status, "duplicate");
    assert.equal(archive.list().length, 1);
  });
}

test("the same sound in another container, and a copy of the stored file itself, put it back, too", async (t) => {
  const { archive, recordings } = await openNew(t);
  const { id, filename } = await importNew(archive, fixture("sweep-opus.webm"));
  const path = join(recordings, filename);
  const backup = join(archive.folder, "..", "backup.opus");
  copyFileSync(path, backup);
  flipByte(path);
  // The same packets, in Matroska.
  const other = await importOne(archive, fixture("sweep-opus.mka"));
  assert.ok(other.status === "restored", JSON.stringify(other));
  assert.equal(other.recording.id, id);
  // An encoded recording is not made of its own Opus file: that is known by the hash of the stored file.
  const encoded = await importNew(archive, fixture("adpcm-ima.wav"));
  const encodedPath = join(recordings, encoded.filename);
  copyFileSync(encodedPath, backup);
  assert.equal((await importOne(archive, backup)).status, "duplicate");
  rmSync(encodedPath);
  assert.equal((await importOne(archive, backup)).status, "restored");
  assert.equal(await hashFile(encodedPath), encoded.opusSha256);
  // A copy beside a damaged file in recordings/ mends it, without a further recording.
  copyFileSync(backup, join(recordings, "from the backup.opus"));
  flipByte(encodedPath);
  const beside = await importOne(archive, join(recordings, "from the backup.opus"));
  assert.ok(beside.status === "restored" && beside.recording.id === encoded.id);
  assert.equal(await hashFile(encodedPath), encoded.opusSha256);
  assert.equal(archive.list().length, 2);
});

test("a file without a hash, of an earlier version, is judged by the checksums of its pages", async (t) => {
  const { archive, recordings } = await openNew(t);
  const { id, filename } = await importNew(archive, talk);
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(join(archive.folder, "data.db"));
  t.after(() => db.close());
  db.exec("update recordings set opus_sha256 = null, opus_sha256_from = null");
  assert.equal((await importOne(archive, talk)).status, "duplicate");
  flipByte(join(recordings, filename));
  const outcome = await importOne(archive, talk);
  assert.ok(outcome.status === "restored" && outcome.flaw === "damaged");
  assert.equal(archive.describe(id).recording.opusSha256, await hashFile(talk));
});

test("a damaged file that is imported from its own place says so and what mends it", async (t) => {
  const { archive, recordings } = await openNew(t);
  const { filename } = await importNew(archive, talk);
  assert.deepEqual(await importOne(archive, join(recordings, filename)).then(codesOf), []);
  flipByte(join(recordings, filename));
  assert.deepEqual(await importOne(archive, join(recordings, filename)).then(codesOf), [
    "stored-file-damaged",
  ]);
});

const codesOf = (outcome: ImportOutcome) =>
  outcome.status === "duplicate" ? outcome.warnings.map(({ code }) => code) : [outcome.status];

test("a failed transcription is tried again once its file is back, and another length is told", async (t) => {
  const { archive, recordings } = await openNew(t);
  const { id, filename } = await importNew(archive, fixture("adpcm-ima.wav"));
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(join(archive.folder, "data.db"));
  t.after(() => db.close());
  db.exec(`insert into jobs (stage, subject_id, attempts, last_error) values ('transcribe', ${id}, 5, '{}')`);
  // As if an earlier decoder had found a tenth of a second less.
  db.exec("update recordings set duration = duration - 0.1");
  await archive.waveform(id).catch(() => undefined);
  rmSync(join(recordings, filename));
  const outcome = await importOne(archive, fixture("adpcm-ima.wav"));
  assert.ok(outcome.status === "restored");
  assert.deepEqual(
    outcome.warnings.map(({ code }) => code),
    ["restored-length-differs"],
  );
  assert.deepEqual((await archive.status()).failures, []);
  assert.deepEqual(db.prepare("select * from waveforms").all(), []);
});

test("two programs that put the same file back at once leave one file, which its row describes", async (t) => {
  const { archive, recordings } = await openNew(t);
  await using other = await openArchive(archive.folder);
  const { id, filename } = await importNew(archive, fixture("adpcm-ima.wav"));
  for (const damage of [rmSync, flipByte]) {
    damage(join(recordings, filename));
    const outcomes = await Promise.all(
      [archive, other].map((each) => importOne(each, fixture("adpcm-ima.wav"))),
    );
    const statuses = outcomes.map(({ status }) => status);
    assert.ok(statuses.includes("restored"), statuses.join());
    assert.equal(archive.describe(id).recording.opusSha256, await hashFile(join(recordings, filename)));
    assert.deepEqual(
      readdirSync(recordings).filter((name) => /\.opus(\.part)?$/.test(name)),
      [filename],
    );
  }
});

test("a kill between the new file and its row loses nothing: the file stays, and the same import mends the row", async (t) => {
  const { archive, recordings } = await openNew(t);
  const { id, filename, opusSha256 } = await importNew(archive, fixture("adpcm-ima.wav"));
  const path = join(recordings, filename);
  // Encoded again it has other bytes: a number in its pages is random.
  rmSync(path);
  const again = await importOne(archive, fixture("adpcm-ima.wav"));
  assert.ok(again.status === "restored" && again.recording.opusSha256 !== opusSha256);
  await archive.close();
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(join(archive.folder, "data.db"));
  db.prepare("update recordings set opus_sha256 = ? where id = ?").run(opusSha256, id);
  db.close();
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const part = newPartPath(archiveFiles(archive.folder)).replace(`/${process.pid}-`, `/${pid}-`);
  linkSync(path, part);
  // A new link is a change of the file, and a sign of life for a minute: the sweep after it is tried.
  const { openArchiveDatabase } = await import("../../src/index/open-archive-database.ts");
  const swept = openArchiveDatabase(join(archive.folder, "data.db"));
  sweepPartFiles(swept, archiveFiles(archive.folder), Date.now() + 120_000);
  swept.close();
  assert.deepEqual([existsSync(path), existsSync(part)], [true, false]);
  await using opened = await openArchive(archive.folder);
  const mended = await importOne(opened, fixture("adpcm-ima.wav"));
  assert.ok(mended.status === "restored");
  assert.equal(opened.describe(id).recording.opusSha256, await hashFile(path));
});

test("what is in the trash is not imported again, but offered; when its sound is damaged there, importing it restores it", async (t) => {
  const { archive } = await openNew(t);
  const { id, filename } = await importNew(archive, talk);
  archive.remove(id);
  const outcome = await importOne(archive, talk);
  assert.ok(outcome.status === "trashed", JSON.stringify(outcome));
  assert.equal(outcome.recording.id, id);
  assert.equal(outcome.warnings[0]?.hint, `to have it back: fonoteka trash restore ${id}`);
  // The same, found by its sound.
  const webm = await importNew(archive, fixture("sweep-opus.webm"));
  archive.remove(webm.id);
  assert.equal((await importOne(archive, fixture("sweep-opus.mka"))).status, "trashed");
  assert.deepEqual(archive.list(), []);
  await archive.restore(id);
  assert.equal((await importOne(archive, talk)).status, "duplicate");
  archive.remove(id);
  // A removal that was interrupted before its last step: the file is in recordings/, too.
  copyFileSync(talk, join(archive.folder, "recordings", filename));
  assert.equal((await importOne(archive, join(archive.folder, "recordings", filename))).status, "trashed");
  rmSync(join(archive.folder, "recordings", filename));
  const sound = readdirSync(join(archive.folder, "trash")).find((name) => name.endsWith(`.${id}.opus`))!;
  flipByte(join(archive.folder, "trash", sound));
  const restored = await importOne(archive, talk);
  assert.ok(restored.status === "restored" && restored.recording.id === id, JSON.stringify(restored));
});

test("the command names what was restored and what is in the trash, and ends well", async (t) => {
  const { archive, recordings } = await openNew(t);
  const { id, filename } = await importNew(archive, talk);
  const run = (...words: string[]) => runFonoteka(["--archive", archive.folder, ...words]);
  rmSync(join(recordings, filename));
  const restored = await run("import", talk);
  assert.equal(restored.status, 0);
  assert.match(restored.stdout.replaceAll(/\s+/g, " "), /^restored .*\.opus from .*: its file was missing/);
  archive.remove(id);
  const trashed = await run("import", talk, "--json");
  assert.equal(trashed.status, 0);
  assert.equal(JSON.parse(trashed.stdout)[0].status, "trashed");
});

test("the source of a recording does not bring back a stretch that was forgotten; forgetting takes damaged files along", async (t) => {
  const { archive, recordings } = await openNew(t);
  const { id, filename } = await importNew(archive, talk);
  const path = join(recordings, filename);
  flipByte(path);
  assert.equal((await importOne(archive, talk)).status, "restored");
  assert.equal(readdirSync(join(archive.folder, "damaged")).length, 1);
  await archive.forget(id, { stretch: { startMs: 1000, endMs: 2000 } });
  assert.deepEqual(readdirSync(join(archive.folder, "damaged")), []);
  const backup = join(archive.folder, "..", "backup.opus");
  copyFileSync(path, backup);
  rmSync(path);
  assert.deepEqual(codesOf(await importOne(archive, talk)), ["not-restored-forgotten"]);
  copyFileSync(talk, join(recordings, "the whole.opus"));
  assert.notEqual((await importOne(archive, join(recordings, "the whole.opus"))).status, "renamed");
  assert.equal(existsSync(path), false);
  assert.equal((await importOne(archive, backup)).status, "restored");
  assert.equal(await hashFile(path), await hashFile(backup));
});

test("what was found at import is counted by status, marked in the list and said by show, and stays", async (t) => {
  const { archive } = await openNew(t);
  await importNew(archive, talk);
  const cut = join(archive.folder, "..", "cut off.ogg");
  const vorbis = readFileSync(fixture("sweep-vorbis.ogg"));
  // Its last page is not the last of the stream: the end is missing.
  const lastPage = vorbis.subarray(vorbis.lastIndexOf("OggS"));
  lastPage[5]! &= ~4;
  // All of its blocks: only the last page of a stream may end within one.
  lastPage.writeBigUInt64LE(8192n, 6);
  lastPage.writeUInt32LE(0, 22);
  lastPage.writeUInt32LE(oggCrc(lastPage, 0, lastPage.length) >>> 0, 22);
  writeFileSync(cut, vorbis);
  const { id, importNotes } = await importNew(archive, cut);
  assert.deepEqual(
    importNotes.map(({ code }) => code),
    ["audio-end-lost"],
  );
  assert.equal((await archive.status()).recordings.damagedSources, 1);
  const run = async (...words: string[]) =>
    (await runFonoteka(["--archive", archive.folder, ...words])).stdout.replaceAll(/\s+/g, " ");
  assert.equal((await run("list")).split("damaged source").length, 2);
  assert.match(await run("status"), /incomplete 1 recording from damaged files/);
  assert.match(
    await run("show", String(id)),
    /noted the end is missing: the file breaks off\. The imported file was damaged/,
  );
  assert.deepEqual(JSON.parse(await run("show", String(id), "--json")).recording.importNotes, importNotes);
});
