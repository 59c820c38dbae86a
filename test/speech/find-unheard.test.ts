import assert from "node:assert/strict";
import { test } from "node:test";
import type { Word } from "../../src/domain.ts";
import { unheardSeconds } from "../../src/speech/find-unheard.ts";

/** One piece of voice from 1 s to 11 s. */
const window = {
  pieces: [{ start: 0, samples: new Float32Array(192_000), voiceStart: 16_000, voiceEnd: 176_000, voice: 1 }],
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

test("speech full of words is heard, with a breath here and there", () => {
  assert.equal(unheardSeconds(window, every(500, 11_000)), 0);
  assert.equal(unheardSeconds(window, every(1000, 11_000)), 0);
});

test("speech without any word, and the part after the last word, are unheard", () => {
  assert.equal(unheardSeconds(window, []), 10);
  assert.equal(unheardSeconds(window, every(500, 6000)), 5.2);
});

test("one word stretched over seconds hides nothing", () => {
  assert.equal(unheardSeconds(window, [word(1000, 8000), ...every(500, 11_000).slice(14)]), 5.5);
});
