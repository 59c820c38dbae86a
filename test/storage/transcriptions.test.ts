import assert from "node:assert/strict";
import { test } from "node:test";
import type { Transcript } from "../../src/domain.ts";
import { listNeighbours, listPassages, listPassagesOfRecording } from "../../src/index/sqlite/passages.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import {
  findCurrentTranscription,
  getTranscript,
  getTranscription,
  insertTranscription,
  listTranscriptions,
  makeCurrent,
} from "../../src/storage/transcriptions.ts";
import { listWords } from "../../src/storage/words.ts";
import {
  addSpokenRecording,
  indexByLine,
  inventRecording,
  inventTranscript,
  openTempArchive,
} from "../support/temp-archive.ts";

const createdAt = "2026-03-02T09:00:00+03:00";

test("a transcript comes back as it was stored, words, speakers and all", (t) => {
  const { db } = openTempArchive(t);
  const { id: recordingId } = insertRecording(db, inventRecording());
  const transcript: Transcript = {
    language: "ru",
    confidence: 0.75,
    notes: [{ code: "transcript-ends-early", values: { end: "0:02" }, text: "it ends early" }],
    segments: [
      {
        startMs: 100,
        endMs: 900,
        speaker: "Анна",
        language: "ru",
        channel: 2,
        words: [
          { text: "Подняли", startMs: 100, endMs: 400, confidence: 0.5, timing: "measured" },
          { text: "Kubernetes.", startMs: 400, endMs: 900, confidence: null, timing: "interpolated" },
        ],
      },
      { startMs: 1000, endMs: 1500, speaker: null, language: null, channel: null, words: [] },
      {
        startMs: 1500,
        endMs: 2000,
        speaker: null,
        language: "en",
        channel: 1,
        words: [{ text: "Yes!", startMs: 1500, endMs: 2000, confidence: 1, timing: "measured" }],
      },
    ],
  };
  const stored = insertTranscription(db, {
    recordingId,
    transcript,
    engine: "whisper",
    model: "base",
    createdAt,
  });
  assert.deepEqual(getTranscript(db, stored.id), transcript);
  assert.deepEqual(stored, {
    id: stored.id,
    recordingId,
    text: "Подняли Kubernetes. Yes!",
    language: "ru",
    confidence: 0.75,
    engine: "whisper",
    model: "base",
    createdAt,
    isCurrent: true,
    wordCount: 3,
    notes: transcript.notes,
  });
  assert.deepEqual(
    listWords(db, stored.id, { firstWord: 1, wordCount: 1 }).map((word) => [word.position, word.text]),
    [[1, "Kubernetes."]],
  );
});

test("silence is a transcript, too", (t) => {
  const { db } = openTempArchive(t);
  const { id: recordingId } = insertRecording(db, inventRecording());
  const transcript: Transcript = { language: null, confidence: null, segments: [] };
  const stored = insertTranscription(db, {
    recordingId,
    transcript,
    engine: "whisper",
    model: "base",
    createdAt,
  });
  assert.deepEqual(getTranscript(db, stored.id), transcript);
  assert.equal(stored.text, "");
});

test("a word with a space in it, or an unknown recording, stores nothing", (t) => {
  const { db } = openTempArchive(t);
  const { id: recordingId } = insertRecording(db, inventRecording());
  for (const text of ["two words", "", "no\u00a0break", "line\n"]) {
    const transcript = inventTranscript(["fine"]);
    transcript.segments[0]!.words[0]!.text = text;
    assert.throws(
      () => insertTranscription(db, { recordingId, transcript, engine: "x", model: "x", createdAt }),
      TypeError,
    );
  }
  assert.throws(
    () =>
      insertTranscription(db, {
        recordingId: 999,
        transcript: inventTranscript(["a"]),
        engine: "x",
        model: "x",
        createdAt,
      }),
    { code: "not-found" },
  );
  assert.deepEqual(listTranscriptions(db, recordingId), []);
});

test("a new transcript becomes the current one; the old stays, unsearched, and can come back", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { recording, transcriptionId: old } = addSpokenRecording(archive, ["первая версия"]);
  const transcript = inventTranscript(["вторая версия"]);
  const fresh = insertTranscription(db, {
    recordingId: recording.id,
    transcript,
    engine: "import",
    model: "srt",
    createdAt,
  });
  const found = (stem: string) => index.findByText({ terms: [stem], phrases: [], excluded: [] }, 9).length;

  assert.equal(findCurrentTranscription(db, recording.id)!.id, fresh.id);
  assert.deepEqual(
    listTranscriptions(db, recording.id).map(({ id, isCurrent }) => [id, isCurrent]),
    [
      [fresh.id, true],
      [old, false],
    ],
  );
  assert.equal(found("первая"), 0);
  assert.deepEqual(getTranscript(db, old).segments.length, 1);

  indexByLine(archive, fresh.id, transcript);
  assert.equal(found("вторая"), 1);
  assert.deepEqual(
    indexByLine(archive, old, inventTranscript(["первая версия"])),
    [],
    "work on a retired version that comes late",
  );

  makeCurrent(db, old);
  assert.equal(getTranscription(db, fresh.id).isCurrent, false);
  assert.deepEqual(listPassagesOfRecording(db, recording.id), []);
  indexByLine(archive, old, inventTranscript(["первая версия"]));
  assert.equal(found("первая"), 1);
  assert.throws(() => makeCurrent(db, 999), { code: "not-found" });
});

test("the text of a passage is its words", (t) => {
  const archive = openTempArchive(t);
  const { transcriptionId, recording } = addSpokenRecording(archive, [
    "Раз, два.",
    "Три!",
    "Четыре пять шесть",
  ]);
  const passages = listPassages(archive.db, transcriptionId);
  assert.deepEqual(
    passages.map((passage) => passage.text),
    ["Раз, два.", "Три!", "Четыре пять шесть"],
  );
  assert.deepEqual(
    passages.map(({ position, firstWord, wordCount }) => [position, firstWord, wordCount]),
    [
      [0, 0, 2],
      [1, 2, 1],
      [2, 3, 3],
    ],
  );
  assert.deepEqual(listPassagesOfRecording(archive.db, recording.id), passages);
  assert.deepEqual(listNeighbours(archive.db, passages[1]!.id), passages);
  assert.deepEqual(listNeighbours(archive.db, passages[1]!.id, { before: 0 }), passages.slice(1));
  assert.deepEqual(listNeighbours(archive.db, 999), []);
});
