import assert from "node:assert/strict";
import { test } from "node:test";
import { listPage, listRecordings } from "../../src/archive/list-recordings.ts";
import { openArchive } from "../../src/fonoteka.ts";
import { addEveryState, expectedStates as expected, failure, toStates } from "../support/recording-states.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";
import { openTempArchive } from "../support/temp-archive.ts";

test("library and command say one state of a recording, the same in a list, on a page and by itself", async (t) => {
  const temp = openTempArchive(t);
  const ids = addEveryState(temp);
  const archive = await openArchive(temp.folder);
  t.after(() => archive.close());
  assert.deepEqual(toStates(archive.list()), expected);
  assert.deepEqual(toStates(archive.listPage().recordings), expected);
  assert.deepEqual(toStates([...ids.values()].map((id) => archive.describe(id).recording)), expected);
  for (const recording of archive.list()) assert.deepEqual(archive.show(recording.id).recording, recording);
  const failed = archive.list().find(({ title }) => title === "again");
  assert.deepEqual(failed?.error, failure);

  const { stdout } = await runFonoteka(["list", "--json", "--archive", temp.folder]);
  assert.deepEqual(toStates(JSON.parse(stdout) as Parameters<typeof toStates>[0]), expected);

  const texts = new Map<string, string>();
  for (const title of ["failed", "again", "transcribed"]) {
    const words = ["show", String(ids.get(title)), "--archive", temp.folder];
    texts.set(title, (await runFonoteka(words)).stdout);
  }
  assert.match(
    texts.get("failed")!,
    /^state +failed\nerror +the engine process stopped.+\n +try: +try again/m,
  );
  assert.match(
    texts.get("failed")!,
    new RegExp(`^no transcript yet: fonoteka transcribe ${ids.get("failed")}$`, "m"),
  );
  assert.match(texts.get("again")!, /^state +last attempt failed\nerror +the engine process stopped/m);
  assert.match(texts.get("again")!, /three four/);
  assert.doesNotMatch(texts.get("transcribed")!, /^(state|error) /m);
  const shown = await runFonoteka(["show", String(ids.get("again")), "--json", "--archive", temp.folder]);
  assert.deepEqual(toStates([JSON.parse(shown.stdout).recording]), { again: expected.again });
  const listed = (await runFonoteka(["list", "--archive", temp.folder])).stdout;
  assert.match(listed, /last attempt failed +again$/m);
  assert.match(listed, / failed +failed$/m);
  assert.doesNotMatch(listed, /failed.* transcribed$/m);

  const { recordings, failures } = await archive.status();
  assert.equal(recordings.transcribed, archive.list({ states: ["transcribed", "no-speech"] }).length);
  assert.deepEqual(
    failures.map(({ reason }) => reason),
    ["engine-stopped", "engine-stopped"],
  );
});

test("a list is one query, a page two, however many recordings there are", (t) => {
  const temp = openTempArchive(t);
  addEveryState(temp);
  const all = t.mock.method(temp.db, "all");
  const others = [t.mock.method(temp.db, "get"), t.mock.method(temp.db, "lists")];
  assert.equal(listRecordings(temp.db).length, 7);
  assert.equal(all.mock.callCount(), 1);
  assert.equal(listPage(temp.db, { limit: 3 }).recordings.length, 3);
  assert.equal(all.mock.callCount(), 3);
  for (const other of others) assert.equal(other.mock.callCount(), 0);
});
