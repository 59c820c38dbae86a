/**
 * The contract of the transcript readers: what every format promises for good, cut-off, hostile and foreign files. A result
 * is either a sound transcript or one of two errors with a hint; never an exception of another kind, never a misread file.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Transcript } from "../../src/domain.ts";
import { isArchiveError } from "../../src/errors.ts";
import { readTranscript } from "../../src/transcription/read-transcript.ts";
import type { SampleLine, TranscriptFormat } from "./transcript-json-samples.ts";
import { transcriptFormats } from "./transcript-samples.ts";

const durationSeconds = 60;

const goodLines: SampleLine[] = [
  { startMs: 1000, endMs: 2000, text: "Привет, дорогие слушатели!" },
  { startMs: 3000, endMs: 4600, text: "This is the second" },
  { startMs: 5000, endMs: 7000, text: "и третья строка." },
];

const subtitleName = /\.(?:srt|vtt|sbv|sub|ass|ssa|lrc|ttml|dfxp)$/;

const wordsIn = (lines: SampleLine[]) => lines.flatMap(({ text }) => text.split(" "));
const heard = (transcript: Transcript) =>
  transcript.segments.flatMap(({ words }) => words.map(({ text }) => text));
const nameOf = ({ format, variant }: TranscriptFormat) => (variant ? `${format} (${variant})` : format);

/** 10,000 hours, as in build-transcript.ts: no recording is longer, and a time must fit the database. */
const maxMs = 36_000_000_000;

function assertSound(transcript: Transcript): void {
  const isTime = (ms: number) => Number.isInteger(ms) && ms >= 0 && ms <= maxMs;
  for (const { startMs, endMs, speaker, language, words } of transcript.segments) {
    assert.ok(isTime(startMs) && isTime(endMs) && startMs <= endMs, `${startMs}–${endMs}`);
    assert.ok(speaker === null || speaker.trim() !== "");
    assert.ok(language === null || /^[a-z]{2,3}$/.test(language), `${language}`);
    assert.ok(words.length > 0);
    let earliestMs = 0;
    for (const word of words) {
      const { text, startMs: from, endMs: to, confidence } = word;
      const isWord = /^[^\s\0]+$/u.test(text);
      const isConfidence = confidence === null || (confidence >= 0 && confidence <= 1);
      // The message is made for a wrong word only: made for each of a million words, it took a third of these tests' time.
      if (!isWord || !isTime(from) || !isTime(to) || from < earliestMs || to < from || !isConfidence)
        assert.fail(JSON.stringify(word));
      earliestMs = word.startMs;
    }
  }
}

/** The result of reading, or undefined where the file was refused as it should be. */
function read(content: string | Uint8Array, filename: string) {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  try {
    const result = readTranscript(bytes, { filename, durationSeconds });
    assertSound(result.transcript);
    // A recording of silence, exported and read again, is the one transcript that may be empty.
    assert.ok(result.transcript.segments.length > 0 || result.format === "fonoteka-json");
    return result;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    assert.ok(isArchiveError(error, "unsupported-transcript"), String((error as Error).stack ?? error));
    assert.ok(error.hint.length > 10);
    return undefined;
  }
}

/** Runs the contract for one format. */
export function testTranscriptReader(sample: TranscriptFormat): void {
  const good = sample.write(goodLines);
  describe(`the reader of ${nameOf(sample)}`, () => {
    test("reads a good file: every word in order, at its time", () => readsGood(sample, good));
    test("reads or refuses a file that is cut off anywhere, and invents nothing", () =>
      readsCut(sample, good));
    test("is not misled by the file names of other formats", () => readsUnderOtherNames(sample, good));
    test("repairs times that run backwards, overlap or are all the same", () => repairsTimes(sample));
    test("survives absurd numbers in every place", () => survivesNumbers(sample, good));
    test("survives NUL and other control characters", () => survivesControls(sample, good));
    test("reads 130,000 lines", () => readsMany(sample));
    if (sample.isJson)
      test("survives values of wrong types in every place", () => survivesTypes(sample, good));
  });
}

function readsGood(sample: TranscriptFormat, good: string): void {
  const result = read(good, sample.filename);
  assert.equal(result?.format, sample.format);
  assert.deepEqual(heard(result!.transcript), wordsIn(goodLines));
  if (!sample.hasTimes) return;
  const words = result!.transcript.segments.flatMap((segment) => segment.words);
  let index = 0;
  for (const line of goodLines) {
    for (const _ of line.text.split(" ")) {
      const { startMs, text } = words[index++]!;
      // Podcasts' HTML, LRC and timed text know starts only.
      assert.ok(startMs >= line.startMs && startMs < line.endMs + 1000, `${text} at ${startMs}`);
    }
  }
}

function readsCut(sample: TranscriptFormat, good: string): void {
  const bytes = Buffer.from(good);
  const known = new Set(wordsIn(goodLines));
  const step = Math.max(1, Math.floor(bytes.length / 300));
  for (let length = 0; length < bytes.length - 2; length += step) {
    const result = read(bytes.subarray(0, length), sample.filename);
    if (sample.isJson) assert.equal(result, undefined, `${length} of ${bytes.length} bytes`);
    if (subtitleName.test(sample.filename)) assert.notEqual(result?.format, "txt", `${length} bytes`);
    // The head of a format is text to one that has no head; from the first line on it must be what it is.
    if (result === undefined || result.format !== sample.format) continue;
    const invented = heard(result.transcript)
      .slice(0, -1)
      .filter((word) => !known.has(word));
    assert.ok(invented.length <= 1, `${length} of ${bytes.length} bytes: ${invented.join(" ")}`);
  }
}

function readsUnderOtherNames(sample: TranscriptFormat, good: string): void {
  for (const { filename } of transcriptFormats) {
    const result = read(good, filename);
    // A subtitle file by its name without cues is broken: its text must not become the transcript.
    if (sample.format === "txt" && subtitleName.test(filename)) {
      assert.equal(result, undefined, filename);
      continue;
    }
    assert.equal(result?.format, sample.format, filename);
    assert.deepEqual(heard(result!.transcript), wordsIn(goodLines), filename);
  }
}

function repairsTimes(sample: TranscriptFormat): void {
  const same = goodLines.map((line) => ({ ...line, startMs: 3000, endMs: 4000 }));
  const overlapping = goodLines.map((line, i) => ({ ...line, startMs: 1000 + i, endMs: 9000 }));
  const empty = goodLines.map((line) => ({ ...line, endMs: line.startMs }));
  const backwards = goodLines.map(({ text }, i) => ({
    text,
    startMs: 9000 - i * 2000,
    endMs: 8000 - i * 2000,
  }));
  for (const lines of [same, overlapping, empty, backwards, [...goodLines].reverse()]) {
    const result = read(sample.write(lines), sample.filename);
    // Our own exports are never broken: one that is was changed by hand and is refused. In a table without titles, columns
    // of times that run backwards are not known for such.
    if (result?.format !== sample.format) assert.match(sample.format, /^(?:fonoteka-json|ssv)$/);
    else assert.deepEqual(heard(result.transcript).sort(), wordsIn(goodLines).sort());
  }
}

const numbers = [
  "0",
  "-1",
  "-1e9",
  "1e308",
  "1e-308",
  "99999999999999999999",
  "NaN",
  "0.0000001",
  "9".repeat(400),
];

function survivesNumbers(sample: TranscriptFormat, good: string): void {
  const places = [...good.matchAll(/-?\d+(?:\.\d+)?/g)];
  for (const number of numbers) {
    for (const { index, 0: found } of places) {
      read(good.slice(0, index) + number + good.slice(index + found.length), sample.filename);
    }
    read(good.replace(/\d+(?:\.\d+)?/g, number), sample.filename);
  }
}

function survivesControls(sample: TranscriptFormat, good: string): void {
  for (const control of [
    "\0",
    "\u0001",
    "\u001b[31m",
    "\u007f",
    "\u0085",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\uffff",
  ]) {
    const value = sample.isJson ? JSON.stringify(control).slice(1, -1) : control;
    const lines = goodLines.map((line) => ({ ...line, text: line.text.replace("и", `и${control}`) }));
    read(sample.write(lines), sample.filename);
    for (let at = 1; at < good.length; at += 17)
      read(good.slice(0, at) + value + good.slice(at), sample.filename);
  }
}

function readsMany(sample: TranscriptFormat): void {
  // As many arguments as this are too many for one call: a spread of all lines would overflow the stack.
  const lines = Array.from({ length: 130_000 }, (_, i) => ({
    startMs: i * 200,
    endMs: i * 200 + 150,
    text: `слово${i % 10}`,
  }));
  const result = read(sample.write(lines), sample.filename);
  assert.equal(result?.format, sample.format);
  assert.equal(heard(result!.transcript).length, lines.length);
}

const values = [null, true, -1, 1e308, "", "x", [], {}, [[]], [null], { start: "x" }, ["a", 1, null]];

function survivesTypes(sample: TranscriptFormat, good: string): void {
  for (const change of changes(JSON.parse(good))) {
    for (const value of values) {
      const copy = structuredClone(JSON.parse(good));
      change(copy, value);
      read(JSON.stringify(copy), sample.filename);
    }
  }
}

type Change = (root: unknown, value: unknown) => void;
type Container = Record<string | number, unknown>;

/** A change for every member of the first two items of every list, and for the members of every object. */
function* changes(value: unknown, path: (string | number)[] = []): Generator<Change> {
  if (typeof value !== "object" || value === null) return;
  const keys = Array.isArray(value) ? [...value.keys()].slice(0, 2) : Object.keys(value);
  for (const key of keys) {
    yield (root, changed) => {
      let at = root as Container;
      for (const step of path) at = at[step] as Container;
      at[key] = changed;
    };
    yield* changes((value as Container)[key], [...path, key]);
  }
}
