import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SpeechSpan } from "../../src/speech/find-spans.ts";
import { windowSamples } from "../../src/speech/whisper/log-mel.ts";
import {
  halveWindow,
  placeInRecording,
  type SpeechWindow,
  splitWindow,
  WindowPacker,
  windowSound,
} from "../../src/speech/windows.ts";

/** Spans of given lengths with given silence before each, in tenths of a second. */
function spansOf(layout: [silence: number, length: number][]): SpeechSpan[] {
  let at = 0;
  return layout.map(([silence, length]) => {
    const start = at + silence * 1600;
    at = start + length * 1600;
    return {
      start,
      samples: new Float32Array(length * 1600).fill(start),
      voiceStart: start + 100,
      voiceEnd: at - 100,
      voice: 1,
    };
  });
}

async function* each<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}

const layouts = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 300 })), { maxLength: 40 });

test("every span is in one window, in order, and no window is longer than 30 s", async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async (layout) => {
      const spans = spansOf(layout as [number, number][]);
      const windows: SpeechWindow[] = [];
      for await (const window of new WindowPacker(windowSamples).pack(each(spans))) windows.push(window);
      assert.deepEqual(
        windows.flatMap((window) => window.spans.map(({ start }) => start)),
        spans.map(({ start }) => start),
      );
      for (const window of windows) {
        assert.ok(window.sampleCount <= windowSamples);
        assert.equal(windowSound(window).length, window.sampleCount);
      }
    }),
    { numRuns: 60 },
  );
});

test("a full window ends at the longest pause of its last six seconds", async () => {
  const spans = spansOf([
    [0, 100],
    [5, 100],
    [2, 50],
    [9, 30],
    [1, 15],
    [1, 100],
  ]);
  const windows: SpeechWindow[] = [];
  for await (const window of new WindowPacker(windowSamples).pack(each(spans))) windows.push(window);
  assert.deepEqual(
    windows.map((window) => window.spans.length),
    [3, 3],
  );
});

test("window time maps back to recording time", () => {
  const [first, second] = spansOf([
    [10, 20],
    [50, 20],
  ]);
  const window = { spans: [first!, second!], sampleCount: 64_000 };
  assert.deepEqual(placeInRecording(window, 1600, 3200), { span: first, start: 17_600, end: 19_200 });
  assert.deepEqual(placeInRecording(window, 33_600, 35_200), { span: second, start: 129_600, end: 131_200 });
});

test("a part over a cut stays in the span that holds most of it", () => {
  const [first, second] = spansOf([
    [0, 20],
    [50, 20],
  ]);
  const window = { spans: [first!, second!], sampleCount: 64_000 };
  const place = placeInRecording(window, 31_000, 36_000);
  assert.equal(place.span, second);
  assert.equal(place.start, second!.start);
  assert.equal(place.end, second!.start + 4000);
});

test("halves hold all spans; a single span has none", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 7 }),
      (layout) => {
        const spans = spansOf(layout as [number, number][]);
        const sampleCount = spans.reduce((sum, { samples }) => sum + samples.length, 0);
        const halves = halveWindow({ spans, sampleCount });
        assert.equal(halves === undefined, spans.length === 1);
        if (!halves) return;
        assert.deepEqual([...halves[0].spans, ...halves[1].spans], spans);
        assert.equal(halves[0].sampleCount + halves[1].sampleCount, sampleCount);
        assert.ok(halves[0].spans.length > 0 && halves[1].spans.length > 0);
      },
    ),
  );
});

test("a split at a span holds all spans, and neither part is empty", () => {
  const spans = spansOf([
    [0, 20],
    [3, 20],
    [3, 20],
  ]);
  const window = { spans, sampleCount: 96_000 };
  const counts = (count: number) => splitWindow(window, count).map((part) => part.spans.length);
  assert.deepEqual(counts(2), [2, 1]);
  assert.deepEqual(counts(1), [1, 2]);
  assert.deepEqual(counts(0), [1, 2]);
  assert.deepEqual(
    splitWindow(window, 2).flatMap((part) => part.spans),
    spans,
  );
  assert.throws(() => splitWindow({ spans: spans.slice(0, 1), sampleCount: 32_000 }, 0), TypeError);
});
