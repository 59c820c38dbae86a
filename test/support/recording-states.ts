import assert from "node:assert/strict";
import { archiveError, toErrorInfo } from "../../src/errors.ts";
import { thisOwner } from "../../src/process-owner.ts";
import { failAttempt, startAttempt } from "../../src/storage/jobs.ts";
import { takeLease } from "../../src/storage/leases.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { inventRecording, inventTranscript, type TempArchive } from "./temp-archive.ts";

export const failure = toErrorInfo(
  archiveError("engine-stopped", { what: "recognition", how: "killed by SIGKILL" }),
);

/** One recording of every state, by title; `again` was transcribed and failed when it was tried again. */
export function addEveryState({ db }: TempArchive): Map<string, number> {
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

/** The state of each, and whether it has an error. */
export const expectedStates: Record<string, [state: string, hasError: boolean]> = {
  waiting: ["waiting", false],
  working: ["working", false],
  transcribed: ["transcribed", false],
  "no-speech": ["no-speech", false],
  failed: ["failed", true],
  again: ["transcribed", true],
  abandoned: ["waiting", false],
};

type Stated = { title: string; state: string; error?: unknown };
/** The same of recordings as a list gives them. */
export const toStates = (recordings: Stated[]) =>
  Object.fromEntries(recordings.map(({ title, state, error }) => [title, [state, error !== undefined]]));
