/** What sources say of a recording's date is kept, shown, and can be taken instead. */

import assert from "node:assert/strict";
import { mkdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { importNew, openNew } from "../support/import-one.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";

const machineZone = process.env.TZ;
process.env.TZ = "Europe/Moscow";
test.after(() => {
  if (machineZone === undefined) delete process.env.TZ;
  else process.env.TZ = machineZone;
});

/** A second of a tone under a name, as of 7 June 2025. */
function writeTone(t: TestContext, name: string): string {
  const path = join(tempFolder(t), name);
  mkdirSync(join(path, ".."), { recursive: true });
  const hertz = 200 + name.length * 7;
  writeWav(
    path,
    Float32Array.from({ length: 8000 }, (_, index) => Math.sin((index * hertz) / 8000) / 4),
    8000,
  );
  utimesSync(path, 1_749_283_750, 1_749_283_750);
  return path;
}

test("an import keeps what every source said, and a folder's name dates what lies in it", async (t) => {
  const { archive } = await openNew(t);
  const path = writeTone(t, "2024-01-15 14.30.00 Zoom Meeting/audio1.wav");
  const recording = await importNew(archive, path);
  assert.equal(recording.createdAt, "2024-01-15T14:30:00+03:00");
  assert.equal(recording.filename, "2024-01-15_14-30-00.opus");
  assert.deepEqual(recording.dateCandidates, [
    { source: "file-name", value: "2024-01-15 14.30.00/", date: "2024-01-15T14:30:00+03:00", hasTime: true },
    {
      source: "file-time",
      value: "2025-06-07T11:09:10+03:00",
      date: "2025-06-07T11:09:10+03:00",
      hasTime: true,
    },
  ]);
  const [sent] = await Array.fromAsync(
    archive.import([writeTone(t, "talk.wav")], { sourcePath: "2023/11/05/talk.wav" }),
  );
  assert.ok(sent?.status === "imported");
  assert.equal(sent.recording.createdAt, "2023-11-05T00:00:00+03:00");
});

test("a date is taken from another source, set by hand and taken back; the file keeps its name", async (t) => {
  const { archive } = await openNew(t);
  const { id, filename } = await importNew(archive, writeTone(t, "2024-01-15.wav"));
  const tried = archive.changeDate(id, { from: "file-time", dryRun: true });
  assert.equal(tried.changed, true);
  assert.equal(archive.describe(id).recording.dateSource, "file-name");
  const changed = archive.changeDate(id, { from: "file-time" });
  assert.equal(changed.recording.createdAt, "2025-06-07T11:09:10+03:00");
  assert.deepEqual(changed.previous, { createdAt: "2024-01-15T00:00:00+03:00", dateSource: "file-name" });
  assert.equal(archive.changeDate(id, { from: "file-time" }).changed, false);
  assert.throws(() => archive.changeDate(id, { from: "given" }), { reason: "date-source-silent" });

  archive.update(id, { createdAt: "2020-02-03T10:00" });
  archive.update(id, { createdAt: "2021-02-03T10:00" });
  const back = archive.changeDate(id, { from: "file-name" }).recording;
  assert.deepEqual([back.createdAt, back.filename], ["2024-01-15T00:00:00+03:00", filename]);
  assert.deepEqual(
    back.dateCandidates.map(({ source, date }) => [source, date.slice(0, 10)]),
    [
      ["given", "2021-02-03"],
      ["given", "2020-02-03"],
      ["file-name", "2024-01-15"],
      ["file-time", "2025-06-07"],
    ],
  );
  assert.equal(archive.changeDate(id, { from: "given" }).recording.createdAt, "2021-02-03T10:00:00+03:00");
  assert.equal(archive.list({ from: "2021-02-01", to: "2021-02-28" }).length, 1);
});

test("a recording of an earlier version has the date of its source's name, and says what was not kept", async (t) => {
  const { archive } = await openNew(t);
  const { id } = await importNew(archive, writeTone(t, "Беседа 15.01.2024 14-30.wav"));
  archive.changeDate(id, { from: "file-time" });
  await archive.close();
  const db = openArchiveDatabase(join(archive.folder, "data.db"));
  db.run("update recordings set date_candidates = '[]'");
  db.close();
  await using again = await openArchive(archive.folder);
  assert.deepEqual(
    again.describe(id).dateChoices.map(({ source }) => source),
    ["file-name", "file-time"],
  );
  assert.throws(() => again.changeDate(id, { from: "tag" }), { reason: "date-source-not-kept" });
  const { recording } = again.changeDate(id, { from: "file-name" });
  assert.equal(recording.createdAt, "2024-01-15T14:30:00+03:00");
  assert.equal(again.changeDate(id, { from: "file-time" }).recording.createdAt, "2025-06-07T11:09:10+03:00");
});

test("fonoteka date shows, sets, and takes dates of many from another source", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const run = async (...words: string[]) => {
    const { status, stdout, stderr } = await runFonoteka(["--archive", folder, ...words], {
      env: { TZ: "Europe/Moscow" },
    });
    return { status, stdout, stderr };
  };
  const paths = [writeTone(t, "2024-01-15 14.30.wav"), writeTone(t, "Беседа.wav")];
  assert.equal((await run("import", ...paths)).status, 0);
  const shown = await run("date", "1");
  assert.match(
    shown.stdout,
    /2024-01-15 14:30:00 \+03:00 \(file name\)\n +file name +2024-01-15 14:30:00 \+03:00 \(2024-01-15 14\.30\)\n/,
  );
  assert.match(
    (await run("show", "1")).stdout,
    /recorded +2024-01-15 14:30:00 \+03:00 \(file name\)\ndates +file time 2025-06-07/,
  );
  assert.match(
    (await run("date", "1", "2020-02-03T10:00")).stdout,
    /^changed +1 .*2020-02-03 10:00:00 \+03:00 \(given by hand\), was 2024/,
  );
  const tried = await run("date", "--from", "name", "--all", "--dry-run");
  assert.match(
    tried.stdout,
    /^would be +1 .*2024-01-15 14:30:00[^\n]*\n1 date would be changed, 1 without a date from file name\n$/,
  );
  const done = await run("--json", "date", "--from", "name", "--all", "--dated-by", "given");
  const report = JSON.parse(done.stdout) as { changed: object[]; unchanged: number; withoutDate: number };
  assert.deepEqual([report.changed.length, report.unchanged, report.withoutDate], [1, 0, 0]);
  const refused = await run("date", "--from", "name", "2");
  assert.deepEqual([refused.status, refused.stdout], [2, ""]);
  assert.match(refused.stderr, /no date from this source \(file-name\)\ntry: {3}fonoteka date 2/);
});
