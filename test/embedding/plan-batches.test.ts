import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { planBatches } from "../../src/embedding/plan-batches.ts";

test("short texts share a batch and long ones go alone", () => {
  assert.deepEqual(planBatches([300, 10, 250, 12, 11], 256), [[1, 4, 3], [2], [0]]);
});

test("without a budget every text is a batch of its own", () => {
  assert.deepEqual(planBatches([5, 5, 5], 0), [[0], [1], [2]]);
});

test("every text is in exactly one batch, and no batch of several is over the budget with its padding", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 100 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 0, max: 2000 }), (all, budget) => {
      const batches = planBatches(all, budget);
      assert.deepEqual(
        batches.flat().toSorted((a, b) => a - b),
        [...all.keys()],
      );
      for (const batch of batches) {
        assert.ok(batch.length === 1 || batch.length * Math.max(...batch.map((i) => all[i]!)) <= budget);
      }
    }),
  );
});
