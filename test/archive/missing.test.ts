import assert from "node:assert/strict";
import { test } from "node:test";
import { archiveError, toErrorInfo } from "../../src/errors.ts";
import {
  markTextMissing,
  recreateTextTables,
  removeAllVectors,
} from "../../src/index/sqlite/index-tables.ts";
import { listPassagesToEmbed } from "../../src/index/sqlite/passages.ts";
import { countArchive, listTranscriptionsToIndex } from "../../src/index/sqlite/pending-index.ts";
import { putSentenceCodes } from "../../src/index/sqlite/sentence-vectors.ts";
import {
  clearAttempts,
  failAttempt,
  findAttempts,
  listFailures,
  resetAttempts,
  startAttempt,
  withdrawAttempt,
} from "../../src/storage/jobs.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { listRecordingsToTranscribe } from "../../src/storage/recordings-to-transcribe.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import {
  addSpokenRecording,
  embedding,
  indexByLine,
  inventRecording,
  inventTranscript,
  inventVector,
  openTempArchive,
} from "../support/temp-archive.ts";

const failure = toErrorInfo(
  archiveError("engine-stopped", { what: "recognition", how: "killed by SIGKILL" }),
);
const ids = (items: { id: number }[]) => items.map((item) => item.id);

test("work that ended its whole program five times is given up with a reason, and a cancelled try takes it back", (t) => {
  const { db } = openTempArchive(t);
  const { id } = insertRecording(db, inventRecording());
  for (let attempt = 1; attempt <= 4; attempt++) startAttempt(db, "transcribe", id);
  assert.deepEqual(listFailures(db), []);
  startAttempt(db, "transcribe", id);
  withdrawAttempt(db, "transcribe", id);
  assert.deepEqual(listFailures(db), []);
  assert.deepEqual(ids(listRecordingsToTranscribe(db, { limit: 10 })), [id]);
  startAttempt(db, "transcribe", id);
  assert.deepEqual(listRecordingsToTranscribe(db, { limit: 10 }), []);
  assert.match(listFailures(db)[0]!.lastError!.message, /stopped unexpectedly each time/);
});

test("recordings wait for a transcript: never tried first, then by oldest attempt, five times at most", (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
  const [a, b, c, d] = [1, 2, 3, 4].map(() => insertRecording(db, inventRecording()).id) as [
    number,
    number,
    number,
    number,
  ];
  const waiting = () => ids(listRecordingsToTranscribe(db, { limit: 10 }));
  startAttempt(db, "transcribe", a, "2026-03-02T10:00:00Z");
  startAttempt(db, "transcribe", b, "2026-03-02T09:00:00Z");
  assert.deepEqual(waiting(), [c, d, b, a]);
  assert.deepEqual(ids(listRecordingsToTranscribe(db, { limit: 2 })), [c, d]);
  for (let attempt = 2; attempt <= 5; attempt++)
    startAttempt(db, "transcribe", b, `2026-03-02T09:0${attempt}:00Z`);
  failAttempt(db, "transcribe", b, failure);
  assert.deepEqual(waiting(), [c, d, a]);
  insertTranscription(db, {
    recordingId: c,
    transcript: inventTranscript([]),
    engine: "x",
    model: "x",
    createdAt: "2026-03-02T09:00:00Z",
  });
  assert.deepEqual(waiting(), [d, a]);
  resetAttempts(db, "index");
  assert.deepEqual(waiting(), [d, a]);
  resetAttempts(db);
  assert.deepEqual(waiting(), [a, b, d]);
});

test("attempts are counted before the work, explained when it fails, taken back when it was cancelled", (t) => {
  const { db } = openTempArchive(t);
  startAttempt(db, "embed", 7, "2026-03-02T09:00:00Z");
  withdrawAttempt(db, "embed", 7);
  assert.equal(findAttempts(db, "embed", 7), undefined);
  startAttempt(db, "embed", 7, "2026-03-02T09:00:00Z");
  startAttempt(db, "embed", 7, "2026-03-02T10:00:00Z");
  failAttempt(db, "embed", 7, failure);
  const expected = {
    stage: "embed",
    subjectId: 7,
    attempts: 2,
    lastError: failure,
    lastAttemptAt: "2026-03-02T10:00:00Z",
  };
  assert.deepEqual(findAttempts(db, "embed", 7), expected);
  assert.deepEqual(listFailures(db), [expected]);
  clearAttempts(db, "embed", 7);
  assert.deepEqual(listFailures(db), []);
});

test("a transcription is indexed under one fingerprint and missing under any other", (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
  const { transcriptionId } = addSpokenRecording(archive, ["раз два"]);
  const missing = (fingerprint: string) => ids(listTranscriptionsToIndex(db, fingerprint, { limit: 9 }));
  assert.deepEqual(missing("analyser 1"), []);
  assert.deepEqual(missing("analyser 2"), [transcriptionId]);
  indexByLine(archive, transcriptionId, inventTranscript(["раз два"]), "analyser 2");
  assert.deepEqual(missing("analyser 2"), []);
  markTextMissing(db);
  assert.deepEqual(missing("analyser 2"), [transcriptionId]);
  for (let attempt = 0; attempt < 5; attempt++) startAttempt(db, "index", transcriptionId);
  assert.deepEqual(missing("analyser 2"), []);
});

test("passages wait for a vector in order, a page at a time, with their text", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds, transcriptionId } = addSpokenRecording(archive, ["раз", "два", "три", "четыре"]);
  index.putVectors(new Map([[passageIds[1]!, inventVector(0)]]));
  const first = listPassagesToEmbed(db, embedding.fingerprint, { limit: 2 });
  assert.deepEqual(
    first.map((passage) => passage.text),
    ["раз", "три"],
  );
  assert.deepEqual(ids(listPassagesToEmbed(db, embedding.fingerprint, { limit: 2, afterId: first[1]!.id })), [
    passageIds[3],
  ]);
  assert.deepEqual(ids(listPassagesToEmbed(db, "never seen", { limit: 9 })), passageIds);
  for (let attempt = 0; attempt < 5; attempt++) startAttempt(db, "embed", transcriptionId);
  assert.deepEqual(listPassagesToEmbed(db, embedding.fingerprint, { limit: 9 }), []);
  removeAllVectors(db);
  resetAttempts(db);
  assert.deepEqual(ids(listPassagesToEmbed(db, embedding.fingerprint, { limit: 9 })), passageIds);
});

test("status counts what is there and what is missing", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const count = () =>
    countArchive(db, {
      indexFingerprint: "analyser 1",
      embeddingFingerprint: embedding.fingerprint,
      sentenceFingerprint: "sentences 1",
    });
  const nothing = {
    recordings: 0,
    durationSeconds: 0,
    byteLength: 0,
    transcribedRecordings: 0,
    words: 0,
    passages: 0,
    toTranscribe: 0,
    transcribeFailed: 0,
    toIndex: 0,
    indexFailed: 0,
    vectors: 0,
    vectorsOutOfDate: 0,
    toEmbed: 0,
    embedFailed: 0,
  };
  assert.deepEqual(count(), nothing);
  const { passageIds, transcriptionId } = addSpokenRecording(archive, ["раз два", "три"], {
    durationSeconds: 10,
    byteLength: 100,
  });
  const { id } = insertRecording(db, inventRecording({ durationSeconds: 5, byteLength: 50 }));
  for (let attempt = 0; attempt < 5; attempt++) {
    startAttempt(db, "transcribe", id);
    startAttempt(db, "embed", transcriptionId);
  }
  failAttempt(db, "transcribe", id, failure);
  failAttempt(db, "embed", transcriptionId, failure);
  index.putVectors(new Map([[passageIds[0]!, inventVector(0)]]));
  assert.deepEqual(
    [count().vectors, count().toEmbed, count().embedFailed],
    [1, 2, 2],
    "sentences are missing, too",
  );
  const fingerprints = { embedding: embedding.fingerprint, sentences: "sentences 1" };
  putSentenceCodes(db, new Map(passageIds.map((id) => [id, new Uint8Array(10)])), fingerprints);
  assert.deepEqual(count(), {
    ...nothing,
    recordings: 2,
    durationSeconds: 15,
    byteLength: 150,
    transcribedRecordings: 1,
    words: 3,
    passages: 2,
    toTranscribe: 1,
    transcribeFailed: 1,
    vectors: 1,
    toEmbed: 1,
    embedFailed: 1,
  });
  const others = countArchive(db, {
    indexFingerprint: "analyser 2",
    embeddingFingerprint: "another",
    sentenceFingerprint: "others",
  });
  assert.deepEqual([others.toIndex, others.toEmbed, others.vectorsOutOfDate], [1, 2, 1]);
});

test("full-text tables made anew are filled again by indexing, without embedding again", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds, transcriptionId } = addSpokenRecording(archive, ["раз два"], { title: "Счёт" });
  index.putVectors(new Map([[passageIds[0]!, inventVector(5)]]));
  recreateTextTables(db);
  assert.deepEqual(index.findByText({ terms: ["раз"], phrases: [], excluded: [] }, 5), []);
  assert.equal(db.all("select rowid from recordings_fts where recordings_fts match 'счёт'").length, 1);
  assert.deepEqual(ids(listTranscriptionsToIndex(db, "analyser 1", { limit: 9 })), [transcriptionId]);
  const again = indexByLine(archive, transcriptionId, inventTranscript(["раз два"]));
  assert.equal(index.findByText({ terms: ["раз"], phrases: [], excluded: [] }, 5).length, 1);
  assert.deepEqual(
    index.findNearest(inventVector(5), 1).map((hit) => hit.passageId),
    again,
  );
});

test("an error that an earlier version stored, without a reason, is listed as it was", (t) => {
  const { db } = openTempArchive(t);
  const { id } = insertRecording(db, inventRecording());
  const stored = { code: "corrupt-audio", message: "talk.opus: the file is empty", hint: "get it again" };
  db.run(
    "insert into jobs (stage, subject_id, attempts, last_error) values ('transcribe', ?, 1, ?)",
    id,
    JSON.stringify(stored),
  );
  const [failure] = listFailures(db);
  assert.deepEqual(failure?.lastError, {
    ...stored,
    reason: "stored-error",
    values: { message: stored.message, hint: stored.hint },
  });
});
