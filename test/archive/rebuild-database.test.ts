/** data.db made again from the folder alone: every row and every answer as before. */
import assert from "node:assert/strict";
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { openArchive, rebuildDatabase } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { clearIndexTables } from "../../src/index/sqlite/index-tables.ts";
import { moveToTrash, restoreFromTrash } from "../../src/recording/remove-recording.ts";
import { indexMissing } from "../../src/stages/index-missing.ts";
import { type ArchiveFiles, archiveFiles, createArchiveFolders } from "../../src/storage/archive-files.ts";
import { type Database, openDatabase } from "../../src/storage/database.ts";
import { readSidecar } from "../../src/storage/read-sidecar.ts";
import { insertRecording, updateRecording } from "../../src/storage/recordings.ts";
import { findSidecar } from "../../src/storage/sidecar-files.ts";
import { countDueSidecars } from "../../src/storage/sidecars-due.ts";
import { insertTranscription, listTranscriptions, makeCurrent } from "../../src/storage/transcriptions.ts";
import { writeDueSidecars } from "../../src/storage/write-sidecars.ts";
import { runScript } from "../support/run-script.ts";
import { inventRecording, inventTranscript, tempFolder } from "../support/temp-archive.ts";

const sample = join(import.meta.dirname, "../../samples/2026-04-17_12-05-44.opus");
const lines = [
  "мы говорили о пчёлах и о мёде весной",
  "the honey from the heather is dark and strong",
  "завтра поедем на дачу смотреть ульи",
];

test("every row, every number and every answer is as before", async (t) => {
  const { files, db } = await inventArchive(t);
  updateRecording(db, 1, { title: "Пчёлы и мёд", notes: "важное", tags: ["дача", "b"] });
  updateRecording(db, 2, { createdAt: "2020-05-05T05:05:05+03:00", dateSource: "given" });
  transcribe(db, 2, ["another transcript of the heather honey"]);
  makeCurrent(db, listTranscriptions(db, 2).at(-1)!.id);
  moveToTrash({ db, files }, 3);
  moveToTrash({ db, files }, 4);
  await restoreFromTrash({ db, files }, 4);
  // The newest number of all is in the trash: it must not be given again.
  moveToTrash({ db, files }, addRecording({ files, db }));
  // Afresh: FTS5 goes on counting removed passages of a contentless table, which moves scores a little.
  clearIndexTables(db);
  await indexMissing({ db }, {});
  await writeDueSidecars(db, files);
  const before = dump(db);
  const trash = readdirSync(join(files.folder, "trash"));
  db.close();
  const answers = await ask(files);
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${files.database}${ending}`, { force: true });

  const rebuilt = await rebuildDatabase(files.folder);
  assert.deepEqual(
    [rebuilt.recordings, rebuilt.transcriptions, rebuilt.adopted, rebuilt.problems, rebuilt.replaced],
    [5, 5, [], [], null],
  );
  assert.deepEqual(leftovers(files), []);
  using again = openDatabase(files.database);
  assert.deepEqual(dump(again), before);
  assert.equal(countDueSidecars(again), 0);
  assert.deepEqual(readdirSync(join(files.folder, "trash")), trash);
  again.close();
  assert.deepEqual(await ask(files), answers);
  const restored = openArchiveDatabase(files.database);
  await restoreFromTrash({ db: restored, files }, 3);
  restored.close();
});

test("what the old database knows and the folder lacks is written to the folder first", async (t) => {
  const { files, db } = await inventArchive(t);
  updateRecording(db, 1, { title: "После записи" });
  rmSync(findSidecar(files, { id: 2, filename: filenameOf(db, 2) })!);
  const before = dump(db);
  db.run("insert into backup_folders values ('/mnt/b', 's', '2026-01-01T00:00:00+00:00')");
  // A recording that is gone altogether: its number is not given again.
  const gone = { id: 6, filename: filenameOf(db, 6) };
  rmSync(findSidecar(files, gone)!);
  rmSync(join(files.recordings, gone.filename));
  db.run("delete from recordings where id = 6");
  db.close();
  const rebuilt = await rebuildDatabase(files.folder);
  assert.ok(rebuilt.replaced !== null && existsSync(rebuilt.replaced));
  using again = openDatabase(files.database);
  const { words, segments, ...expected } = before;
  assert.deepEqual(
    dump(again).recordings,
    expected.recordings.filter((row) => (row as { id: number }).id !== 6),
  );
  assert.deepEqual(dump(again).sequence, expected.sequence);
  assert.equal(again.get<{ folder: string }>("select folder from backup_folders")?.folder, "/mnt/b");
});

test("rows that the folder lacks, and those of a sidecar that is cut off, come from the old database", async (t) => {
  const { files, db } = await inventArchive(t);
  const [gone, cut] = [1, 2].map((id) => ({ id, filename: filenameOf(db, id) }));
  const renamed = { id: 3, filename: filenameOf(db, 3) };
  rmSync(findSidecar(files, gone!)!);
  rmSync(join(files.recordings, gone!.filename));
  const path = findSidecar(files, cut!)!;
  edit(path, (text) => text.slice(0, text.length / 2));
  const damaged = readFileSync(path, "utf8");
  // A person renamed both: nothing is missing.
  const other = join(files.recordings, "other.json");
  renameSync(findSidecar(files, renamed)!, other);
  renameSync(join(files.recordings, renamed.filename), soundOf(other));
  db.run("update recordings set filename = 'other.opus' where id = 3");
  const before = dump(db);
  db.run("update recordings set filename = ? where id = 3", renamed.filename);
  db.close();
  const { problems } = await rebuildDatabase(files.folder);
  assert.deepEqual(
    problems.map(({ code, values }) => [code, values.filename]),
    [
      ["recording-carried-over", gone!.filename],
      ["sidecar-written-anew", basename(path)],
    ],
  );
  assert.equal(readFileSync(`${path}.damaged`, "utf8"), damaged);
  assert.equal((await readSidecar(path)).state, "whole");
  using again = openDatabase(files.database);
  assert.deepEqual(dump(again), before);
});

test("the recordings of another archive are not taken while data.db can be read", async (t) => {
  const { files, db } = await inventArchive(t);
  const before = dump(db);
  db.close();
  for (const name of readdirSync(files.recordings)) rmSync(join(files.recordings, name));
  writeFileSync(join(files.recordings, ".fonoteka"), `{"archive": "${"0".repeat(32)}"}`);
  copyFileSync(sample, join(files.recordings, "stray.opus"));
  await assert.rejects(rebuildDatabase(files.folder), { reason: "recordings-of-another-archive" });
  const kept = openDatabase(files.database);
  assert.deepEqual(dump(kept), before);
  kept.close();
  // Without a database, there is nothing to lose.
  rmSync(files.database);
  assert.deepEqual((await rebuildDatabase(files.folder)).adopted, ["stray.opus"]);
});

test("an archive that another program has open is left alone", async (t) => {
  const { files, db } = await inventArchive(t);
  const reader = openArchiveDatabase(files.database, { readOnly: true });
  db.close();
  const bytes = readFileSync(files.database);
  await assert.rejects(rebuildDatabase(files.folder), { code: "archive-busy", reason: "archive-in-use" });
  assert.deepEqual(readFileSync(files.database), bytes);
  reader.close();
  assert.ok((await rebuildDatabase(files.folder)).recordings > 0);
});

test("a log without its database does not get into the new one", async (t) => {
  const { files, db } = await inventArchive(t);
  const before = dump(db);
  const log = readFileSync(`${files.database}-wal`);
  assert.ok(log.length > 0);
  db.close();
  rmSync(files.database);
  writeFileSync(`${files.database}-wal`, log);
  await rebuildDatabase(files.folder);
  assert.deepEqual(leftovers(files), []);
  const kept = readdirSync(files.folder).filter((name) => /^data\.db\.replaced-.*-wal$/.test(name));
  assert.deepEqual(
    kept.map((name) => readFileSync(join(files.folder, name))),
    [log],
  );
  using again = openDatabase(files.database);
  assert.deepEqual(dump(again), before);
});

for (const damage of ["overwritten", "cut off", "empty"] as const)
  test(`a data.db that is ${damage} is replaced and kept`, async (t) => {
    const { files, db } = await inventArchive(t);
    const before = dump(db);
    db.close();
    if (damage === "overwritten") writeFileSync(files.database, "no database".repeat(2000));
    else truncateSync(files.database, damage === "empty" ? 0 : 20_000);
    const bytes = readFileSync(files.database);
    const { replaced } = await rebuildDatabase(files.folder);
    if (damage !== "cut off") assert.deepEqual(readFileSync(replaced!), bytes);
    else assert.ok(existsSync(replaced!));
    using again = openDatabase(files.database);
    assert.deepEqual(dump(again), before);
  });

test("an Opus file without data is adopted where it lies, a damaged sidecar is used as far as possible and kept", async (t) => {
  const { files, db } = await inventArchive(t);
  const paths = [1, 2, 3, 4].map((id) => findSidecar(files, { id, filename: filenameOf(db, id) })!);
  const before = dump(db);
  db.close();
  rmSync(files.database);
  const [flipped, broken, newNumber, foreign] = paths as [string, string, string, string];
  // A changed title, as by a person's hand.
  edit(flipped, (text) => text.replace('"title": "Recording', '"title": "Запись'));
  edit(broken, (text) => text.slice(0, text.length / 2));
  copyFileSync(sample, soundOf(broken));
  // A second recording under the same number.
  copyFileSync(newNumber, join(files.recordings, "copied.json"));
  edit(join(files.recordings, "copied.json"), (text) =>
    text.replace(/"filename": "[^"]*"/, '"filename": "copied.opus"'),
  );
  writeFileSync(soundOf(join(files.recordings, "copied.json")), "sound");
  writeFileSync(foreign, '{"mine": true}');
  copyFileSync(sample, join(files.recordings, "stray.opus"));
  writeFileSync(join(files.recordings, "no sound.opus"), "no sound");

  const rebuilt = await rebuildDatabase(files.folder);
  const codes = Object.groupBy(rebuilt.problems, ({ code }) => code);
  assert.deepEqual(Object.keys(codes).sort(), [
    "file-not-adopted",
    "sidecar-kept-aside",
    "sidecar-renumbered",
    "stray-file-is-copy",
  ]);
  assert.deepEqual(rebuilt.adopted.length, 1);
  using again = openDatabase(files.database);
  const ids = again.all<{ id: number; filename: string; title: string }>(
    "select id, filename, title from recordings order by id",
  );
  const known = before.recordings as { id: number; filename: string }[];
  // 2 lost its data and 4 its sidecar to another program's file.
  assert.deepEqual(
    ids.map(({ id }) => id),
    [1, 3, 5, 6, 7, 8],
  );
  assert.ok(ids[0]!.title.startsWith("Запись"));
  assert.equal(ids.find(({ id }) => id === 3)!.filename, known.find(({ id }) => id === 3)!.filename);
  assert.ok(existsSync(`${broken}.damaged`) && existsSync(`${flipped}.damaged`));
  assert.equal(readFileSync(foreign, "utf8"), '{"mine": true}');
  again.close();
  // What was damaged is written again by the next program that opens the archive.
  await (await openArchive(files.folder)).close();
  using last = openDatabase(files.database);
  assert.equal(countDueSidecars(last), 0);
  assert.equal((await readSidecar(broken)).state, "whole");
  assert.equal((await readSidecar(flipped)).state, "whole");
});

test("cancelling leaves everything as it was", async (t) => {
  const { files, db } = await inventArchive(t);
  const before = dump(db);
  db.close();
  const stop = new AbortController();
  const rebuilding = rebuildDatabase(files.folder, { signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(rebuilding, { code: "cancelled" });
  using again = openDatabase(files.database);
  assert.deepEqual(dump(again), before);
  again.close();
  assert.deepEqual(leftovers(files), []);
});

test("nothing is rebuilt where there are no recordings, nor by a program older than a sidecar", async (t) => {
  const { files, db } = await inventArchive(t);
  const path = findSidecar(files, { id: 1, filename: filenameOf(db, 1) })!;
  db.close();
  const text = readFileSync(path, "utf8");
  const { createHash } = await import("node:crypto");
  const newer = text.replace('"version": 1', '"version": 99').split('"sha256": ')[0]!;
  const sha256 = createHash("sha256").update(newer).digest("hex");
  writeFileSync(path, `${newer}"sha256": "${sha256}"\n}\n`);
  await assert.rejects(rebuildDatabase(files.folder), { code: "archive-newer", reason: "sidecar-newer" });
  await assert.rejects(rebuildDatabase(tempFolder(t)), { reason: "recordings-folder-missing" });
  // As when the disk with the recordings is not mounted.
  for (const name of readdirSync(files.recordings)) rmSync(join(files.recordings, name));
  await assert.rejects(rebuildDatabase(files.folder), { reason: "recordings-not-mounted" });
});

const steps = {
  "while it is built": "onProgress = die;",
  "before the old one has its other name": "fs.linkSync = die;",
  "before the new one has its name": "fs.renameSync = die;",
  "after the new one has its name":
    "const { renameSync } = fs; fs.renameSync = (a, b) => { renameSync(a, b); die(); };",
};
for (const [name, kill] of Object.entries(steps))
  test(`killed ${name}: a whole data.db is there, and the next rebuild clears up`, async (t) => {
    const { files, db } = await inventArchive(t);
    const before = dump(db);
    db.close();
    const child = runScript(`
      import fs from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      const die = () => process.kill(process.pid, "SIGKILL");
      let onProgress;
      ${kill}
      syncBuiltinESMExports();
      const { rebuildDatabase } = await import("../../src/archive/rebuild-database.ts");
      await rebuildDatabase(${JSON.stringify(files.folder)}, { onProgress });
      console.log("survived");
    `);
    assert.equal((await child.done).stdout, "");
    const look = openArchiveDatabase(files.database);
    assert.deepEqual(dump(look), before);
    look.close();
    const { recordings } = await rebuildDatabase(files.folder);
    assert.equal(recordings, 6);
    assert.deepEqual(leftovers(files), []);
    const kept = readdirSync(files.folder).filter((found) => found.startsWith("data.db.replaced-"));
    assert.equal(kept.length, name.startsWith("after") ? 2 : 1);
    const again = openArchiveDatabase(files.database);
    assert.deepEqual(dump(again), before);
    again.close();
  });

test("a person's older copy of a sidecar is not taken for the sidecar", async (t) => {
  const { files, db } = await inventArchive(t);
  const path = findSidecar(files, { id: 1, filename: filenameOf(db, 1) })!;
  copyFileSync(path, join(files.recordings, "0 copy.json"));
  updateRecording(db, 1, { title: "Новое" });
  await writeDueSidecars(db, files);
  const before = dump(db);
  db.close();
  const { problems } = await rebuildDatabase(files.folder);
  assert.deepEqual(
    problems.map(({ code, values }) => [code, values.filename]),
    [["sidecar-not-used", "0 copy.json"]],
  );
  using again = openDatabase(files.database);
  assert.deepEqual(dump(again), before);
});

const formats = join(import.meta.dirname, "../fixtures/archives");
for (const format of readdirSync(formats).filter((name) => name.startsWith("format-")))
  test(`an archive of ${format} gets sidecars when it is first opened, and data.db can be made from them`, async (t) => {
    const files = archiveFiles(join(tempFolder(t), "archive"));
    cpSync(join(formats, format), files.folder, { recursive: true });
    writeFileSync(files.database, gunzipSync(readFileSync(`${files.database}.gz`)));
    await (await openArchive(files.folder)).close();
    const look = openDatabase(files.database);
    assert.equal(countDueSidecars(look), 0);
    const before = dump(look);
    look.close();
    rmSync(files.database);
    const { recordings, adopted, problems } = await rebuildDatabase(files.folder);
    assert.deepEqual([recordings, adopted, problems], [2, [], []]);
    using again = openDatabase(files.database);
    assert.deepEqual(dump(again), before);
  });

/** Six recordings, five with a transcript, all with a sidecar; their sound is none, which nothing here reads. */
async function inventArchive(t: TestContext): Promise<{ files: ArchiveFiles; db: Database }> {
  const files = archiveFiles(tempFolder(t));
  createArchiveFolders(files);
  const db = openArchiveDatabase(files.database, { create: true });
  t.after(() => db.close());
  for (let index = 0; index < 6; index++) {
    const id = addRecording({ files, db });
    if (index < 5)
      transcribe(db, id, [lines[index % 3]!, `${lines[(index + 1) % 3]}${" ещё".repeat(index)}`]);
  }
  await indexMissing({ db }, {});
  await writeDueSidecars(db, files);
  return { files, db };
}

function addRecording({ files, db }: { files: ArchiveFiles; db: Database }): number {
  const importNotes = [{ code: "audio-reading-stopped", values: {}, text: "the rest is lost" }];
  const recording = insertRecording(
    db,
    inventRecording({ importNotes, opusSha256: "ab", opusSha256From: "import" }),
  );
  writeFileSync(join(files.recordings, recording.filename), `sound ${recording.id}`);
  return recording.id;
}

function transcribe(db: Database, recordingId: number, text: string[]): number {
  const transcript = inventTranscript(text);
  transcript.segments[0]!.speaker = "Анна";
  transcript.segments[0]!.words[0]!.confidence = null;
  transcript.segments[0]!.words[0]!.timing = "interpolated";
  const createdAt = "2026-03-02T09:00:00+03:00";
  return insertTranscription(db, { recordingId, transcript, engine: "test", model: "m", createdAt }).id;
}

function dump(db: Database) {
  return {
    recordings: db.all("select * from recordings order by id"),
    transcriptions: db.all("select * from transcriptions order by id"),
    segments: db.all("select * from transcription_segments order by transcription_id, position"),
    words: db.all("select * from transcription_words order by transcription_id, position"),
    sequence: db.all(
      "select name, seq from sqlite_sequence where name in ('recordings', 'transcriptions') order by name",
    ),
  };
}

/** What is answered, without the numbers of passages, which are made anew. */
async function ask(files: ArchiveFiles): Promise<unknown> {
  await using archive = await openArchive(files.folder, { create: false, readOnly: true });
  const answers = [];
  for (const query of ["мёд", "honey", '"на дачу"', "heather ульи", "пчёлы важное", "нет такого"]) {
    const { hits, tookMs, ...rest } = await archive.search(query, { mode: "keyword" });
    answers.push({ ...rest, hits: hits.map(({ explanation, ...hit }) => hit) });
  }
  return answers;
}

function filenameOf(db: Database, id: number): string {
  return db.get<{ filename: string }>("select filename from recordings where id = ?", id)!.filename;
}

function soundOf(sidecar: string): string {
  return sidecar.replace(/json$/, "opus");
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  assert.notEqual(change(text), text);
  writeFileSync(path, change(text));
}

function leftovers(files: ArchiveFiles): string[] {
  return readdirSync(files.folder).filter((name) => name.includes(".part") || /^data\.db-/.test(name));
}
