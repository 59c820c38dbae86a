import assert from "node:assert/strict";
import { test } from "node:test";
import { listPage, listRecordings } from "../../src/archive/list-recordings.ts";
import { archiveError, toErrorInfo } from "../../src/errors.ts";
import { openArchive } from "../../src/fonoteka.ts";
import { thisOwner } from "../../src/process-owner.ts";
import { failAttempt, startAttempt } from "../../src/storage/jobs.ts";
import { takeLease } from "../../src/storage/leases.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { runFonoteka } from "../support/run-fonoteka.ts";
import {
  inventRecording,
  inventTranscript,
  openTempArchive,
  type TempArchive,
} from "../support/temp-archive.ts";

const failure = toErrorInfo(
  archiveError("engine-stopped", { what: "recognition", how: "killed by SIGKILL" }),
);

/** One recording of every state, by title; `again` was transcribed and failed when it was tried again. */
function addEveryState({ db }: TempArchive): Map<string, number> {
  const add = (title: string, lines?: string[]) => {
    const { id } = insertRecording(db, inventRecording({ title }));
    const transcript = lines && inventTranscript(lines);
    if (transcript)
      insertTranscription(db, {
        recordingId: id,
        transcript,
        engine: "x",
        model: "x",
        createdAt: "2026-03-02T09:00:00Z",
      });
    return id;
  };
  const fail = (id: number) => {
    startAttempt(db, "transcribe", id);
    failAttempt(db, "transcribe", id, failure);
  };
  const lease = (id: number, owner: string) => {
    const asked = { stage: "transcribe", subjectId: id, nowMs: Date.now(), durationMs: 60_000 } as const;
    assert.ok(takeLease(db, { ...asked, owner, isGone: () => false }));
  };
  const ids = new Map([
    ["waiting", add("waiting")],
    ["working", add("working")],
    ["transcribed", add("transcribed", ["раз два"])],
    ["no-speech", add("no-speech", [])],
    ["failed", add("failed")],
    ["again", add("again", ["three four"])],
    ["abandoned", add("abandoned")],
  ]);
  fail(ids.get("failed")!);
  fail(ids.get("again")!);
  lease(ids.get("working")!, thisOwner);
  // The lease of a process of this machine that is no more: pid 1 is never reused for it, 2^22 is past every pid.
  lease(ids.get("abandoned")!, thisOwner.replace(/:\d+:/, ":4194304:"));
  return ids;
}

const expected: Record<string, [state: string, hasError: boolean]> = {
  waiting: ["waiting", false],
  working: ["working", false],
  transcribed: ["transcribed", false],
  "no-speech": ["no-speech", false],
  failed: ["failed", true],
  again: ["transcribed", true],
  abandoned: ["waiting", false],
};

type Stated = { title: string; state: string; error?: unknown };
const toStates = (recordings: Stated[]) =>
  Object.fromEntries(recordings.map(({ title, state, error }) => [title, [state, error !== undefined]]));

test("library and command say one state of a recording, the same in a list, on a page and by itself", async (t) => {
  const temp = openTempArchive(t);
  const ids = addEveryState(temp);
  const archive = await openArchive(temp.folder);
  t.after(() => archive.close());
  assert.deepEqual(toStates(archive.list()), expected);
  assert.deepEqual(toStates(archive.listPage().recordings), expected);
  assert.deepEqual(toStates([...ids.values()].map((id) => archive.describe(id).recording)), expected);
  const failed = archive.list().find(({ title }) => title === "again");
  assert.deepEqual(failed?.error, failure);

  const { stdout } = await runFonoteka(["list", "--json", "--archive", temp.folder]);
  assert.deepEqual(toStates(JSON.parse(stdout) as Stated[]), expected);

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
