/** Leases, attempts and interrupted work, with real processes that are killed in the middle of a real recognition. */

import assert from "node:assert/strict";
import { hostname } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import type { Database } from "../../src/storage/database.ts";
import { defaultMaxAttempts, findAttempts } from "../../src/storage/jobs.ts";
import { runFonoteka, samplesFolder, startFonoteka } from "../support/run-fonoteka.ts";
import { type RunningScript, runScript } from "../support/run-script.ts";
import { readSample } from "../support/sample-truth.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";

const longTalk = join(samplesFolder, "2026-02-19_18-42-05.opus");

async function openWith(t: TestContext, paths: string[]): Promise<{ archive: Archive; db: Database }> {
  const archive = await openArchive(join(tempFolder(t), "archive"));
  t.after(() => archive.close());
  await Array.fromAsync(archive.import(paths));
  const db = openArchiveDatabase(join(archive.folder, "data.db"));
  t.after(() => db.close());
  return { archive, db };
}

/** Six seconds of speech: recognised in a second or two. */
async function shortTalk(t: TestContext, sample = "2026-02-19_18-42-05"): Promise<string> {
  const path = join(tempFolder(t), `${sample}.wav`);
  writeWav(path, await readSample(sample, 6), 16_000);
  return path;
}

/** A process that recognises what waits and stops for good in the middle of the first: its first line names that one. */
function startTranscribing(folder: string): RunningScript {
  return runScript(`
    import { writeSync } from "node:fs";
    import { openArchive } from "../../src/fonoteka.ts";
    const archive = await openArchive(${JSON.stringify(folder)});
    const stop = (subject) => {
      writeSync(1, subject + "\\n");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    };
    // Lease and attempt are stored right after the first report; the engine is at work then.
    const onProgress = ({ stage, subject }) => stage === "transcribe" && setImmediate(stop, subject);
    await Array.fromAsync(archive.transcribe({ onProgress }));
  `);
}

const statesOf = (archive: Archive) => archive.list().map(({ state }) => state);
const attemptsOf = (db: Database, id: number) => findAttempts(db, "transcribe", id)?.attempts;

test("while one process recognises a recording another passes over it; killed, it gives it up and the other takes over", async (t) => {
  const { archive, db } = await openWith(t, [await shortTalk(t), await shortTalk(t, "Call_20260318_143007")]);
  const first = startTranscribing(archive.folder);
  const subject = await first.firstLine;
  const stateOf = (wanted: number) => archive.list().find(({ id }) => id === wanted)?.state;
  const held = archive.list().find(({ filename }) => filename === subject)!;
  const free = archive.list().find(({ filename }) => filename !== subject)!;
  assert.equal(stateOf(held.id), "working");

  // Asked for all, and asked for that one by name.
  const others = await Array.fromAsync(archive.transcribe());
  assert.deepEqual(
    new Map(others.map(({ status, recording }) => [recording.id, status])),
    new Map([
      [held.id, "held"],
      [free.id, "transcribed"],
    ]),
  );
  const [named] = await Array.fromAsync(archive.transcribe({ recordings: [held.id] }));
  assert.ok(named?.status === "held");
  assert.equal(named.holder.processId, first.processId);
  assert.ok(named.error.message.includes(`process ${first.processId} on ${hostname()}`));
  assert.equal((await archive.status()).working[0]?.holder.processId, first.processId);
  const { status, stdout } = await runFonoteka(["transcribe", String(held.id), "--archive", archive.folder]);
  assert.equal(status, 8);
  assert.match(stdout, /is being transcribed by process/);
  assert.equal(stateOf(held.id), "working");
  assert.equal(attemptsOf(db, held.id), 0, "passing over is no attempt");

  first.kill();
  await first.done;
  const outcomes = await Array.fromAsync(archive.transcribe());
  assert.deepEqual(
    outcomes.map(({ status, recording }) => [status, recording.id]),
    [["transcribed", held.id]],
  );
  assert.deepEqual(statesOf(archive), ["transcribed", "transcribed"]);
  assert.equal(attemptsOf(db, held.id), undefined, "what succeeded has no attempts left");
});

test("being killed is no failure: after six processes that were killed the recording still waits, and is transcribed", async (t) => {
  const { archive, db } = await openWith(t, [await shortTalk(t)]);
  const { id } = archive.list()[0]!;
  for (let kill = 1; kill <= defaultMaxAttempts + 1; kill++) {
    const running = startTranscribing(archive.folder);
    await running.firstLine;
    running.kill();
    await running.done;
    assert.equal(attemptsOf(db, id), 0);
  }
  const { failures, waiting } = await archive.status();
  assert.deepEqual(failures, []);
  assert.equal(waiting.transcribe, 1);
  const outcomes = await Array.fromAsync(archive.transcribe());
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["transcribed"],
  );
});

test("Ctrl-C takes the attempt back and gives the lease back: the recording waits as before", async (t) => {
  const { archive, db } = await openWith(t, [longTalk]);
  const { id } = archive.list()[0]!;
  const { child, finished } = startFonoteka(["transcribe", "--archive", archive.folder]);
  while (attemptsOf(db, id) === undefined && child.exitCode === null) await sleep(20);
  assert.deepEqual(statesOf(archive), ["working"]);
  child.kill("SIGINT");
  const { status, stderr } = await finished;
  assert.equal(status, 130, stderr);
  assert.match(stderr, /cancelled\ntry: /);
  assert.equal(attemptsOf(db, id), undefined);
  assert.equal(db.get<{ count: number }>("select count(*) as count from leases")?.count, 0);
  assert.deepEqual(statesOf(archive), ["waiting"]);
  const { waiting, failures } = await archive.status();
  assert.deepEqual([waiting, failures], [{ transcribe: 1, index: 0, embed: 0, sidecars: 0 }, []]);
});
