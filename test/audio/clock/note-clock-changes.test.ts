import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClockChange } from "../../../src/audio/clock/follow-clock.ts";
import { noteClockChanges } from "../../../src/audio/clock/note-clock-changes.ts";

const textsOf = (changes: ClockChange[]) => noteClockChanges(changes).map(({ text }) => text);

test("whatever is left out is said, however short", () => {
  for (const seconds of [-0.02, -0.04, -0.1]) {
    const [overlap] = noteClockChanges([{ kind: "overlap", atSeconds: 5, seconds }]);
    assert.equal(overlap?.code, "audio-overlaps-cut");
    assert.equal(overlap?.values.seconds, (-seconds).toFixed(2));
    const [drift] = noteClockChanges([{ kind: "drift", atSeconds: 5, seconds }]);
    assert.equal(drift?.code, "audio-clock-faster");
  }
  assert.deepEqual(textsOf([{ kind: "drift", atSeconds: 5, seconds: 0.02 }]), []);
});
