/**
 * The contract of the transcript readers: what every format promises for good, cut-off, hostile and foreign files. A result
 * is either a sound transcript or one of two errors with a hint; never an exception of another kind, never a misread file.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Transcript } from "../../src/domain.ts";
import { isArchiveError } from "../../src/errors.ts";
import { readTranscript } from "../../src/transcription/read-transcript.ts";
import { assertSound } from "./assert-sound.ts";
import { type ManyLines, readManyLines } from "./read-many-lines.ts";
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
    // A variant has the reader of its format, and the file of 30,000 lines is what takes longest here.
    if (!sample.variant)
      test("reads 30,000 lines with a small stack, each as fast as one of 4,000", () => readsMany(sample));
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
  for (const filename of new Set(transcriptFormats.map((format) => format.filename))) {
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

async function readsMany(sample: TranscriptFormat): Promise<void> {
  const [, short, long] = (await readManyLines(sample, [4000, 4000, 30_000])) as [
    unknown,
    ManyLines,
    ManyLines,
  ];
  assert.deepEqual([long.format, long.wordCount], [sample.format, 30_000]);
  // Measured: 0.5 to 1.7 times. If each line were compared with all the others, it would be 7.5 times.
  const slowdown = long.cpuMsPerLine / short.cpuMsPerLine;
  assert.ok(slowdown < 4, `a line of 30,000 takes ${slowdown} times as long as one of 4,000`);
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
