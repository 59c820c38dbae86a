/** A recognition that is cut off goes on where it stopped: with the real model, and processes that are killed. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { findCheckpointPosition } from "../../src/storage/checkpoints.ts";
import { failAt, findAttempts, noteStart } from "../../src/storage/jobs.ts";
import { takeLease } from "../../src/storage/leases.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { runScript } from "../support/run-script.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { inventRecording, openTempArchive } from "../support/temp-archive.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { archiveError, toErrorInfo } from "../../src/errors.ts";

/** 63 s: three windows. */
const talk = join(samplesFolder, "Voice 260411_083517.opus");

async function openWithTalk(t: TestContext) {
  const archive = await openArchive(join(tempFolder(t), "archive"));
  t.after(() => archive.close());
  await Array.fromAsync(archive.import([talk]));
  const db = openArchiveDatabase(join(archive.folder, "data.db"));
  t.after(() => db.close());
  return { archive, db, id: archive.list()[0]!.id };
}

/** A process that prints the process id of its engine with every second of progress, until it is killed. */
function startTranscribing(folder: string) {
  return runScript(`
    import { writeSync } from "node:fs";
    import { openArchive } from "../../src/fonoteka.ts";
    import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
    import { findCheckpointPosition } from "../../src/storage/checkpoints.ts";
    const archive = await openArchive(${JSON.stringify(folder)});
    const db = openArchiveDatabase(${JSON.stringify(join(folder, "data.db"))});
    const look = () => {
      if (findCheckpointPosition(db, 1) > 0) {
        writeSync(1, "checkpoint\\n");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      }
    };
    setInterval(look, 5);
    await Array.fromAsync(archive.transcribe());
  `);
}

const wordsOf = (archive: Awaited<ReturnType<typeof openArchive>>, id: number) => {
  const { segments } = archive.show(id);
  return segments;
};

test("a recognition whose process is killed goes on at its checkpoint, and its words are those of one that was not", async (t) => {
  const { archive, db, id } = await openWithTalk(t);
  const whole = await Array.fromAsync(archive.transcribe());
  assert.deepEqual(
    whole.map(({ status }) => status),
    ["transcribed"],
  );
  const expected = wordsOf(archive, id);
  assert.ok(expected!.length > 5);
  assert.equal(db.get("select 1 from checkpoints"), undefined, "a stored transcript needs no checkpoint");

  db.run("delete from transcriptions");
  const running = startTranscribing(archive.folder);
  assert.equal(await running.firstLine, "checkpoint");
  running.kill();
  await running.done;
  const positionMs = findCheckpointPosition(db, id);
  assert.ok(positionMs > 10_000 && positionMs < 60_000, `stopped at ${positionMs}`);
  assert.equal(archive.describe(id).recording.recognisedSeconds, positionMs / 1000);
  assert.equal(findAttempts(db, "transcribe", id)?.attempts, 0);

  const progress: { done: number; resumedAt?: number | undefined }[] = [];
  const [outcome] = await Array.fromAsync(
    archive.transcribe({ onProgress: (event) => event.stage === "transcribe" && progress.push(event) }),
  );
  assert.ok(outcome?.status === "transcribed");
  assert.equal(outcome.resumedAt, positionMs / 1000);
  const resumed = progress.filter(({ resumedAt }) => resumedAt !== undefined);
  assert.equal(resumed[0]?.done, positionMs / 1000);
  assert.ok(resumed.every(({ done }) => done >= positionMs / 1000));
  assert.deepEqual(wordsOf(archive, id), expected);
  assert.equal(db.get("select 1 from checkpoints"), undefined);
  assert.equal(db.get("select 1 from checkpoint_segments"), undefined);
});
