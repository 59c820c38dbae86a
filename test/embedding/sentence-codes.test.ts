import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compareSentences, encodeSentences, nearestSentence } from "../../src/embedding/sentence-codes.ts";
import { cosine } from "../contracts/embedder.ts";

/** Unit vectors that lean towards one direction, as those of a language model do. */
function unitVector(numbers: readonly number[], towards?: Float32Array): Float32Array {
  const leaning = numbers.map((value, i) => value + 20 * (towards?.[i] ?? 0));
  const length = Math.hypot(...leaning);
  return Float32Array.from(leaning, (value) => value / length);
}

const numbersOf = (dimensions: number) =>
  fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: dimensions, maxLength: dimensions });
/** Numbers of which no one stands far out: a vector of all but one 0 is none that a model gives. */
const spread = (dimensions: number) =>
  numbersOf(dimensions)
    .filter((numbers) => numbers.filter((value) => Math.abs(value) > 200).length > dimensions / 2)
    .map((numbers) => numbers.map((value) => value / 300));

describe("the codes of a passage's sentences", () => {
  it("give each sentence's cosine with any question but for the noise of 4 bits", () => {
    for (const dimensions of [384, 33]) {
      const property = fc.property(
        spread(dimensions),
        spread(dimensions),
        fc.array(spread(dimensions), { minLength: 1, maxLength: 5 }),
        (question, passage, others) => {
          const asked = unitVector(question);
          const whole = unitVector(passage);
          const sentences = others.map((numbers, at) => ({
            firstWord: at * 9,
            vector: unitVector(numbers, whole),
          }));
          const found = compareSentences(encodeSentences(whole, sentences), asked, cosine(asked, whole));
          assert.deepEqual(
            found.map((one) => one.firstWord),
            sentences.map((one) => one.firstWord),
          );
          for (const [at, { similarity }] of found.entries()) {
            const exact = cosine(asked, sentences[at]!.vector);
            // A step is .4 deviations wide: its error is .12 of them, spread over all dimensions.
            assert.ok(
              Math.abs(similarity - exact) < 0.5 / Math.sqrt(dimensions),
              `${similarity} for ${exact}`,
            );
          }
        },
      );
      fc.assert(property, { numRuns: 30 });
    }
  });

  it("take 202 bytes a sentence of 384 dimensions, and nothing for no sentence", () => {
    const vector = unitVector(Array.from({ length: 384 }, (_, i) => Math.sin(i)));
    assert.equal(encodeSentences(vector, [{ firstWord: 0, vector }]).length, 202);
    assert.equal(encodeSentences(vector, []).length, 0);
    assert.deepEqual(compareSentences(new Uint8Array(), vector, 1), []);
  });

  it("of a sentence that says the same as the whole passage are as near as the passage", () => {
    const vector = unitVector(Array.from({ length: 384 }, (_, i) => Math.sin(i)));
    const [one] = compareSentences(encodeSentences(vector, [{ firstWord: 7, vector }]), vector, 1);
    assert.equal(one!.firstWord, 7);
    assert.ok(Math.abs(one!.similarity - 1) < 1e-5);
  });

  it("may lie anywhere in a buffer, as SQLite hands them out", () => {
    const vector = unitVector(Array.from({ length: 384 }, (_, i) => Math.cos(i)));
    const codes = encodeSentences(vector, [{ firstWord: 70, vector }]);
    const moved = new Uint8Array(codes.length + 3);
    moved.set(codes, 3);
    assert.deepEqual(compareSentences(moved.subarray(3), vector, 1), compareSentences(codes, vector, 1));
  });
});

describe("the nearest sentence", () => {
  it("is the first of equals, and none of none", () => {
    const sentences = [
      { firstWord: 0, similarity: 0.7 },
      { firstWord: 8, similarity: 0.8 },
      { firstWord: 20, similarity: 0.8 },
    ];
    assert.equal(nearestSentence(sentences)?.firstWord, 8);
    assert.equal(nearestSentence([]), undefined);
  });
});
