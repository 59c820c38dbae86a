import assert from "node:assert/strict";
import { test } from "node:test";
import { poolVectors } from "../../src/embedding/pool-vectors.ts";

/** Two rows of three tokens of two numbers; the first row's last token is padding. */
const output = { data: Float32Array.of(3, 0, 0, 4, 99, 99, 1, 0, 0, 0, 2, 0), dims: [2, 3, 2] };

test("the mean counts a row's own tokens and not its padding", () => {
  const vectors = poolVectors(output, [2, 3], "mean");
  assert.deepEqual(
    vectors.map((v) => [...v]),
    [
      [Math.fround(0.6), Math.fround(0.8)],
      [1, 0],
    ],
  );
});

test("the first token alone is taken where the model was trained so", () => {
  assert.deepEqual(
    poolVectors(output, [2, 3], "cls").map((v) => [...v]),
    [
      [1, 0],
      [1, 0],
    ],
  );
});

test("what the graph has pooled is only brought to length 1", () => {
  const pooled = { data: Float32Array.of(0, 5, -2, 0), dims: [2, 2] };
  assert.deepEqual(
    poolVectors(pooled, [7, 9], "graph").map((v) => [...v]),
    [
      [0, 1],
      [-1, 0],
    ],
  );
});

test("a vector without length, or not a number, is refused", () => {
  for (const bad of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => poolVectors({ data: Float32Array.of(bad, 0), dims: [1, 2] }, [1], "graph"),
      RangeError,
    );
  }
});
