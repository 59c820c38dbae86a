/** A recognition that is cut off goes on where it stopped: with the real model, and processes that are killed. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { findCheckpointPosition } from "../../src/storage/checkpoints.ts";
import { findAttempts } from "../../src/storage/jobs.ts";
import { runScript } from "../support/run-script.ts";
import { readSample } from "../support/sample-truth.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";

/** 36 s of speech: two windows, and so one checkpoint. */
async function openWithTalk(t: TestContext) {
  const path = join(tempFolder(t), "2024-01-01_10-00-00.wav");
  writeWav(path, await readSample("2026-02-19_18-42-05", 36), 16_000);
  const archive = await openArchive(join(tempFolder(t), "archive"));
  t.after(() => archive.close());
  await Array.fromAsync(archive.import([path]));
  const db = openArchiveDatabase(join(archive.folder, "data.db"));
  t.after(() => db.close());
  return { archive, db, id: archive.list()[0]!.id };
}

/** A process that transcribes until its first checkpoint is stored, says so, and waits to be killed. */
function startTranscribing(folder: string) {
  return runScript(`
    import { writeSync } from "node:fs";
    import { openArchive } from "../../src/fonoteka.ts";
    import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
    import { findCheckpointPosition } from "../../src/storage/checkpoints.ts";
    const archive = await openArchive(${JSON.stringify(folder)});
    const db = openArchiveDatabase(${JSON.stringify(join(folder, "data.db"))});
    setInterval(() => {
      if (findCheckpointPosition(db, 1) === 0) return;
      writeSync(1, "checkpoint\\n");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }, 5);
    await Array.fromAsync(archive.transcribe());
  `);
}

/** The engine process of this one: its only child. */
function engineProcessId(): number {
  return Number(readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ").at(-1));
}

test("killed in the middle, with its engine killed after that, a transcription goes on and has the words of one that was not", async (t) => {
  const { archive, db, id } = await openWithTalk(t);
  const transcribe = (onProgress = (_: { done: number; resumedAt?: number | undefined }) => {}) =>
    Array.fromAsync(
      archive.transcribe({ onProgress: (event) => event.stage === "transcribe" && onProgress(event) }),
    );
  const [whole] = await transcribe();
  assert.equal(whole?.status, "transcribed");
  const expected = archive.show(id).segments;
  assert.ok(expected!.length > 5);
  assert.equal(db.get("select 1 from checkpoints"), undefined, "a stored transcript needs no checkpoint");

  db.run("delete from transcriptions");
  const running = startTranscribing(archive.folder);
  assert.equal(await running.firstLine, "checkpoint");
  running.kill();
  await running.done;
  const stoppedAt = findCheckpointPosition(db, id) / 1000;
  assert.ok(stoppedAt > 10 && stoppedAt < 35, `stopped at ${stoppedAt}`);
  assert.equal(archive.describe(id).recording.recognisedSeconds, stoppedAt);
  assert.equal(findAttempts(db, "transcribe", id)?.attempts, 0, "to be killed is no failed attempt");

  let isEngineKilled = process.platform !== "linux";
  const progress: number[] = [];
  const [outcome] = await transcribe(({ done, resumedAt }) => {
    if (resumedAt !== undefined) progress.push(done);
    if (isEngineKilled || resumedAt === undefined) return;
    isEngineKilled = true;
    // It is started with the first task.
    setImmediate(() => process.kill(engineProcessId(), "SIGKILL"));
  });
  assert.ok(outcome?.status === "transcribed", JSON.stringify(outcome));
  assert.equal(outcome.resumedAt, stoppedAt);
  assert.equal(progress[0], stoppedAt);
  assert.ok(progress.every((done) => done >= stoppedAt));
  assert.deepEqual(archive.show(id).segments, expected);
  assert.equal(
    archive.show(id).transcriptions[0]?.confidence,
    whole?.status === "transcribed" && whole.transcription.confidence,
  );
  assert.equal(db.get("select 1 from checkpoints"), undefined);
  assert.equal(db.get("select 1 from checkpoint_segments"), undefined);
});
