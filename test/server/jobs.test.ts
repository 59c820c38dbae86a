import assert from "node:assert/strict";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Job, jobSchema } from "../../src/server/schemas.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";
import { type OpenServer, openServer, stroll, talk } from "./open-server.ts";

/** Seconds of near silence: transcribed in a moment, since nobody speaks. */
function quietWav(t: TestContext, seconds: number): string {
  const path = join(tempFolder(t), `quiet-${seconds}.wav`);
  writeWav(
    path,
    Float32Array.from({ length: seconds * 16_000 }, (_, index) => Math.sin(index / 9) / 2000),
    16_000,
  );
  return path;
}

async function importOne({ archive }: OpenServer, path: string): Promise<number> {
  const [outcome] = await Array.fromAsync(archive.import([path]));
  assert.ok(outcome?.status === "imported");
  return outcome.recording.id;
}

async function until(opened: OpenServer, id: string, states: Job["state"][]): Promise<Job> {
  for (let turn = 0; turn < 1000; turn++) {
    const job = (await opened.client.listJobs()).jobs.find((one) => one.id === id);
    if (job && states.includes(job.state)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`job ${id} never was ${states.join(" or ")}`);
}

test("asked to, it transcribes a recording as a job, telling progress and the end", async (t) => {
  const opened = await openServer(t);
  const { client, server } = opened;
  const id = await importOne(opened, quietWav(t, 3));
  const told: Job[] = [];
  server.context.events.listen(({ event }) => {
    if (event.type === "job") told.push(event.data);
  });
  const { job } = await client.transcribe(id);
  assert.equal(job.id, `transcribe-${id}`);
  const done = await until(opened, job.id, ["done", "failed"]);
  assert.deepEqual(jobSchema.parse(done), done);
  assert.deepEqual([done.state, done.done, done.total, done.error], ["done", 3, 3, undefined]);
  assert.deepEqual([...new Set(told.map(({ state }) => state))], ["waiting", "running", "done"]);
  assert.equal((await client.getRecording(id)).recording.state, "no-speech");
});

test("a running job is cancelled at once and leaves the recording as it was; a waiting one leaves the queue", async (t) => {
  const opened = await openServer(t);
  const { client } = opened;
  const first = await importOne(opened, talk);
  const second = await importOne(opened, stroll);
  await client.transcribe(first);
  await client.transcribe(second);
  await until(opened, `transcribe-${first}`, ["running"]);
  await until(opened, `transcribe-${second}`, ["waiting"]);
  const started = performance.now();
  assert.equal((await client.cancelJob(`transcribe-${second}`)).job.state, "cancelled");
  assert.equal((await client.cancelJob(`transcribe-${first}`)).job.state, "cancelled");
  assert.ok(performance.now() - started < 3000);
  const states = (await client.listRecordings()).recordings.map(({ state }) => state);
  assert.deepEqual(states, ["waiting", "waiting"]);
  await assert.rejects(client.cancelJob(`transcribe-${first}`), { code: "conflict" });
});

test("a failed job says why, also to the next server, and is done when tried again after the cause is gone", async (t) => {
  const first = await openServer(t);
  const { archive } = first;
  const id = await importOne(first, quietWav(t, 2));
  const path = archive.soundPath(id);
  const sound = readFileSync(path);
  truncateSync(path, 100);
  await first.client.transcribe(id);
  const failed = await until(first, `transcribe-${id}`, ["failed", "done"]);
  assert.equal(failed.error?.code, "corrupt-audio");
  assert.equal((await first.client.getRecording(id)).recording.state, "failed");
  assert.equal(
    (await first.client.listRecordings({ state: ["failed"] })).recordings[0]?.error?.code,
    "corrupt-audio",
  );

  const second = await openServer(t, { archive });
  const known = (await second.client.listJobs()).jobs;
  assert.deepEqual(
    known.map(({ id: jobId, state, error }) => [jobId, state, error?.code]),
    [[`transcribe-${id}`, "failed", "corrupt-audio"]],
  );
  writeFileSync(path, sound);
  assert.equal((await second.client.retryJob(`transcribe-${id}`)).job.recordingId, id);
  const done = await until(second, `transcribe-${id}`, ["done", "failed"]);
  assert.equal(done.state, "done", done.error?.message);
  await assert.rejects(second.client.retryJob(`transcribe-${id}`), { code: "conflict" });
});

test("what waits in the database is listed and begun by the next server by itself, one after another", async (t) => {
  const first = await openServer(t);
  const { archive } = first;
  const ids = [await importOne(first, quietWav(t, 2)), await importOne(first, quietWav(t, 3))];
  const waiting = (await first.client.listJobs()).jobs;
  assert.deepEqual(
    waiting.map(({ id, state }) => [id, state]),
    ids.map((id) => [`transcribe-${id}`, "waiting"]),
  );
  assert.equal((await first.client.cancelJob(`transcribe-${ids[1]}`)).job.state, "cancelled");

  const second = await openServer(t, { archive, automatic: true });
  await until(second, `transcribe-${ids[0]}`, ["done"]);
  await until(second, `transcribe-${ids[1]}`, ["done"]);
  assert.equal((await second.client.status()).waiting.transcribe, 0);
});

test("an import that is cancelled while it waits says so to its upload, and is done when tried again", async (t) => {
  const opened = await openServer(t);
  const { client, server } = opened;
  const bytes = new Uint8Array(readFileSync(stroll));
  // What is imported before it is held up, so that it has to wait.
  const before = Promise.withResolvers<void>();
  server.context.jobs.add("import", {
    id: "import-slow",
    stage: "import",
    subject: "slow",
    unit: "seconds",
    work: () => before.promise,
  });
  const { id } = await client.createUpload({ name: "stroll.opus", byteLength: bytes.length });
  await client.appendUpload(id, 0, bytes);
  assert.equal((await client.getUpload(id)).state, "importing");
  assert.equal((await client.cancelJob(`import-${id}`)).job.state, "cancelled");
  const { outcome } = await client.getUpload(id);
  assert.ok(outcome?.status === "failed");
  assert.equal(outcome.error.code, "cancelled");
  before.resolve();
  await client.retryJob(`import-${id}`);
  await until(opened, `import-${id}`, ["done"]);
  assert.equal((await client.getUpload(id)).outcome?.status, "imported");
});

test("when a model is missing one job says so, and the others are not tried in vain", async (t) => {
  const folder = tempFolder(t);
  const { openArchive } = await import("../../src/fonoteka.ts");
  const archive = await openArchive(join(folder, "archive"), {
    settings: { embeddingModel: "BGESmallENV15", modelCache: join(folder, "models") },
  });
  for (const seconds of [2, 3, 4]) await Array.fromAsync(archive.import([quietWav(t, seconds)]));
  const opened = await openServer(t, { archive, automatic: true });
  const failed = await until(opened, "transcribe-1", ["failed"]);
  assert.equal(failed.error?.code, "model-missing");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { jobs } = await opened.client.listJobs();
  assert.deepEqual(
    jobs.map(({ state }) => state),
    ["waiting", "waiting", "failed"],
  );
});

test("a removed recording takes its job along", async (t) => {
  const opened = await openServer(t);
  const id = await importOne(opened, talk);
  await opened.client.transcribe(id);
  await until(opened, `transcribe-${id}`, ["running"]);
  await opened.client.removeRecording(id);
  const jobs = (await opened.client.listJobs()).jobs;
  assert.deepEqual(
    jobs.map(({ state }) => state),
    ["cancelled"],
  );
});

test("the samples are imported as one job", async (t) => {
  const opened = await openServer(t);
  assert.equal((await opened.client.addSamples()).job.id, "import-samples");
  await until(opened, "import-samples", ["done"]);
  assert.equal((await opened.client.listRecordings()).total, 8);
  const { jobs } = await opened.client.listJobs();
  assert.equal(jobs.filter(({ state, stage }) => state === "waiting" && stage === "transcribe").length, 8);
});

test("a model that cannot be fetched is a failed job with the reason", async (t) => {
  const folder = tempFolder(t);
  const hub = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  t.after(() => hub.close());
  const { port } = hub.address() as AddressInfo;
  const { openArchive } = await import("../../src/fonoteka.ts");
  const archive = await openArchive(join(folder, "archive"), {
    settings: { modelHub: `http://127.0.0.1:${port}`, modelCache: join(folder, "models") },
  });
  const opened = await openServer(t, { archive });
  const { models } = await opened.client.listModels();
  const absent = models.find(({ state }) => state === "absent")!;
  const { job } = await opened.client.pullModel(absent.name);
  assert.deepEqual([job.stage, job.unit, job.total], ["download", "bytes", absent.byteLength]);
  assert.equal((await until(opened, job.id, ["failed"])).error?.code, "model-download");
});
