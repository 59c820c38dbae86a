import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alignTokens } from "../../../src/speech/whisper/align-words.ts";

test("the worked example of alignTokens gives the starts it names", () => {
  const rows = [
    [0.8, 0.7, 0.1, 0.0, 0.0, 0.0],
    [0.1, 0.2, 0.8, 0.9, 0.1, 0.0],
    [0.1, 0.1, 0.1, 0.1, 0.9, 0.9],
  ];
  assert.deepEqual(
    alignTokens(
      rows.map((row) => [Float32Array.from(row)]),
      1,
    ),
    [0, 2, 4],
  );
});

test("a frame that every token looks at moves nothing", () => {
  const rows = [
    [0.8, 0.7, 0.1, 5.0, 0.0, 0.0],
    [0.1, 0.2, 0.8, 5.9, 0.1, 0.0],
    [0.1, 0.1, 0.1, 5.1, 0.9, 0.9],
  ];
  assert.deepEqual(
    alignTokens(
      rows.map((row) => [Float32Array.from(row)]),
      1,
    ),
    [0, 2, 4],
  );
});

test("starts never decrease and lie inside the sound, whatever the attention", () => {
  const attention = fc
    .record({
      tokens: fc.integer({ min: 1, max: 12 }),
      heads: fc.integer({ min: 1, max: 3 }),
      frames: fc.integer({ min: 1, max: 40 }),
    })
    .chain(({ tokens, heads, frames }) =>
      fc.array(
        fc.array(fc.float32Array({ minLength: frames, maxLength: frames, noNaN: true, min: 0, max: 1 }), {
          minLength: heads,
          maxLength: heads,
        }),
        { minLength: tokens, maxLength: tokens },
      ),
    );
  fc.assert(
    fc.property(attention, (rows) => {
      const starts = alignTokens(rows);
      assert.equal(starts.length, rows.length);
      for (const [i, start] of starts.entries()) {
        assert.ok(start >= (starts[i - 1] ?? 0) && start < rows[0]![0]!.length);
      }
    }),
    { numRuns: 200 },
  );
});

test("no sound gives every token frame 0", () => {
  assert.deepEqual(alignTokens([[new Float32Array(0)], [new Float32Array(0)]]), [0, 0]);
});
