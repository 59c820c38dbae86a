import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { endsInLoop } from "../../src/speech/find-loop.ts";

test("a run repeated four times and 24 tokens long is a loop", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { maxLength: 30 }),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 24 }),
      (before, run) => {
        const times = Math.max(4, Math.ceil(24 / run.length));
        assert.ok(endsInLoop([...before, ...Array.from({ length: times }, () => run).flat()]));
      },
    ),
  );
});

test("what people repeat is not a loop", () => {
  const noNoNo = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
  assert.ok(!endsInLoop(noNoNo));
  const refrain = Array.from({ length: 12 }, (_, i) => i);
  assert.ok(!endsInLoop([...refrain, ...refrain, ...refrain]));
  assert.ok(!endsInLoop(Array.from({ length: 400 }, (_, i) => (i * i) % 397)));
});
