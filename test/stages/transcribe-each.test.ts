/** What counts as a failure of a transcription, where it goes on, and who has the right to it: no model, real tables. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Segment } from "../../src/domain.ts";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { archiveError } from "../../src/errors.ts";
import { thisOwner } from "../../src/process-owner.ts";
import type { RecognitionCheckpoint, Transcriber } from "../../src/speech/transcriber.ts";
import { type TranscribeOutcome, transcribeEach } from "../../src/stages/transcribe-each.ts";
import { findCheckpointPosition } from "../../src/storage/checkpoints.ts";
import { defaultMaxAttempts, findAttempts } from "../../src/storage/jobs.ts";
import { isLeaseInForce, maxLeaseMs, takeLease } from "../../src/storage/leases.ts";
import { listRecordingStates } from "../../src/storage/recording-states.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { listRecordingsToTranscribe } from "../../src/storage/recordings-to-transcribe.ts";
import { getTranscript, listTranscriptions } from "../../src/storage/transcriptions.ts";
import { embedding, inventRecording, inventVector, openTempArchive } from "../support/temp-archive.ts";

/** A model that gives every text the same vector: it stands at the seam. */
const embedder: Embedder = {
  ...embedding,
  model: "test-model",
  similarityFloor: 0,
  embedQuery: async () => inventVector(1),
  embedPassages: async (texts) => texts.map(() => inventVector(1)),
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

const died = () => archiveError("engine-stopped", { what: "recognition", how: "killed by SIGKILL" });

function secondOf(number: number): Segment {
  const startMs = number * 1000;
  const word = {
    text: `word${number}`,
    startMs,
    endMs: startMs + 500,
    confidence: 0.5,
    timing: "measured",
  } as const;
  return { startMs, endMs: startMs + 500, speaker: null, language: "en", channel: null, words: [word] };
}

/**
 * Recognises a word a second for ten seconds, with a checkpoint after each, and counts the seconds it was asked for.
 * @param before called before each second; what it throws ends the run
 */
function scripted(before: (second: number) => void, fingerprint = "speech 1") {
  const asked: number[] = [];
  const transcriber: Transcriber = {
    engine: "whisper",
    model: "whisper-test",
    fingerprint,
    async *transcribe(_path, { resume, onCheckpoint }) {
      for (let second = (resume as { state: number } | undefined)?.state ?? 0; second < 10; second++) {
        before(second);
        asked.push(second);
        yield secondOf(second);
        onCheckpoint?.({ doneSeconds: second + 1, state: second + 1 } satisfies RecognitionCheckpoint);
      }
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return { transcriber, asked };
}

function open(t: TestContext) {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const recording = insertRecording(db, inventRecording({ opusSha256: "ab" }));
  // The scripted recogniser does not read it, but a folder without any file counts as not mounted.
  writeFileSync(join(files.recordings, recording.filename), "");
  const run = (transcriber: Transcriber, language?: string): Promise<TranscribeOutcome[]> =>
    Array.fromAsync(
      transcribeEach(
        { db, files, embedder, transcriber },
        { allowedLanguages: ["ru", "en"], language, recordings: [recording] },
      ),
    );
  const wordsOf = () => {
    const [transcription] = listTranscriptions(db, recording.id);
    return transcription && getTranscript(db, transcription.id).segments;
  };
  return { db, recording, run, wordsOf };
}

const ten = Array.from({ length: 10 }, (_, number) => secondOf(number));

test("an engine that dies further on each time is no failure: the work goes on at once, to the same words", async (t) => {
  const { recording, db, run, wordsOf } = open(t);
  const dies = new Set([0, 1, 2, 3, 4, 5, 6, 7]);
  const { transcriber, asked } = scripted((second) => {
    if (dies.delete(second)) throw died();
  });
  const [outcome] = await run(transcriber);
  assert.equal(outcome?.status, "transcribed");
  assert.deepEqual(asked, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(wordsOf(), ten);
  assert.equal(findAttempts(db, "transcribe", recording.id), undefined);
  assert.equal(findCheckpointPosition(db, recording.id), 0);
});

test("an engine that dies again and again at the same place counts, and is given up; further on the count begins anew", async (t) => {
  const { recording, db, run } = open(t);
  let deathAt = 3;
  const { transcriber, asked } = scripted((second) => {
    if (second === deathAt) throw died();
  });
  for (let attempt = 1; attempt <= defaultMaxAttempts - 1; attempt++) {
    const [outcome] = await run(transcriber);
    assert.equal(outcome?.status, "failed");
    assert.equal(findAttempts(db, "transcribe", recording.id)?.attempts, attempt);
  }
  assert.deepEqual(asked, [0, 1, 2], "what was recognised was not recognised again");
  deathAt = 5;
  await run(transcriber);
  assert.equal(findAttempts(db, "transcribe", recording.id)?.attempts, 1);
  assert.equal(listRecordingsToTranscribe(db, { limit: 9 }).length, 1);
  for (let attempt = 2; attempt <= defaultMaxAttempts; attempt++) await run(transcriber);
  assert.deepEqual(listRecordingsToTranscribe(db, { limit: 9 }), [], "left alone until a person asks");
  assert.equal(findCheckpointPosition(db, recording.id), 5000);
});

test("a checkpoint of another model or of other languages is not used; one that does not fit is dropped", async (t) => {
  const { recording, db, run, wordsOf } = open(t);
  const stopped = () =>
    scripted((second) => {
      if (second === 4) throw archiveError("cancelled", { what: "transcription" });
    });
  await assert.rejects(run(stopped().transcriber), { code: "cancelled" });
  assert.equal(findCheckpointPosition(db, recording.id), 4000);

  const otherLanguage = stopped();
  await assert.rejects(run(otherLanguage.transcriber, "en"), { code: "cancelled" });
  assert.deepEqual(otherLanguage.asked, [0, 1, 2, 3]);
  const otherModel = scripted((second) => {
    if (second === 6) throw archiveError("cancelled", { what: "transcription" });
  }, "speech 2");
  await assert.rejects(run(otherModel.transcriber, "en"), { code: "cancelled" });
  assert.deepEqual(otherModel.asked, [0, 1, 2, 3, 4, 5]);

  let isRefused = false;
  const refusing = scripted((second) => {
    if (second === 6 && !isRefused) {
      isRefused = true;
      throw archiveError("checkpoint-unusable", { path: "x.opus" });
    }
  }, "speech 2");
  const [outcome] = await run(refusing.transcriber, "en");
  assert.equal(outcome?.status, "transcribed");
  assert.deepEqual(
    refusing.asked,
    ten.map((_, number) => number),
  );
  assert.deepEqual(wordsOf(), ten);
});

test("a lease that another machine holds is told with its holder and its end, in the outcome and in the state", async (t) => {
  const { recording, db, run } = open(t);
  const owner = "studio:4711:abc";
  const untilMs = Date.now() + 60_000;
  takeLease(db, {
    ...({ stage: "transcribe", subjectId: recording.id, owner, nowMs: Date.now() } as const),
    durationMs: untilMs - Date.now(),
    isGone: () => false,
  });
  const { transcriber, asked } = scripted(() => {});
  const [outcome] = await run(transcriber);
  assert.ok(outcome?.status === "held");
  assert.equal(outcome.holder.host, "studio");
  assert.equal(outcome.holder.processId, 4711);
  assert.ok(Math.abs(Date.parse(outcome.holder.until) - untilMs) < 1000);
  assert.match(outcome.error.message, /is being transcribed by process 4711 on studio/);
  assert.deepEqual(asked, []);
  assert.equal(listRecordingStates(db)[0]?.state, "working");
});

test("no lease is believed for longer than ten minutes, whatever its owner's clock said; nor one whose owner is gone", async (t) => {
  const { recording, db, run } = open(t);
  const nowMs = Date.now();
  const never = () => false;
  assert.ok(isLeaseInForce({ owner: "studio:1:a", untilMs: nowMs + maxLeaseMs }, never, nowMs));
  assert.ok(!isLeaseInForce({ owner: "studio:1:a", untilMs: nowMs + maxLeaseMs + 1 }, never, nowMs));
  assert.ok(!isLeaseInForce({ owner: "studio:1:a", untilMs: nowMs }, never, nowMs));
  assert.ok(!isLeaseInForce({ owner: `${hostname()}:4194304:a`, untilMs: nowMs + 1000 }, () => true, nowMs));

  // A machine whose clock is ten years ahead, and is no more.
  db.run(
    "insert into leases (stage, subject_id, owner, until_ms) values ('transcribe', ?, 'studio:4711:abc', ?)",
    recording.id,
    nowMs + 10 * 365 * 86_400_000,
  );
  assert.equal(listRecordingStates(db)[0]?.state, "waiting");
  const [outcome] = await run(scripted(() => {}).transcriber);
  assert.equal(outcome?.status, "transcribed");
});

test("work whose lease was taken over meanwhile, while the machine slept, ends without writing anything", async (t) => {
  const { recording, db, run } = open(t);
  const { transcriber, asked } = scripted((second) => {
    if (second === 5)
      db.run("update leases set owner = 'studio:4711:abc' where subject_id = ?", recording.id);
  });
  const [outcome] = await run(transcriber);
  assert.ok(outcome?.status === "held");
  assert.equal(outcome.holder.host, "studio");
  assert.deepEqual(asked, [0, 1, 2, 3, 4, 5]);
  assert.equal(findCheckpointPosition(db, recording.id), 5000, "the other goes on from there");
  assert.deepEqual(listTranscriptions(db, recording.id), []);
  assert.notEqual(db.get<{ owner: string }>("select owner from leases")?.owner, thisOwner);
});
