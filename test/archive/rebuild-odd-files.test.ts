/** data.db made again from a folder with other, damaged or foreign files. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive, rebuildDatabase } from "../../src/fonoteka.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { readSidecar } from "../../src/storage/read-sidecar.ts";
import { updateRecording } from "../../src/storage/recordings.ts";
import { findSidecar } from "../../src/storage/sidecar-files.ts";
import { countDueSidecars } from "../../src/storage/sidecars-due.ts";
import { writeDueSidecars } from "../../src/storage/write-sidecars.ts";
import { dumpRows, editText, findFilename, inventArchive, soundOf } from "../support/rebuildable-archive.ts";
import { tempFolder } from "../support/temp-archive.ts";

const sample = join(import.meta.dirname, "../../samples/2026-04-17_12-05-44.opus");

test("an Opus file without data is adopted where it lies, a damaged sidecar is used as far as possible and kept", async (t) => {
  const { files, db } = await inventArchive(t);
  const paths = [1, 2, 3, 4].map((id) => findSidecar(files, { id, filename: findFilename(db, id) })!);
  const before = dumpRows(db);
  db.close();
  rmSync(files.database);
  const [flipped, broken, newNumber, foreign] = paths as [string, string, string, string];
  // A changed title, as by a person's hand.
  editText(flipped, (text) => text.replace('"title": "Recording', '"title": "Запись'));
  editText(broken, (text) => text.slice(0, text.length / 2));
  copyFileSync(sample, soundOf(broken));
  // A second recording under the same number.
  copyFileSync(newNumber, join(files.recordings, "copied.json"));
  editText(join(files.recordings, "copied.json"), (text) =>
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

test("a person's older copy of a sidecar is not taken for the sidecar", async (t) => {
  const { files, db } = await inventArchive(t);
  const path = findSidecar(files, { id: 1, filename: findFilename(db, 1) })!;
  copyFileSync(path, join(files.recordings, "0 copy.json"));
  updateRecording(db, 1, { title: "Новое" });
  await writeDueSidecars(db, files);
  const before = dumpRows(db);
  db.close();
  const { problems } = await rebuildDatabase(files.folder);
  assert.deepEqual(
    problems.map(({ code, values }) => [code, values.filename]),
    [["sidecar-not-used", "0 copy.json"]],
  );
  using again = openDatabase(files.database);
  assert.deepEqual(dumpRows(again), before);
});

test("the recordings of another archive are not taken while data.db can be read", async (t) => {
  const { files, db } = await inventArchive(t);
  const before = dumpRows(db);
  db.close();
  for (const name of readdirSync(files.recordings)) rmSync(join(files.recordings, name));
  writeFileSync(join(files.recordings, ".fonoteka"), `{"archive": "${"0".repeat(32)}"}`);
  copyFileSync(sample, join(files.recordings, "stray.opus"));
  await assert.rejects(rebuildDatabase(files.folder), { reason: "recordings-of-another-archive" });
  const kept = openDatabase(files.database);
  assert.deepEqual(dumpRows(kept), before);
  kept.close();
  // Without a database, there is nothing to lose.
  rmSync(files.database);
  assert.deepEqual((await rebuildDatabase(files.folder)).adopted, ["stray.opus"]);
});

test("nothing is rebuilt where there are no recordings, nor by a program older than a sidecar", async (t) => {
  const { files, db } = await inventArchive(t);
  const path = findSidecar(files, { id: 1, filename: findFilename(db, 1) })!;
  db.close();
  const text = readFileSync(path, "utf8");
  const newer = text.replace('"version": 1', '"version": 99').split('"sha256": ')[0]!;
  const sha256 = createHash("sha256").update(newer).digest("hex");
  writeFileSync(path, `${newer}"sha256": "${sha256}"\n}\n`);
  await assert.rejects(rebuildDatabase(files.folder), { code: "archive-newer", reason: "sidecar-newer" });
  await assert.rejects(rebuildDatabase(tempFolder(t)), { reason: "recordings-folder-missing" });
  // As when the disk with the recordings is not mounted.
  for (const name of readdirSync(files.recordings)) rmSync(join(files.recordings, name));
  await assert.rejects(rebuildDatabase(files.folder), { reason: "recordings-not-mounted" });
});
