import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { carryClock, type OrderedLine } from "../../src/transcription/order-lines.ts";
import { readJson, readText } from "./read-text.ts";

type Cue = { startMs: number; endMs: number; text: string; number?: number };

const clock = (ms: number, mark: string) =>
  `${new Date(ms).toISOString().slice(11, 19)}${mark}${String(ms % 1000).padStart(3, "0")}`;
const srt = (cues: Cue[]) =>
  cues
    .map(
      ({ startMs, endMs, text, number }, i) =>
        `${number ?? i + 1}\n${clock(startMs, ",")} --> ${clock(endMs, ",")}\n${text}\n`,
    )
    .join("\n");
const vtt = (cues: Cue[]) =>
  `WEBVTT\n\n${cues.map(({ startMs, endMs, text }) => `${clock(startMs, ".")} --> ${clock(endMs, ".")}\n${text}\n`).join("\n")}`;
const tsv = (cues: Cue[]) =>
  `start\tend\ttext\n${cues.map(({ startMs, endMs, text }) => `${startMs}\t${endMs}\t${text}`).join("\n")}\n`;
const chunks = (cues: Cue[]) => ({
  text: "x",
  chunks: cues.map(({ startMs, endMs, text }) => ({
    timestamp: [startMs / 1000, endMs / 1000],
    text: ` ${text}`,
  })),
});
const lists = { srt, vtt, tsv, json: (cues: Cue[]) => JSON.stringify(chunks(cues)) };

const notes = (read: ReturnType<typeof readText>) => (read.transcript.notes ?? []).map(({ code }) => code);
const cue = (start: number, end: number, text: string, number?: number): Cue => ({
  startMs: start * 1000,
  endMs: end * 1000,
  text,
  ...(number === undefined ? {} : { number }),
});

// Two windows of a pipeline that begins at zero again, and the beginning of a third.
const windows = [
  cue(0, 6, "first sentence"),
  cue(6, 29.4, "second sentence"),
  cue(0, 4.2, "third sentence"),
  cue(4.2, 28, "fourth sentence"),
  cue(0, 9, "fifth sentence"),
];

for (const [name, write] of Object.entries(lists)) {
  test(`where the clock of a file restarts, its order holds and the clock is carried on (${name})`, () => {
    for (const durationSeconds of [undefined, 67, 60]) {
      const read = readText(write(windows), { durationSeconds });
      assert.deepEqual(
        read.lines,
        windows.map(({ text }) => text),
      );
      assert.deepEqual(notes(read), ["transcript-clock-restarted"]);
    }
    const { spans } = readText(write(windows), { durationSeconds: 67 });
    assert.deepEqual(
      spans.map(([startMs]) => startMs),
      [0, 6000, 29_400, 33_600, 57_400],
    );
    // A recording that is shorter than the sum of the parts: the last word is not past its end.
    assert.equal(readText(write(windows), { durationSeconds: 60 }).spans.at(-1)![1], 60_000);
  });
}

test("one line a window: the length of the recording tells a restart from lines at one time", () => {
  const single = [cue(0, 29, "one two three"), cue(0, 28, "four five six"), cue(0, 27, "seven eight nine")];
  for (const write of [srt, tsv]) {
    const unnumbered = single.map((each) => ({ ...each, number: 1 }));
    const read = readText(write(unnumbered), { durationSeconds: 88 });
    assert.deepEqual(
      read.spans.map(([startMs]) => startMs),
      [0, 30_000, 60_000],
    );
    assert.deepEqual(notes(readText(write(unnumbered), { durationSeconds: 30 })), []);
  }
});

test("subtitles of tapes whose numbers begin again are carried on; where speech is rare, too", () => {
  const tapes = [
    cue(10, 12, "one", 1),
    cue(600, 602, "two", 2),
    cue(1200, 1203, "three", 3),
    cue(40, 42, "four", 1),
    cue(900, 904, "five", 2),
  ];
  const read = readText(srt(tapes));
  assert.deepEqual(read.lines, ["one", "two", "three", "four", "five"]);
  assert.deepEqual(read.spans[3], [1_243_000, 1_245_000]);
});

test("a list of words whose clock restarts keeps its order (Amazon, AssemblyAI)", () => {
  const texts = ["one", "two", "three", "four", "five", "six"];
  const starts = [0, 10, 20, 0.5, 10, 21];
  const items = texts.map((content, i) => ({
    type: "pronunciation",
    start_time: String(starts[i]),
    end_time: String(starts[i]! + 8),
    alternatives: [{ content, confidence: "1" }],
  }));
  const words = texts.map((text, i) => ({ text, start: starts[i]! * 1000, end: starts[i]! * 1000 + 8000 }));
  for (const read of [readJson({ jobName: "x", results: { items } }), readJson({ audio_url: "x", words })]) {
    assert.deepEqual(read.lines.join(" "), texts.join(" "));
    assert.equal(read.words[3], "four@28500-36500");
    assert.deepEqual(notes(read), ["transcript-clock-restarted"]);
  }
});

test("where lines have starts only, a clock that begins again is carried on, and a late line is sorted", () => {
  const starts = [0, 20, 40, 1, 20, 41];
  const texts = ["hello there", "second line", "a third one", "and four", "and five", "and six"];
  const at = (seconds: number) => `00:${String(seconds).padStart(2, "0")}`;
  const write = {
    lrc: (times: number[]) => times.map((second, i) => `[${at(second)}.00]${texts[i]}`).join("\n"),
    txt: (times: number[]) => times.map((second, i) => `[00:${at(second)}] ${texts[i]}`).join("\n"),
  };
  for (const list of Object.values(write)) {
    const read = readText(list(starts), { durationSeconds: 200 });
    assert.deepEqual(read.lines, texts);
    assert.deepEqual(notes(read), ["transcript-clock-restarted"]);
    const late = readText(list([0, 20, 40, 60, 80, 30]), { durationSeconds: 200 });
    assert.deepEqual([late.lines[2], late.spans[2]![0]], ["and six", 30_000]);
    assert.deepEqual(notes(late), ["transcript-lines-sorted"]);
  }
});

test("subtitles that were appended out of order are sorted, and that is said", () => {
  const appended = [
    cue(1, 3, "one"),
    cue(10, 12, "three"),
    cue(20, 22, "five"),
    cue(5, 7, "two"),
    cue(15, 17, "four"),
  ];
  for (const write of [srt, vtt, tsv]) {
    for (const durationSeconds of [undefined, 30]) {
      const read = readText(write(appended), { durationSeconds });
      assert.deepEqual(read.lines, ["one", "two", "three", "four", "five"]);
      assert.deepEqual(notes(read), ["transcript-lines-sorted"]);
    }
  }
});

test("numbers in the order of the times tell a file to be sorted, even where its lines overlap", () => {
  const shuffled = [
    cue(0, 6, "one", 1),
    cue(8, 14, "three", 3),
    cue(16, 22, "five", 5),
    cue(4, 9, "two", 2),
    cue(12, 17, "four", 4),
  ];
  assert.deepEqual(readText(srt(shuffled)).lines, ["one", "two", "three", "four", "five"]);
});

test("people who overlap, and tracks one after the other, are sorted by time", () => {
  const turn = (start: number, end: number, text: string, speaker: string) => ({ start, end, text, speaker });
  const overlapping = readJson([
    turn(0, 5.2, "so tell me", "A"),
    turn(9.4, 15, "well it was", "B"),
    turn(8.9, 9.8, "mhm", "A"),
    turn(15.2, 20, "yes", "A"),
  ]);
  assert.deepEqual(overlapping.lines, ["so tell me", "mhm", "well it was", "yes"]);
  assert.deepEqual(notes(overlapping), []);
  const tracks = readJson([
    turn(0.1, 8, "hello", "A"),
    turn(12, 20, "and you", "A"),
    turn(30.3, 40, "bye", "A"),
    turn(1, 11, "hi", "B"),
    turn(18, 31, "fine", "B"),
  ]);
  assert.deepEqual(tracks.lines, ["hello", "hi", "and you", "fine", "bye"]);
  const nameless = [cue(0, 8, "a"), cue(12, 20, "c"), cue(30, 40, "e"), cue(1, 11, "b"), cue(18, 31, "d")];
  // Twice as long as the recording: two tracks of it.
  assert.deepEqual(readText(vtt(nameless), { durationSeconds: 41 }).lines, ["a", "b", "c", "d", "e"]);
});

test("channels of Deepgram and tiers of ELAN stand one after the other on one clock", () => {
  const word = (text: string, start: number) => ({ word: text, start, end: start + 9, confidence: 1 });
  const channel = (words: object[]) => ({ alternatives: [{ transcript: "", words }] });
  const deepgram = readJson({
    results: {
      channels: [channel([word("a", 0), word("c", 20)]), channel([word("b", 10), word("d", 25)])],
    },
  });
  assert.deepEqual(deepgram.lines, ["a", "b", "c", "d"]);
  assert.deepEqual(notes(deepgram), []);
});

test("one wrong time among good ones moves no other line", () => {
  const stray = [
    cue(10, 12, "one"),
    cue(20, 22, "two"),
    cue(30, 33, "three"),
    cue(0, 34, "four"),
    cue(40, 42, "five"),
    cue(50, 52, "six"),
  ];
  const { spans, lines } = readText(vtt(stray));
  assert.deepEqual([lines.at(-1), spans.at(-1)], ["six", [50_000, 52_000]]);
});

const part = fc.array(fc.record({ pauseMs: fc.nat(900), lengthMs: fc.integer({ min: 1500, max: 6000 }) }), {
  minLength: 4,
  maxLength: 12,
});

function layOut(steps: { pauseMs: number; lengthMs: number }[], name: string): Cue[] {
  let atMs = 0;
  return steps.map(({ pauseMs, lengthMs }, i) => {
    const startMs = atMs + pauseMs;
    atMs = startMs + lengthMs;
    return { startMs, endMs: atMs, text: `${name}${i}` };
  });
}

test("whatever the parts, a clock that restarts is carried on: each line follows the one above", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), fc.boolean(), (parts, isLengthKnown) => {
      const cues = parts.flatMap((steps, i) => layOut(steps, `p${i}-`));
      const seconds = parts.reduce((sum, steps, i) => sum + layOut(steps, `${i}`).at(-1)!.endMs / 1000, 0);
      const options = isLengthKnown ? { durationSeconds: seconds } : {};
      for (const read of [readText(vtt(cues), options), readText(tsv(cues), options)]) {
        assert.deepEqual(
          read.lines,
          cues.map(({ text }) => text),
        );
        read.spans.forEach(([startMs], i) => {
          assert.ok(i === 0 || startMs! >= read.spans[i - 1]![1]!);
        });
        if (isLengthKnown) assert.ok(read.spans.at(-1)![1]! <= seconds * 1000 + 1);
      }
    }),
    { numRuns: 60 },
  );
});

test("whatever lines are moved to the end of a file of one clock, they are read in the order of time", () => {
  fc.assert(
    fc.property(part, fc.infiniteStream(fc.boolean()), (steps, choice) => {
      const cues = layOut(steps, "w");
      const late = cues.filter(() => choice.next().value);
      const file = [...cues.filter((each) => !late.includes(each)), ...late];
      for (const read of [readText(srt(file)), readText(vtt(file))])
        assert.deepEqual(
          read.lines,
          cues.map(({ text }) => text),
        );
    }),
    { numRuns: 100 },
  );
});

test("whatever the times, moving a part never puts it before the one above it", () => {
  const line: fc.Arbitrary<OrderedLine> = fc.record({
    startMs: fc.option(fc.nat(60_000)),
    endMs: fc.option(fc.nat(90_000)),
    speaker: fc.constantFrom(null, "A", "B"),
    number: fc.option(fc.nat(9)),
    weight: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.option(fc.nat(300_000)), (lines, durationMs) => {
      const { parts } = carryClock(lines, durationMs ?? undefined);
      let latestMs = 0;
      parts.forEach(({ from, move }, i) => {
        const at = lines.indexOf(from);
        const to = parts[i + 1] === undefined ? lines.length : lines.indexOf(parts[i + 1]!.from);
        const starts = lines
          .slice(at, to)
          .flatMap(({ startMs }) => (startMs === null ? [] : [move(startMs)]));
        // Windows of 30 s may overlap by what a line is longer.
        assert.ok(starts.every((ms) => ms >= latestMs));
        latestMs = Math.max(...starts);
      });
    }),
    { numRuns: 300 },
  );
});

test("parts of a few seconds: the clock restarts where the numbers do", () => {
  const parts = ["one", "two", "three", "four"].flatMap((name) => [
    cue(0.5, 2, `${name} begins`, 1),
    cue(2.5, 4.5, `${name} ends`, 2),
  ]);
  for (const durationSeconds of [undefined, 20]) {
    const read = readText(srt(parts), { durationSeconds });
    assert.deepEqual(
      [read.lines, notes(read)],
      [parts.map(({ text }) => text), ["transcript-clock-restarted"]],
    );
  }
  // Without numbers that restart, short lines at the same times are of several speakers.
  const together = parts.map(({ number, ...each }) => each);
  assert.deepEqual(notes(readText(srt(together))), ["transcript-lines-sorted"]);
});
