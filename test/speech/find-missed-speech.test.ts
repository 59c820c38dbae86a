import assert from "node:assert/strict";
import { test } from "node:test";
import type { Word } from "../../src/domain.ts";
import { findMissedSpeech } from "../../src/speech/find-missed-speech.ts";

/** One span of voice from 1 s to 11 s. */
const window = {
  spans: [{ start: 0, samples: new Float32Array(192_000), voiceStart: 16_000, voiceEnd: 176_000, voice: 1 }],
  sampleCount: 192_000,
};
const word = (startMs: number, endMs: number): Word => ({
  text: "слово",
  startMs,
  endMs,
  confidence: 1,
  timing: "measured",
});
const every = (stepMs: number, toMs: number) =>
  Array.from({ length: (toMs - 1000) / stepMs }, (_, i) => word(1000 + i * stepMs, 1000 + i * stepMs + 300));

test("speech with words throughout, and short breaths, is not missed", () => {
  assert.equal(findMissedSpeech(window, every(500, 11_000)).seconds, 0);
  assert.equal(findMissedSpeech(window, every(1000, 11_000)).seconds, 0);
});

test("speech without any word, and the part after the last word, are missed", () => {
  assert.equal(findMissedSpeech(window, []).seconds, 10);
  assert.equal(findMissedSpeech(window, every(500, 6000)).seconds, 5.2);
});

test("one word stretched over seconds hides no missed speech", () => {
  assert.equal(findMissedSpeech(window, [word(1000, 8000), ...every(500, 11_000).slice(14)]).seconds, 5.5);
});

test("the first span without words is reported", () => {
  const spans = [0, 1, 2, 3].map((index) => ({
    start: index * 80_000,
    samples: new Float32Array(64_000),
    voiceStart: index * 80_000,
    voiceEnd: index * 80_000 + 64_000,
    voice: 1,
  }));
  const heard = (index: number) =>
    every(500, 5000).map(({ startMs }) => word(startMs - 1000 + index * 5000, startMs - 700 + index * 5000));
  const four = { spans, sampleCount: 256_000 };
  assert.deepEqual(findMissedSpeech(four, [...heard(0), ...heard(1), ...heard(3)]), {
    seconds: 4,
    firstSpan: 2,
  });
  assert.deepEqual(findMissedSpeech(four, [...heard(3)]), { seconds: 12, firstSpan: 0 });
});
