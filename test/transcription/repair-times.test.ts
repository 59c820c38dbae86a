import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildTranscript } from "../../src/transcription/build-transcript.ts";
import type { DraftSegment } from "../../src/transcription/draft.ts";
import { readJson, readText } from "./read-text.ts";

const time = fc.option(
  fc.oneof(fc.integer({ min: -5000, max: 100_000 }), fc.double({ min: -10, max: 1e7, noNaN: false })),
);
const draftSegment: fc.Arbitrary<DraftSegment> = fc.record({
  startMs: time,
  endMs: time,
  speaker: fc.constantFrom(null, "A", "B"),
  words: fc.array(
    fc.record({
      text: fc.constantFrom("a", "слово", "-", "two words"),
      startMs: time,
      endMs: time,
      confidence: fc.constantFrom(null, 0.5, 7, -1),
    }),
    { maxLength: 12 },
  ),
});

test("whatever the times of a file, no word is lost and every word has a valid time", () => {
  fc.assert(
    fc.property(fc.array(draftSegment, { minLength: 1, maxLength: 12 }), (segments) => {
      const expected = segments
        .flatMap((segment) => segment.words!.flatMap((word) => word.text.split(" ")))
        .sort();
      if (expected.length === 0) return;
      const built = buildTranscript({ segments }, 60_000);
      assert.deepEqual(
        built.segments.flatMap((segment) => segment.words.map((word) => word.text)).sort(),
        expected,
      );
      for (const { words, startMs, endMs } of built.segments) {
        words.forEach((word, i) => {
          assert.ok(Number.isInteger(word.startMs) && Number.isInteger(word.endMs));
          assert.ok(word.startMs >= 0 && word.startMs <= word.endMs, `${word.startMs}-${word.endMs}`);
          assert.ok(i === 0 || words[i - 1]!.endMs <= word.startMs);
          assert.ok(startMs <= word.startMs && word.endMs <= endMs);
          assert.ok(word.confidence === null || (word.confidence >= 0 && word.confidence <= 1));
        });
      }
    }),
    { numRuns: 300 },
  );
});

test("one wrong time among good ones changes no other", () => {
  const word = (text: string, start: number, end: number) => ({
    word: ` ${text}`,
    start,
    end,
    probability: 1,
  });
  const read = readJson({
    text: "",
    segments: [
      {
        start: 0,
        end: 4,
        text: " a b c d",
        words: [word("a", 0, 1), word("b", 500, 501), word("c", 2, 3), word("d", 3, 4)],
      },
    ],
  });
  assert.deepEqual(read.words, ["a@0-1000", "b@1000-2000~", "c@2000-3000", "d@3000-4000"]);
});

test("numbers written as strings, negative times and ends before starts are repaired", () => {
  const read = readJson({
    text: "",
    segments: [
      { start: -3, end: -5, text: "one" },
      { start: "1.5", end: "2.5", text: " hi there" },
      { start: "x", end: null, text: "two" },
    ],
  });
  assert.deepEqual(read.lines, ["one", "hi there", "two"]);
  assert.deepEqual(read.spans[1], [1500, 2500]);
});

test("one speaker is never in two lines at once, two speakers may be", () => {
  const line = (start: number, end: number, text: string, speaker: string) => ({ start, end, text, speaker });
  const read = readJson({
    segments: [
      line(0, 30, "long story", "A"),
      line(10, 11, "yeah", "B"),
      line(20, 40, "more", "A"),
      line(25, 26, "end", "A"),
    ],
    word_segments: [],
  });
  assert.deepEqual(read.lines, ["long story", "yeah", "more", "end"]);
  assert.deepEqual(read.spans, [
    [0, 30_000],
    [10_000, 11_000],
    [20_000, 25_000],
    [25_000, 26_000],
  ]);
});

test("lines with the same time share it", () => {
  const read = readJson({
    segments: [
      { startTime: 0, endTime: 4, body: "ab cd" },
      { startTime: 0, endTime: 4, body: "ef gh" },
    ],
  });
  assert.deepEqual(read.spans, [
    [0, 2000],
    [2000, 4000],
  ]);
});

test("invisible characters are no words, and a lone surrogate is replaced", () => {
  const read = readJson([{ start: 0, end: 1, text: "a \u200b \u0000 \ud800 b" }]);
  assert.deepEqual(read.lines, ["a \ufffd b"]);
});

test("the confidence of a transcript is the mean of its words, weighted by duration", () => {
  const read = readJson({
    text: "",
    segments: [
      {
        start: 0,
        end: 4,
        text: " a b",
        words: [
          { word: " a", start: 0, end: 3, probability: 1 },
          { word: " b", start: 3, end: 4, probability: 0 },
        ],
      },
    ],
  });
  assert.equal(read.transcript.confidence, 0.75);
});

test("a text without times and duration is refused with a hint", () => {
  assert.throws(() => readText("Hello there"), { code: "invalid-input", hint: /duration/ });
});

test("a start below zero and an end before its start are repaired with a note", () => {
  const json = readJson({
    segments: [
      { start: -2.5, end: 1.5, text: "one two" },
      { start: 4, end: 3, text: "three four" },
      { start: 6, end: 7, text: "five six" },
    ],
  });
  const note = json.transcript.notes?.find(({ code }) => code === "transcript-times-repaired");
  assert.equal(note?.values?.count, 2);
  assert.deepEqual(json.lines, ["one two", "three four", "five six"]);
});
