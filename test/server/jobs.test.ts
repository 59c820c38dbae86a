import assert from "node:assert/strict";
import { test } from "node:test";
import { jobSchema } from "../../src/server/schemas.ts";
import { openServer, talk } from "./open-server.ts";

test("a transcription is queued, listed, cancelled and queued again over HTTP", async (t) => {
  const { archive, client } = await openServer(t);
  await Array.fromAsync(archive.import([talk]));
  const { job } = await client.transcribe(1, { language: "ru" });
  assert.deepEqual(jobSchema.parse(job), job);
  assert.equal(job.id, "transcribe-1");
  const { jobs } = await client.listJobs();
  assert.deepEqual(
    jobs.map(({ id, recordingId }) => [id, recordingId]),
    [["transcribe-1", 1]],
  );
  assert.equal((await client.cancelJob("transcribe-1")).job.state, "cancelled");
  await assert.rejects(client.cancelJob("transcribe-1"), { code: "conflict", status: 409 });
  assert.equal((await client.retryJob("transcribe-1")).job.recordingId, 1);
  await client.removeRecording(1);
  assert.equal((await client.listJobs()).jobs[0]?.state, "cancelled");
});

test("the samples and a model are jobs, too", async (t) => {
  const { client } = await openServer(t);
  assert.equal((await client.addSamples()).job.id, "import-samples");
  await assert.rejects(client.pullModel("none"), { code: "not-found" });
});
