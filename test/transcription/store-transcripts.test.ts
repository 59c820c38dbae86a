import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Segment } from "../../src/domain.ts";
import { archiveError, isArchiveError } from "../../src/errors.ts";
import type { Transcriber } from "../../src/speech/transcriber.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import {
  findCurrentTranscription,
  getTranscript,
  listTranscriptions,
} from "../../src/storage/transcriptions.ts";
import { storeTranscript } from "../../src/transcription/store-transcript.ts";
import { transcribeRecording } from "../../src/transcription/transcribe-recording.ts";
import { inventRecording, inventTranscript, openTempArchive } from "../support/temp-archive.ts";

/** A recogniser that says what it is told: it stands at the seam to the models. */
function speaking(segments: (Segment | Error)[]): Transcriber {
  return {
    engine: "whisper",
    model: "whisper-test",
    async *transcribe(_path, { onProgress }) {
      for (const [i, segment] of segments.entries()) {
        if (segment instanceof Error) throw segment;
        onProgress?.(i + 1);
        yield segment;
      }
    },
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
}

function segment(
  text: string,
  startMs: number,
  lengthMs: number,
  language: string,
  confidence: number | null,
): Segment {
  const word = { text, startMs, endMs: startMs + lengthMs, confidence, timing: "measured" as const };
  return { startMs, endMs: startMs + lengthMs, speaker: null, language, channel: null, words: [word] };
}

function archive(t: Parameters<typeof openTempArchive>[0], durationSeconds = 60) {
  const { db, folder } = openTempArchive(t);
  const recording = insertRecording(db, inventRecording({ durationSeconds }));
  const attach = (name: string, text: string, options = {}) => {
    writeFileSync(join(folder, name), text);
    return storeTranscript({ db, recording, path: join(folder, name), ...options });
  };
  const transcribe = (segments: (Segment | Error)[], options = {}) =>
    transcribeRecording({
      db,
      transcriber: speaking(segments),
      recording,
      recordingPath: "unused.opus",
      allowedLanguages: ["ru", "en"],
      ...options,
    });
  return { db, recording, attach, transcribe };
}

test("a transcription is stored with its main language and mean confidence", async (t) => {
  const { db, transcribe } = archive(t);
  const seen: string[] = [];
  const done: number[] = [];
  const segments = [segment("hello", 0, 1000, "en", 1), segment("привет", 1000, 3000, "ru", 0.5)];
  const stored = await transcribe(segments, {
    onSegment: (s: Segment) => seen.push(s.words[0]!.text),
    onProgress: (s: number) => done.push(s),
  });
  assert.deepEqual(
    [stored.language, stored.confidence, stored.engine, stored.model, stored.wordCount, stored.isCurrent],
    ["ru", 0.625, "whisper", "whisper-test", 2, true],
  );
  assert.deepEqual(getTranscript(db, stored.id).segments, segments);
  assert.deepEqual(
    [seen, done],
    [
      ["hello", "привет"],
      [1, 2],
    ],
  );
});

test("silence is stored as a transcription without words, so that it is not tried again", async (t) => {
  const { db, recording, transcribe } = archive(t);
  const stored = await transcribe([]);
  assert.deepEqual([stored.text, stored.wordCount, stored.language, stored.confidence], ["", 0, null, null]);
  assert.equal(findCurrentTranscription(db, recording.id)?.id, stored.id);
});

test("cancelled or failed work leaves nothing behind", async (t) => {
  const { db, recording, transcribe } = archive(t);
  const controller = new AbortController();
  const segments = [segment("one", 0, 500, "en", 1), segment("two", 500, 500, "en", 1)];
  await assert.rejects(
    transcribe(segments, { signal: controller.signal, onSegment: () => controller.abort() }),
    { code: "cancelled" },
  );
  await assert.rejects(transcribe([segments[0]!, archiveError("engine-error", { why: "crash" })]), {
    code: "engine-failed",
  });
  assert.deepEqual(listTranscriptions(db, recording.id), []);
});

test("an attached transcript becomes current, and the earlier ones stay", async (t) => {
  const { db, recording, attach, transcribe } = archive(t);
  const recognised = await transcribe(inventTranscript(["раз два"]).segments);
  const { transcription, format, warnings } = await attach(
    "talk.srt",
    "1\n00:00:01,000 --> 00:00:59,000\nраз два три\n",
    { language: "ru" },
  );
  assert.equal(format, "srt");
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    [transcription.engine, transcription.model, transcription.language, transcription.text],
    ["import", "srt", "ru", "раз два три"],
  );
  assert.deepEqual(
    listTranscriptions(db, recording.id).map(({ id, isCurrent }) => [id, isCurrent]),
    [
      [transcription.id, true],
      [recognised.id, false],
    ],
  );
});

test("times a little past the end move to the end; a transcript of a longer recording is refused unless forced", async (t) => {
  const { db, recording, attach } = archive(t, 10);
  const little = await attach("little.srt", "1\n00:00:01,000 --> 00:00:12,000\nраз два\n");
  assert.equal(getTranscript(db, little.transcription.id).segments[0]!.words.at(-1)!.endMs, 10_000);
  const other = "1\n00:00:01,000 --> 00:00:02,000\nраз\n\n2\n00:10:00,000 --> 00:10:02,000\nдва\n";
  await assert.rejects(
    attach("other.srt", other),
    (error) => isArchiveError(error, "invalid-input") && /10:02.*0:10/.test(error.message),
  );
  assert.equal(listTranscriptions(db, recording.id).length, 1);
  const forced = await attach("other.srt", other, { force: true });
  assert.equal(forced.warnings.length, 1);
  assert.deepEqual(getTranscript(db, forced.transcription.id).segments[1]!.words, [
    { text: "два", startMs: 10_000, endMs: 10_000, confidence: null, timing: "interpolated" },
  ]);
});

test("a transcript of less than half of the recording is accepted with a warning", async (t) => {
  const { attach } = archive(t, 600);
  const { warnings } = await attach("start.srt", "1\n00:00:01,000 --> 00:00:02,000\nраз\n");
  assert.match(warnings[0]!.text, /ends at 0:02.* at 10:00/);
});

test("plain text is spread over the recording; a missing file and an unknown language give clear errors", async (t) => {
  const { db, attach, recording } = archive(t, 20);
  const { transcription, format } = await attach("notes.txt", "раз два");
  assert.equal(format, "txt");
  assert.deepEqual(
    getTranscript(db, transcription.id).segments[0]!.words.map((word) => word.endMs),
    [10_000, 20_000],
  );
  await assert.rejects(attach("notes.txt", "раз", { language: "klingon" }), { code: "invalid-input" });
  const absent = storeTranscript({
    db,
    recording,
    path: "/nonexistent/x.srt",
  });
  await assert.rejects(absent, { code: "not-found" });
});

test("what the reader repaired is a warning of the import and a note of the stored transcription", async (t) => {
  const { db, attach } = archive(t, 70);
  const cue = (times: string, text: string) => `${times}\n${text}\n\n`;
  const first = `${cue("00:00:00,000 --> 00:00:06,000", "one")}${cue("00:00:06,000 --> 00:00:29,000", "two")}`;
  const { warnings, transcription } = await attach("tapes.srt", `${first}${first.replace("one", "three")}`);
  assert.deepEqual(
    warnings.map(({ code, values }) => [code, values]),
    [["transcript-clock-restarted", { count: 1 }]],
  );
  assert.deepEqual(getTranscript(db, transcription.id).notes, warnings);
  assert.equal(transcription.text, "one two three two");
});
