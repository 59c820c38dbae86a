/** data.db made again from the folder alone: every row and every answer as before. */
import assert from "node:assert/strict";
import {
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
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { openArchive, rebuildDatabase } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { clearIndexTables } from "../../src/index/sqlite/index-tables.ts";
import { moveToTrash, restoreFromTrash } from "../../src/recording/remove-recording.ts";
import { indexMissing } from "../../src/stages/index-missing.ts";
import { type ArchiveFiles, archiveFiles } from "../../src/storage/archive-files.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { readSidecar } from "../../src/storage/read-sidecar.ts";
import { updateRecording } from "../../src/storage/recordings.ts";
import { findSidecar } from "../../src/storage/sidecar-files.ts";
import { countDueSidecars } from "../../src/storage/sidecars-due.ts";
import { listTranscriptions, makeCurrent } from "../../src/storage/transcriptions.ts";
import { writeDueSidecars } from "../../src/storage/write-sidecars.ts";
import {
  addRecording,
  addTranscript,
  dumpRows,
  editText,
  findFilename,
  inventArchive,
  listLeftovers,
  soundOf,
} from "../support/rebuildable-archive.ts";
import { tempFolder } from "../support/temp-archive.ts";

test("every row, every number and every answer is as before", async (t) => {
  const { files, db } = await inventArchive(t);
  updateRecording(db, 1, { title: "Пчёлы и мёд", notes: "важное", tags: ["дача", "b"] });
  updateRecording(db, 2, { createdAt: "2020-05-05T05:05:05+03:00", dateSource: "given" });
  addTranscript(db, 2, ["another transcript of the heather honey"]);
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
  const before = dumpRows(db);
  const trash = readdirSync(join(files.folder, "trash"));
  db.close();
  const answers = await ask(files);
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${files.database}${ending}`, { force: true });

  const rebuilt = await rebuildDatabase(files.folder);
  assert.deepEqual(
    [rebuilt.recordings, rebuilt.transcriptions, rebuilt.adopted, rebuilt.problems, rebuilt.replaced],
    [5, 5, [], [], null],
  );
  assert.deepEqual(listLeftovers(files), []);
  using again = openDatabase(files.database);
  assert.deepEqual(dumpRows(again), before);
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
  rmSync(findSidecar(files, { id: 2, filename: findFilename(db, 2) })!);
  const before = dumpRows(db);
  db.run("insert into backup_folders values ('/mnt/b', 's', '2026-01-01T00:00:00+00:00')");
  // A recording that is gone altogether: its number is not given again.
  const gone = { id: 6, filename: findFilename(db, 6) };
  rmSync(findSidecar(files, gone)!);
  rmSync(join(files.recordings, gone.filename));
  db.run("delete from recordings where id = 6");
  db.close();
  const rebuilt = await rebuildDatabase(files.folder);
  assert.ok(rebuilt.replaced !== null && existsSync(rebuilt.replaced));
  using again = openDatabase(files.database);
  const recordings = before.recordings.filter((row) => (row as { id: number }).id !== 6);
  assert.deepEqual(dumpRows(again), { ...before, recordings });
  const first = await readSidecar(findSidecar(files, { id: 1, filename: findFilename(again, 1) })!);
  assert.equal(first.state === "whole" && first.sidecar.recording.title, "После записи");
  assert.equal(
    (await readSidecar(findSidecar(files, { id: 2, filename: findFilename(again, 2) })!)).state,
    "whole",
  );
  assert.equal(again.get<{ folder: string }>("select folder from backup_folders")?.folder, "/mnt/b");
});

test("rows that the folder lacks, and those of a sidecar that is cut off, come from the old database", async (t) => {
  const { files, db } = await inventArchive(t);
  const [gone, cut] = [1, 2].map((id) => ({ id, filename: findFilename(db, id) }));
  const renamed = { id: 3, filename: findFilename(db, 3) };
  rmSync(findSidecar(files, gone!)!);
  rmSync(join(files.recordings, gone!.filename));
  const path = findSidecar(files, cut!)!;
  editText(path, (text) => text.slice(0, text.length / 2));
  const damaged = readFileSync(path, "utf8");
  // A person renamed both: nothing is missing.
  const other = join(files.recordings, "other.json");
  renameSync(findSidecar(files, renamed)!, other);
  renameSync(join(files.recordings, renamed.filename), soundOf(other));
  db.run("update recordings set filename = 'other.opus' where id = 3");
  const before = dumpRows(db);
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
  assert.deepEqual(dumpRows(again), before);
});

for (const damage of ["overwritten", "cut off", "empty"] as const)
  test(`a data.db that is ${damage} is replaced and kept`, async (t) => {
    const { files, db } = await inventArchive(t);
    const before = dumpRows(db);
    db.close();
    if (damage === "overwritten") writeFileSync(files.database, "no database".repeat(2000));
    else truncateSync(files.database, damage === "empty" ? 0 : 20_000);
    const bytes = readFileSync(files.database);
    const { replaced } = await rebuildDatabase(files.folder);
    if (damage !== "cut off") assert.deepEqual(readFileSync(replaced!), bytes);
    else assert.ok(existsSync(replaced!));
    using again = openDatabase(files.database);
    assert.deepEqual(dumpRows(again), before);
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
    const before = dumpRows(look);
    look.close();
    rmSync(files.database);
    const { recordings, adopted, problems } = await rebuildDatabase(files.folder);
    assert.deepEqual([recordings, adopted, problems], [2, [], []]);
    using again = openDatabase(files.database);
    assert.deepEqual(dumpRows(again), before);
  });

/** What is answered, without the numbers of passages, which are made anew. */
async function ask(files: ArchiveFiles): Promise<unknown> {
  await using archive = await openArchive(files.folder, { create: false, readOnly: true });
  const answers = [];
  for (const query of ["мёд", "honey", '"на дачу"', "heather ульи", "пчёлы важное", "нет такого"]) {
    const { hits, tookMs, ...rest } = await archive.search(query, { mode: "keyword" });
    assert.equal(hits.length > 0, query !== "нет такого", query);
    answers.push({ ...rest, hits: hits.map(({ explanation, ...hit }) => hit) });
  }
  return answers;
}
