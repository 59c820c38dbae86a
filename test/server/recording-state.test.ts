import assert from "node:assert/strict";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { addEveryState, expectedStates, failure, toStates } from "../support/recording-states.ts";
import { openTempArchive } from "../support/temp-archive.ts";
import { openServer } from "./open-server.ts";

test("over HTTP a recording has the state and the error that the library says, in lists, by itself and as a job", async (t) => {
  const temp = openTempArchive(t);
  const ids = addEveryState(temp);
  const { client } = await openServer(t, { archive: await openArchive(temp.folder) });
  const { recordings } = await client.listRecordings();
  assert.deepEqual(toStates(recordings), expectedStates);
  const alone = await Promise.all([...ids.values()].map((id) => client.getRecording(id)));
  assert.deepEqual(toStates(alone.map(({ recording }) => recording)), expectedStates);
  assert.deepEqual(recordings.find(({ title }) => title === "again")?.error, failure);
  const failed = await client.listRecordings({ state: ["failed"] });
  assert.deepEqual(
    failed.recordings.map(({ title }) => title),
    ["failed"],
  );

  // A job says what is done to a recording: a failed one for each error, what another process does is running.
  const jobs = new Map((await client.listJobs()).jobs.map(({ recordingId, state }) => [recordingId, state]));
  const jobOf = (title: string) => jobs.get(ids.get(title)!);
  assert.deepEqual(
    [...ids.keys()].map((title) => [title, jobOf(title)]),
    [
      ["waiting", "waiting"],
      ["working", "running"],
      ["transcribed", undefined],
      ["no-speech", undefined],
      ["failed", "failed"],
      ["again", "failed"],
      ["abandoned", "waiting"],
    ],
  );
  const { failures } = await client.status();
  assert.deepEqual(
    failures.map(({ reason }) => reason),
    ["engine-stopped", "engine-stopped"],
  );
});
