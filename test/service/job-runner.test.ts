import assert from "node:assert/strict";
import { readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { listKnownModels, openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import type { Job, JobState } from "../../src/service/job.ts";
import type { Service } from "../../src/service/service.ts";
import { takeLease } from "../../src/storage/leases.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeWav } from "../support/write-wav.ts";
import { openTempService, stroll, talk, until } from "./open-temp-service.ts";

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

async function importOne({ archive }: Service, path: string): Promise<number> {
  const [outcome] = await Array.fromAsync(archive.import([path]));
  assert.ok(outcome?.status === "imported");
  return outcome.recording.id;
}

async function reaches(service: Service, id: string, states: JobState[]): Promise<Job> {
  let found: Job | undefined;
  await until(service, async () => {
    found = (await service.jobs.list()).find((job) => job.id === id);
    return found !== undefined && states.includes(found.state);
  });
  return found!;
}

test("asked to, it transcribes a recording as a job, telling its start and its end", async (t) => {
  const service = await openTempService(t);
  const id = await importOne(service, quietWav(t, 3));
  const told: Job[] = [];
  service.events.listen(({ event }) => {
    if (event.type === "job") told.push(event.data);
  });
  const job = service.jobs.transcribe(id);
  assert.equal(job.id, `transcribe-${id}`);
  assert.equal(service.jobs.transcribe(id), job, "the same work twice is one job");
  const done = await reaches(service, job.id, ["done", "failed"]);
  assert.deepEqual([done.state, done.done, done.total, done.error], ["done", 3, 3, undefined]);
  assert.deepEqual([...new Set(told.map(({ state }) => state))], ["waiting", "running", "done"]);
  assert.equal(service.archive.describe(id).recording.state, "no-speech");
});

test("a running job is cancelled and leaves the recording as it was; a waiting one leaves the queue", async (t) => {
  const service = await openTempService(t);
  const { archive, jobs } = service;
  const first = await importOne(service, talk);
  const second = await importOne(service, stroll);
  jobs.transcribe(first);
  jobs.transcribe(second);
  await reaches(service, `transcribe-${first}`, ["running"]);
  await reaches(service, `transcribe-${second}`, ["waiting"]);
  assert.equal((await jobs.cancel(`transcribe-${second}`)).state, "cancelled");
  assert.equal((await jobs.cancel(`transcribe-${first}`)).state, "cancelled");
  const { recordings } = archive.listPage();
  assert.deepEqual(
    recordings.map(({ state }) => state),
    ["waiting", "waiting"],
  );
  await assert.rejects(jobs.cancel(`transcribe-${first}`), { code: "conflict" });
  await assert.rejects(jobs.cancel("transcribe-99"), { code: "not-found" });
});

test("a failed job says why, also to the next service, and is done when tried again after the cause is gone", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const id = await importOne(first, quietWav(t, 2));
  const path = archive.soundPath(id);
  const sound = readFileSync(path);
  truncateSync(path, 100);
  first.jobs.transcribe(id);
  const failed = await reaches(first, `transcribe-${id}`, ["failed", "done"]);
  assert.equal(failed.error?.code, "corrupt-audio");

  const second = await openTempService(t, { archive });
  assert.deepEqual(
    (await second.jobs.list()).map(({ id: jobId, state, error }) => [jobId, state, error?.code]),
    [[`transcribe-${id}`, "failed", "corrupt-audio"]],
  );
  writeFileSync(path, sound);
  assert.equal((await second.jobs.retry(`transcribe-${id}`)).recordingId, id);
  const done = await reaches(second, `transcribe-${id}`, ["done", "failed"]);
  assert.equal(done.state, "done", done.error?.message);
  await assert.rejects(second.jobs.retry(`transcribe-${id}`), { code: "conflict" });
  await assert.rejects(second.jobs.retry("transcribe-99"), { code: "not-found" });
});

test("while recordings/ is not mounted one job says so, and the others wait without being tried", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  await importOne(first, quietWav(t, 2));
  await importOne(first, quietWav(t, 3));
  renameSync(join(archive.folder, "recordings"), join(archive.folder, "elsewhere"));
  const second = await openTempService(t, { archive, automatic: true });
  await until(second, async () => (await second.jobs.list()).some(({ state }) => state === "failed"));
  const jobs = await second.jobs.list();
  assert.deepEqual(jobs.map(({ state, error }) => [state, error?.reason]).sort(), [
    ["failed", "recordings-not-mounted"],
    ["waiting", undefined],
  ]);
  assert.deepEqual((await archive.status()).failures, []);
});

test("what is pending in the database is listed, and done by the next service on its own, unless a person cancelled it there", async (t) => {
  const first = await openTempService(t);
  const { archive } = first;
  const ids = [await importOne(first, quietWav(t, 2)), await importOne(first, quietWav(t, 3))];
  assert.deepEqual(
    (await first.jobs.list()).map(({ id, state }) => [id, state]),
    ids.map((id) => [`transcribe-${id}`, "waiting"]),
  );
  assert.equal((await first.jobs.cancel(`transcribe-${ids[1]}`)).state, "cancelled");

  const second = await openTempService(t, { archive, automatic: true });
  for (const id of ids) await reaches(second, `transcribe-${id}`, ["done"]);
  assert.equal((await archive.status()).waiting.transcribe, 0);
});

test("a missing model fails one job; the others are not tried in vain", async (t) => {
  const folder = tempFolder(t);
  const archive = await openArchive(join(folder, "archive"), {
    settings: { embeddingModel: "BGESmallENV15", modelCache: join(folder, "models") },
  });
  for (const seconds of [2, 3, 4]) await Array.fromAsync(archive.import([quietWav(t, seconds)]));
  const service = await openTempService(t, { archive, automatic: true });
  assert.equal((await reaches(service, "transcribe-1", ["failed"])).error?.code, "model-missing");
  // A second job would have been told of by the time that the list, which asks the database as it would, has answered.
  const jobs = await service.jobs.list();
  assert.deepEqual(
    jobs.map(({ state }) => state),
    ["waiting", "waiting", "failed"],
  );
});

test("a removed recording cancels its job; restored, it is listed again", async (t) => {
  const service = await openTempService(t);
  const id = await importOne(service, talk);
  service.jobs.transcribe(id);
  await reaches(service, `transcribe-${id}`, ["running"]);
  await service.remove(id);
  const states = async () => (await service.jobs.list()).map((job) => `${job.id} ${job.state}`);
  assert.deepEqual(await states(), [`transcribe-${id} cancelled`]);
  await service.restore(id);
  assert.ok((await states()).includes(`transcribe-${id} waiting`));
});

test("a folder of this machine is imported as one job", async (t) => {
  const service = await openTempService(t);
  const job = service.import({ id: "samples", subject: "samples", paths: [samplesFolder] });
  assert.equal(job.id, "import-samples");
  await reaches(service, "import-samples", ["done"]);
  const jobs = await service.jobs.list();
  assert.equal(jobs.filter(({ state, stage }) => state === "waiting" && stage === "transcribe").length, 8);
});

test("a model that cannot be downloaded is a failed job with the reason", async (t) => {
  const folder = tempFolder(t);
  const hub = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  t.after(() => hub.close());
  const { port } = hub.address() as AddressInfo;
  const archive = await openArchive(join(folder, "archive"), {
    settings: { modelHub: `http://127.0.0.1:${port}`, modelCache: join(folder, "models") },
  });
  const service = await openTempService(t, { archive });
  const absent = listKnownModels(archive.settings).find(({ state }) => state === "absent")!;
  const job = service.pullModel(absent.name);
  assert.deepEqual([job.stage, job.unit, job.total], ["download", "bytes", absent.byteLength]);
  assert.equal((await reaches(service, job.id, ["failed"])).error?.code, "model-download");
  assert.throws(() => service.pullModel("none"), { code: "not-found" });
});

test("what another process is transcribing is left to it: shown as running, not begun, not to be cancelled here", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const prepared = await openArchive(folder);
  for await (const outcome of prepared.import([quietWav(t, 2), quietWav(t, 3)]))
    assert.equal(outcome.status, "imported");
  const [held, free] = prepared.list({ sort: "shortest" }).map(({ id }) => id) as [number, number];
  await prepared.close();
  using db = openArchiveDatabase(join(folder, "data.db"));
  // The process that runs this test is alive, and is not the one that it pretends to be.
  const owner = `${hostname()}:${process.ppid}:another`;
  const lease = {
    stage: "transcribe",
    subjectId: held,
    owner,
    nowMs: Date.now(),
    durationMs: 600_000,
  } as const;
  assert.ok(takeLease(db, { ...lease, isGone: () => false }));

  const service = await openTempService(t, { archive: await openArchive(folder), automatic: true });
  await reaches(service, `transcribe-${free}`, ["done", "failed"]);
  const jobs = new Map((await service.jobs.list()).map((job) => [job.id, job]));
  assert.equal(jobs.get(`transcribe-${free}`)?.state, "done");
  assert.equal(jobs.get(`transcribe-${held}`)?.state, "running");
  assert.equal(jobs.get(`transcribe-${held}`)?.error, undefined);
  await assert.rejects(service.jobs.cancel(`transcribe-${held}`), { reason: "transcribed-elsewhere" });
  assert.equal(service.archive.describe(held).recording.state, "working");
});
