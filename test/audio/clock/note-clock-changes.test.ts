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

test("a place is named once, however many changes it has", () => {
  const at = (atSeconds: number): ClockChange => ({ kind: "overlap", atSeconds, seconds: -0.1 });
  const [note] = noteClockChanges([at(5), at(5.2), at(5.4), at(8)]);
  assert.equal(note?.values.places, "0:05, 0:08");
});

test("a long sum is a time of the clock", () => {
  const [text] = textsOf([{ kind: "late-start", atSeconds: 0, seconds: 3660 }]);
  assert.equal(text, "the sound begins 1:01:00 after the start of the file: there is silence until then");
});
