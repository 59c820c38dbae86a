/** What is forgotten is in no file of the archive, and everything else is as it was. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import {
  type Archive,
  openArchive,
  rebuildDatabase,
  type SearchAnswer,
  verifyBackup,
} from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { toVector } from "../../src/index/sqlite/vector-bytes.ts";
import { archiveFiles } from "../../src/storage/archive-files.ts";
import { type Database, openDatabase } from "../../src/storage/database.ts";
import { addForget } from "../../src/storage/forgets.ts";
import { runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { trueWords } from "../support/sample-truth.ts";
import { tempFolder } from "../support/temp-folder.ts";

const beekeeper = "REC_20260502_151230";
const talk = "2026-02-19_18-42-05";

test("a forgotten recording is in no byte of the archive; the others are found as before", async (t) => {
  const { archive, ids, folder } = await openSpoken(t);
  const [bees, kubernetes] = ids;
  archive.update(bees, { title: "Разговор с пасечником", notes: "Спросить про прополис." });
  // Every text table is one segment then, in which FTS5 keeps what is removed.
  await archive.rebuildIndex();
  using db = openDatabase(archiveFiles(folder).database, { readOnly: true });
  const vectors = vectorsOf(db, bees);
  assert.ok(vectors.length > 0);
  const sound = readFileSync(archive.soundPath(bees)).subarray(50_000, 50_064);
  assert.equal(filesWith(folder, sound).length, 1);
  const secrets = ["Журавлёв", "журавлев", "Берёзовка", "пасечник", "прополис"];
  for (const secret of secrets) assert.notDeepEqual(filesWith(folder, secret), [], secret);
  const before = await archive.search("docker");
  db.close();

  const report = await archive.forget(bees);
  assert.equal(report.complete, true, JSON.stringify(report.notes));
  assert.deepEqual(report.notes, []);
  assert.ok(report.removedWords > 100);
  assert.ok(report.searched.texts > 20);
  assert.ok(report.searched.files >= filesBelow(folder).length);
  for (const secret of secrets) assert.deepEqual(filesWith(folder, secret), [], secret);
  for (const bytes of [sound, ...vectors]) assert.deepEqual(filesWith(folder, bytes), []);
  assert.throws(
    () => archive.describe(bees),
    (error) => isArchiveError(error, "not-found"),
  );
  assert.deepEqual(placesOf(await archive.search("docker")), placesOf(before));
  assert.deepEqual(
    (await archive.search("прополис", { mode: "keyword" })).hits.filter((hit) => hit.recording.id === bees),
    [],
  );
  assert.deepEqual((await archive.status({ check: true })).problems, []);
  assert.ok(archive.describe(kubernetes));
});

test("a forgotten stretch is silent, its words are gone everywhere, and words around it play from where they were", async (t) => {
  const { archive, ids, folder } = await openSpoken(t);
  const [bees] = ids;
  const words = trueWords(beekeeper);
  const name = words.find(({ text }) => text.startsWith("Журавлёв"))!;
  const tea = words.find(({ text }) => text.startsWith("завариваю"))!;
  // Title and notes are what a person wrote, and stay.
  archive.update(bees, { title: "Интервью" });
  const before = archive.describe(bees).recording;
  const stretch = { startMs: name.startMs - 20, endMs: name.endMs + 20 };
  const report = await archive.forget(bees, { stretch });
  assert.equal(report.complete, true);
  assert.ok(report.removedWords >= 1);
  for (const secret of ["Журавлёв", "журавлев"]) assert.deepEqual(filesWith(folder, secret), [], secret);

  const { recording } = archive.describe(bees);
  assert.equal(recording.durationSeconds, before.durationSeconds);
  assert.notEqual(recording.opusSha256, before.opusSha256);
  assert.equal(recording.byteLength, readFileSync(archive.soundPath(bees)).length);
  assert.deepEqual(
    recording.importNotes.map(({ code }) => code),
    ["stretch-forgotten"],
  );
  const [hit] = (await archive.search("завариваю", { mode: "keyword" })).hits;
  assert.equal(hit?.playFromMs, tea.startMs);
  assert.deepEqual((await archive.search("Журавлёв", { mode: "keyword" })).hits, []);
  const { peaks, peaksPerSecond } = await archive.waveform(bees);
  const middle = Math.round(((name.startMs + name.endMs) / 2000) * peaksPerSecond);
  assert.deepEqual([peaks[middle * 2], peaks[middle * 2 + 1]], [0, 0]);
  assert.ok(peaks[Math.round(tea.startMs / 1000 + 0.2) * peaksPerSecond * 2 + 1] !== undefined);
  assert.deepEqual((await archive.status({ check: true })).problems, []);

  await assert.rejects(
    archive.forget(bees, { stretch: { startMs: 80_000, endMs: 900_000 } }),
    (error) => isArchiveError(error, "invalid-input") && error.reason === "forget-range-invalid",
  );
});

test("words that only a title in the trash has are forgotten from an index that was just made", async (t) => {
  const { archive, ids, folder } = await openSpoken(t);
  const [bees] = ids;
  archive.update(bees, { title: "Двуколка у мельницы" });
  await archive.close();
  // Each text table is a single segment then.
  await rebuildDatabase(folder);
  await using rebuilt = await openArchive(folder);
  const { filename } = rebuilt.describe(bees).recording;
  const sidecar = join(folder, "recordings", filename.replace(/opus$/, "json"));
  // As a rebuild leaves a sidecar that it could not read.
  for (const ending of ["damaged", "damaged_2"])
    writeFileSync(`${sidecar}.${ending}`, readFileSync(sidecar, "utf8").slice(0, -100));
  // Words of the tables' and the files' own descriptions are no trace of it.
  rebuilt.update(bees, { notes: "reference number within fonoteka-recording dateSource" });
  rebuilt.remove(bees);
  const report = await rebuilt.forget(bees);
  assert.deepEqual(report.notes, []);
  assert.ok(report.removedFiles.some((path) => path.endsWith(".json.damaged_2")));
  for (const secret of ["вуколк", "мельниц"]) assert.deepEqual(filesWith(folder, secret), [], secret);
  assert.deepEqual((await rebuilt.verify()).findings, []);
});

test("a recording in the trash goes; it also goes from copies of the database, which keep the others", async (t) => {
  const { archive, ids, folder } = await openSpoken(t);
  const [bees, kubernetes] = ids;
  await archive.close();
  const files = archiveFiles(folder);
  const copy = `${files.database}.before-9`;
  {
    using db = openDatabase(files.database);
    db.run("vacuum into ?", copy);
  }
  await using again = await openArchive(folder);
  again.remove(bees);
  assert.ok(filesWith(folder, "Журавлёв").length >= 2);
  const report = await again.forget(String(bees));
  assert.equal(report.complete, true);
  assert.deepEqual(report.clearedCopies, ["data.db.before-9"]);
  assert.ok(report.removedFiles.some((path) => path.startsWith("trash/") && path.endsWith(".opus")));
  assert.deepEqual(filesWith(folder, "Журавлёв"), []);
  assert.deepEqual(await again.listTrash(), []);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("data.db.")),
    ["data.db.before-9"],
  );

  // The copy may be the only place of another recording's transcript.
  const stretch = { startMs: 0.5, endMs: 2999.5 };
  const part = await again.forget(kubernetes, { stretch });
  assert.deepEqual(part.stretch, { startMs: 0, endMs: 3000 });
  assert.equal(part.complete, true, JSON.stringify(part.notes));
  assert.deepEqual(part.clearedCopies, ["data.db.before-9"]);
  using kept = openDatabase(copy, { readOnly: true });
  const rows = kept.all<{ id: number; text: string }>("select recording_id as id, text from transcriptions");
  assert.deepEqual(
    rows.map(({ id }) => id),
    [kubernetes],
  );
  assert.ok(rows[0]!.text.length > 500);
});

test("snapshots of backup forget, too; one on a disk that is away is named until it was reached", async (t) => {
  const { archive, ids, folder } = await openSpoken(t);
  const [bees, kubernetes] = ids;
  const backups = join(folder, "..", "backups");
  await archive.backup(backups);
  archive.update(kubernetes, { title: "Kubernetes" });
  await archive.backup(backups);
  assert.ok(filesWith(backups, "Журавлёв").length >= 4);
  const name = trueWords(beekeeper).find(({ text }) => text.startsWith("Журавлёв"))!;

  const stretch = { startMs: name.startMs - 20, endMs: name.endMs + 20 };
  const part = await archive.forget(bees, { stretch });
  assert.deepEqual([part.complete, part.snapshots.length], [true, 2]);
  assert.deepEqual(filesWith(backups, "Журавлёв"), []);
  assert.ok(filesWith(backups, "завариваю").length >= 4);
  const checked = await verifyBackup(backups);
  assert.equal(checked.isSound, true, JSON.stringify(checked));

  const manifests = filesBelow(backups).filter((path) => path.endsWith("fonoteka-backup.json"));
  const before = manifests.map((path) => readFileSync(path));
  const { filename } = archive.describe(bees).recording;
  const away = join(folder, "..", "away");
  renameSync(backups, away);
  const whole = await archive.forget(bees);
  assert.equal(whole.complete, false);
  assert.deepEqual(
    whole.notes.map(({ code }) => code),
    ["forget-backup-unreachable"],
  );
  renameSync(away, backups);
  const [finished] = await archive.finishForgetting();
  assert.equal(finished?.complete, true);
  assert.equal(finished?.snapshots.length, 2);
  assert.deepEqual(filesWith(backups, "завариваю"), []);
  assert.ok(filesWith(backups, "Kubernetes").length >= 2);
  assert.equal((await verifyBackup(backups)).isSound, true);

  // As a kill leaves it between the files of a snapshot and its manifest.
  for (const [at, path] of manifests.entries()) {
    rmSync(path);
    writeFileSync(path, before[at]!);
  }
  assert.equal((await verifyBackup(backups)).isSound, false);
  await archive.close();
  {
    using db = openArchiveDatabase(archiveFiles(folder).database);
    addForget(db, { recordingId: bees, filename, stretch: undefined }, "2026-03-02T09:00:00+03:00");
  }
  await using again = await openArchive(folder);
  await again.finishForgetting();
  assert.equal((await verifyBackup(backups)).isSound, true);
});

test("one after the other is forgotten, to the last: the vocabulary has the words of those that are left, and no other", async (t) => {
  const samples = readdirSync(samplesFolder).filter((name) => name.endsWith(".opus"));
  const stems = samples.map((name) => name.replace(/\.opus$/, "")).sort();
  const { archive, ids } = await openSpoken(t, stems);
  for (const id of ids) {
    const report = await archive.forget(id);
    assert.deepEqual(report.notes, [], `${id}`);
    assert.deepEqual((await archive.verify()).findings, [], `${id}`);
  }
});

test("what files of other recordings say, also in the trash, is no trace of the forgotten one", async (t) => {
  const { archive, ids, folder } = await openSpoken(t);
  const [bees, kubernetes] = ids;
  for (const id of ids) archive.update(id, { notes: "Двуколка у мельницы" });
  archive.remove(kubernetes);
  assert.ok(filesWith(folder, "Двуколка").some((path) => path.includes("trash")));
  const report = await archive.forget(bees);
  assert.deepEqual([report.complete, report.notes], [true, []]);
  assert.ok(await archive.restore(kubernetes));
});

test("what was interrupted is finished by the command without a recording", async (t) => {
  const { archive, ids, folder } = await openSpoken(t);
  const [bees] = ids;
  const { filename } = archive.describe(bees).recording;
  await archive.close();
  {
    using db = openArchiveDatabase(archiveFiles(folder).database);
    addForget(db, { recordingId: bees, filename, stretch: undefined }, "2026-03-02T09:00:00+03:00");
  }
  const endless = await runFonoteka(["--archive", folder, "forget", String(bees), "--from", "0:30", "--yes"]);
  assert.notEqual(endless.status, 0);
  assert.match(endless.stderr, /--from: the end of the stretch is missing/);
  const refused = await runFonoteka(["--archive", folder, "forget", String(bees)]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /error: this cannot be undone.*\n.*try: .*--yes/);
  const done = await runFonoteka(["--archive", folder, "forget"]);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /^forgot {2}2026-05-02_15-12-30\.opus {2}\d+ words\n/);
  assert.deepEqual(filesWith(folder, "Журавлёв"), []);
  const nothing = await runFonoteka(["--archive", folder, "forget"]);
  assert.match(nothing.stdout, /nothing was interrupted/);
});

/** An archive of two samples with the words that are really said in them, indexed and embedded. */
async function openSpoken(
  t: TestContext,
  stems: readonly string[] = [beekeeper, talk],
): Promise<{ archive: Archive; ids: [number, number]; folder: string }> {
  const folder = join(tempFolder(t), "archive");
  const archive = await openArchive(folder);
  t.after(() => archive.close());
  const ids: number[] = [];
  for (const stem of stems) {
    const [outcome] = await Array.fromAsync(archive.import([join(samplesFolder, `${stem}.opus`)]));
    assert.ok(outcome?.status === "imported");
    const words = trueWords(stem).map(({ startMs, endMs, text }) => ({
      word: text,
      start: startMs / 1000,
      end: endMs / 1000,
    }));
    const transcript = join(folder, "..", `${stem}.json`);
    const segments = [
      {
        start: words[0]!.start,
        end: words.at(-1)!.end,
        text: words.map(({ word }) => word).join(" "),
        words,
      },
    ];
    writeFileSync(
      transcript,
      JSON.stringify({ language: /[а-я]/i.test(words[0]!.word) ? "ru" : "en", segments }),
    );
    await archive.attachTranscript(outcome.recording.id, transcript);
    ids.push(outcome.recording.id);
  }
  return { archive, folder, ids: ids as [number, number] };
}

function vectorsOf(db: Database, recordingId: number): Buffer[] {
  const rows = db.all<{ vector: Uint8Array }>(
    `select v.vector from passage_vectors v join passages p on p.id = v.passage_id where p.recording_id = ?`,
    recordingId,
  );
  assert.ok(rows.every(({ vector }) => toVector(vector).length === 384));
  return rows.map(({ vector }) => Buffer.from(vector.subarray(0, 64)));
}

const placesOf = ({ hits }: SearchAnswer) =>
  hits.map(({ recording, startMs, score }) => [recording.id, startMs, score.toFixed(6)]);

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Files that hold the bytes, sound included. */
function filesWith(folder: string, bytes: string | Buffer): string[] {
  return filesBelow(folder).filter((path) => readFileSync(path).includes(bytes));
}
