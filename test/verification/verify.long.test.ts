import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { changeSound } from "../../bench/damage/change-sound.ts";
import { flipDatabase } from "../../bench/damage/flip-database.ts";
import { makeArchive } from "../../bench/damage/make-archive.ts";
import { seededRandom } from "../../src/evaluation/seeded-random.ts";
import { openArchive, type VerifyReport } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import type { Database } from "../../src/storage/database.ts";
import { dumpSources } from "../support/backed-up-archive.ts";
import { flipByte } from "../support/flip-byte.ts";
import { runFonoteka, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-archive.ts";

const made = { folder: "" };
before(async (t) => {
  made.folder = join(tempFolder(t as TestContext), "archive");
  await makeArchive(made.folder, ["2026-04-17_12-05-44", "2026-05-09_16-40-10", "2026-03-16_10-00-12"]);
});

const first = "2026-04-17_12-05-44";
const second = "2026-05-09_16-40-10";

function copyArchive(t: TestContext): string {
  const folder = join(tempFolder(t), "archive");
  cpSync(made.folder, folder, { recursive: true });
  return folder;
}

/** Changes rows as damage does: no trigger runs. */
function changeRows(folder: string, change: (db: Database) => void): void {
  using db = openArchiveDatabase(join(folder, "data.db"));
  const triggers = db.all<{ name: string; sql: string }>(
    "select name, sql from sqlite_schema where type = 'trigger' and tbl_name in ('recordings', 'transcriptions', 'passage_vectors')",
  );
  for (const { name } of triggers) db.exec(`drop trigger ${name}`);
  change(db);
  for (const { sql } of triggers) db.exec(sql);
}

async function verify(
  folder: string,
  options: Parameters<Awaited<ReturnType<typeof openArchive>>["verify"]>[0] = {},
) {
  await using archive = await openArchive(folder, { create: false });
  return await archive.verify(options);
}

const codesOf = ({ findings }: VerifyReport) => findings.map(({ code }) => code).sort();

test("a whole archive: nothing is found, and the report says what was looked at", async (t) => {
  const folder = copyArchive(t);
  const report = await verify(folder, { deep: true });
  assert.deepEqual(report.findings, []);
  assert.equal(report.isSound, true);
  const { recordings, filesRead, bytesRead, sidecars, transcriptions, trashEntries } = report.scope;
  assert.deepEqual(
    { recordings, filesRead, sidecars, transcriptions, trashEntries },
    { recordings: 2, filesRead: 2, sidecars: 2, transcriptions: 3, trashEntries: 1 },
  );
  const sounds = readdirSync(join(folder, "recordings")).filter((name) => name.endsWith(".opus"));
  const byteLength = sounds.reduce(
    (sum, name) => sum + readFileSync(join(folder, "recordings", name)).length,
    0,
  );
  assert.equal(bytesRead, byteLength);
});

test("parts: each file is read in exactly one of them, and the name and size of all are compared in each", async (t) => {
  const folder = copyArchive(t);
  flipByte(join(folder, "recordings", `${first}.opus`), 9000);
  appendFileSync(join(folder, "recordings", `${second}.opus`), "x");
  const reports = [];
  for (const part of [1, 2, 3]) reports.push(await verify(folder, { part: { part, of: 3 } }));
  assert.deepEqual(
    reports.map(({ findings, scope }) => [scope.filesRead, findings.map(({ code }) => code)]),
    // Recordings 1 and 2: the damaged bytes are seen where the file is read, the wrong size always.
    [
      [1, ["file-damaged", "file-changed"]],
      [0, ["file-changed"]],
      [0, ["file-changed"]],
    ],
  );
  await assert.rejects(verify(folder, { part: { part: 4, of: 3 } }), { code: "invalid-input" });
});

test("every kind of damage is reported, and repaired from what is whole; nothing is deleted", async (t) => {
  const folder = copyArchive(t);
  const recordings = join(folder, "recordings");
  const backup = join(tempFolder(t), "backup");
  cpSync(recordings, backup, { recursive: true });
  // As in a snapshot of `backup`.
  for (const name of readdirSync(backup)) chmodSync(join(backup, name), 0o444);
  const { mode } = statSync(join(recordings, `${first}.opus`));

  flipByte(join(recordings, `${first}.opus`), 20_000);
  const damagedSound = readFileSync(join(recordings, `${first}.opus`));
  rmSync(join(recordings, `${second}.opus`));
  flipByte(join(recordings, `${second}.json`), 500);
  changeRows(folder, (db) => {
    // Longer words would be seen anyway; this keeps every length.
    db.run(
      "update transcription_words set start_ms = start_ms + 1 where transcription_id = 1 and position = 3",
    );
    db.run("update recordings set source_name = 'other.wav' where id = 1");
    db.run(
      "update passage_vectors set vector = zeroblob(length(vector)) where passage_id = (select min(passage_id) from passage_vectors)",
    );
    db.run("update waveforms set peaks_per_second = 49 where recording_id = 2");
    db.run("update vocabulary set stem = 'x' where word = (select min(word) from vocabulary)");
    db.run("update passages set script = 'other' where id = (select max(id) from passages)");
    db.run("update vector_counts set vectors = vectors + 1");
  });

  const report = await verify(folder);
  assert.deepEqual(codesOf(report), [
    "file-damaged",
    "file-missing",
    "index-damaged-vectors",
    "index-damaged-words",
    "index-differing-vectors",
    "index-wrong-counts",
    "index-wrong-passages",
    "sidecar-damaged",
    "transcript-damaged",
    "waveforms-damaged",
  ]);
  assert.ok(report.findings.every(({ text, hint }) => text !== "" && hint));

  const repaired = await verify(folder, { repair: true, from: [backup] });
  assert.deepEqual(codesOf(repaired), []);
  assert.equal(repaired.isSound, true);
  assert.ok(repaired.repaired!.length >= 7, JSON.stringify(repaired.repaired));
  for (const name of [`${first}.opus`, `${second}.opus`, `${first}.json`, `${second}.json`])
    assert.ok(readFileSync(join(recordings, name)).equals(readFileSync(join(backup, name))), name);
  for (const name of [`${first}.opus`, `${second}.opus`])
    assert.equal(statSync(join(recordings, name)).mode, mode, name);
  const kept = readdirSync(join(folder, "damaged")).sort();
  assert.deepEqual(kept, [
    `${first}.1.opus`,
    `${first}.1.recording.json`,
    `${first}.1.transcript-1.json`,
    `${second}.2.sidecar.json`,
  ]);
  assert.ok(readFileSync(join(folder, "damaged", `${first}.1.opus`)).equals(damagedSound));
  await using archive = await openArchive(folder);
  const { hits } = await archive.search(
    archive
      .show(2)
      .segments[0]!.words.slice(0, 3)
      .map(({ text }) => text)
      .join(" "),
  );
  assert.ok(hits.length > 0);
});

test("a lost file comes back from the trash or from the file it was made from, and from nothing else", async (t) => {
  const folder = copyArchive(t);
  const path = join(folder, "recordings", `${first}.opus`);
  const sound = readFileSync(path);
  rmSync(path);
  const strangers = join(tempFolder(t), "strangers");
  mkdirSync(strangers);
  cpSync(join(samplesFolder, "2026-02-19_18-42-05.opus"), join(strangers, "other.opus"));
  const still = await verify(folder, { repair: true, from: [strangers] });
  assert.deepEqual(codesOf(still), ["file-missing"]);
  assert.equal(still.scope.recordings, 2, "nothing new was imported");

  const whole = await verify(folder, { repair: true, from: [join(samplesFolder, `${first}.opus`)] });
  assert.deepEqual(codesOf(whole), []);
  assert.ok(existsSync(path));

  // As a removal leaves it that was cut off.
  rmSync(path);
  const trashed = join(folder, "trash", `${first}.1.opus`);
  writeFileSync(trashed, sound);
  await verify(folder, { repair: true });
  for (const place of [path, trashed]) assert.ok(readFileSync(place).equals(sound), place);
});

test("a title edited by another program is no damage, and an older sidecar does not bring an older title back", async (t) => {
  const folder = copyArchive(t);
  const sidecar = join(folder, "recordings", `${first}.json`);
  const older = readFileSync(sidecar);
  {
    await using archive = await openArchive(folder);
    archive.update(1, { title: "A newer title" });
  }
  assert.deepEqual(codesOf(await verify(folder)), []);
  writeFileSync(sidecar, older);
  assert.deepEqual(codesOf(await verify(folder)), ["sidecar-different"]);
  assert.deepEqual(codesOf(await verify(folder, { repair: true })), []);
  assert.match(readFileSync(sidecar, "utf8"), /A newer title/);
  assert.deepEqual(readFileSync(join(folder, "damaged", `${first}.1.sidecar.json`)), older);
});

test("recordings/ away is one sentence; orphans and unreadable trash are named", async (t) => {
  const folder = copyArchive(t);
  writeFileSync(join(folder, "recordings", "stray.opus"), "OggS");
  const [entry] = readdirSync(join(folder, "trash")).filter((name) => name.endsWith(".json"));
  const data = JSON.parse(readFileSync(join(folder, "trash", entry!), "utf8")) as {
    tables: { transcription_words: { rows: string[][] } };
  };
  data.tables.transcription_words.rows[0]![1] += "x";
  writeFileSync(join(folder, "trash", entry!), JSON.stringify(data));
  assert.deepEqual(codesOf(await verify(folder)), ["file-orphaned", "trash-transcript-damaged"]);
  writeFileSync(join(folder, "trash", entry!), "{");
  assert.deepEqual(codesOf(await verify(folder)), ["file-orphaned", "trash-entry-unreadable"]);
  renameSync(join(folder, "recordings"), join(folder, "elsewhere"));
  {
    await using archive = await openArchive(folder, { readOnly: true });
    const report = await archive.verify();
    assert.deepEqual(codesOf(report), ["folder-not-mounted", "trash-entry-unreadable"]);
    await assert.rejects(archive.verify({ repair: true }), { code: "no-permission" });
  }
  const names = readdirSync(folder).filter((name) => !name.startsWith("data.db-"));
  const rows = dumpSources(folder);
  const repaired = await verify(folder, { repair: true });
  assert.deepEqual(codesOf(repaired), ["folder-not-mounted", "trash-entry-unreadable"]);
  assert.deepEqual(repaired.repaired, []);
  assert.deepEqual(
    readdirSync(folder).filter((name) => !name.startsWith("data.db-")),
    names,
  );
  assert.equal(dumpSources(folder), rows);
});

test("files of an earlier version get a hash when they are first read, unless their pages are damaged", async (t) => {
  const folder = join(tempFolder(t), "archive");
  cpSync(join(import.meta.dirname, "../fixtures/archives/format-3"), folder, { recursive: true });
  writeFileSync(join(folder, "data.db"), gunzipSync(readFileSync(join(folder, "data.db.gz"))));
  const path = join(folder, "recordings", "2026-01-22_11-15-30.opus");
  const whole = readFileSync(path);
  flipByte(path, 3000);
  await using archive = await openArchive(folder);
  const damaged = await archive.verify();
  assert.deepEqual(
    codesOf(damaged).filter((code) => code.startsWith("file")),
    ["file-damaged-pages"],
  );
  assert.equal(damaged.scope.firstSeen, 1);
  writeFileSync(path, whole);
  assert.equal((await archive.verify()).scope.firstSeen, 1);
  assert.deepEqual(
    archive.list().map(({ opusSha256From }) => opusSha256From),
    ["first-seen", "first-seen"],
  );
  flipByte(path, 3000);
  const seen = codesOf(await archive.verify()).filter((code) => code.startsWith("file"));
  assert.deepEqual(seen, ["file-damaged"]);
});

test("cancelled: it ends soon and leaves no process behind", async (t) => {
  const folder = copyArchive(t);
  await using archive = await openArchive(folder);
  await assert.rejects(archive.verify({ signal: AbortSignal.abort() }), { code: "cancelled" });
  const stop = new AbortController();
  const running = archive.verify({ signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(running, { code: "cancelled" });
});

test("what is edited, removed and restored meanwhile is no damage", async (t) => {
  const folder = copyArchive(t);
  await using archive = await openArchive(folder);
  let isDone = false;
  const running = Promise.all([archive.verify(), archive.verify({ deep: true })]).finally(() => {
    isDone = true;
  });
  for (let count = 0; count < 20 && !isDone; count++) {
    archive.update(1, { title: `Title ${count}`, tags: [`${count}`] });
    if (count % 5 === 0) {
      archive.remove(2);
      await archive.restore(2);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { findings } of await running) assert.deepEqual(findings, []);
});

test("the command's exit status is 20 with problems, that of status too, also as JSON", async (t) => {
  const folder = copyArchive(t);
  const whole = await runFonoteka(["--archive", folder, "verify"]);
  assert.equal(whole.status, 0, whole.stderr);
  assert.match(whole.stdout, /checked 2 audio files .*\neverything is as it was stored\n$/);
  rmSync(join(folder, "recordings", `${first}.opus`));
  const found = await runFonoteka(["--archive", folder, "verify", "--json", "--part", "1/1"]);
  assert.equal(found.status, 20);
  assert.deepEqual(codesOf(JSON.parse(found.stdout) as VerifyReport), ["file-missing"]);
  assert.equal((await runFonoteka(["--archive", folder, "status", "--check", "--json"])).status, 20);
  const wrong = await runFonoteka(["--archive", folder, "verify", "--part", "x"]);
  assert.equal(wrong.status, 2);
});

// The same with a thousand of each is `npm run damage`; its last figures are in docs/reliability.md.
test("a changed byte of an Opus file is reported, and a flipped bit of data.db is reported or changes nothing", async (t) => {
  const folder = copyArchive(t);
  const random = seededRandom(20);
  for await (const change of changeSound(folder, { count: 40, random }))
    assert.ok(change.byHash && change.byPages, JSON.stringify(change));
  const outcomes = new Set<string>();
  for await (const flip of flipDatabase(folder, { count: 60, random, scratch: tempFolder(t) })) {
    assert.ok(flip.outcome !== "unnoticed" && flip.outcome !== "unclear", JSON.stringify(flip));
    outcomes.add(flip.outcome);
  }
  assert.ok(outcomes.has("reported") && outcomes.has("harmless"));
});
