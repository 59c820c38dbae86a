import assert from "node:assert/strict";
import { test } from "node:test";
import { GainChooser, gainReach } from "../../src/speech/choose-gain.ts";

/** Gains of all frames of a recording. */
function gainsOf(levels: readonly number[]): number[] {
  const chooser = new GainChooser({ from: 0, to: levels.length, at: (frame) => levels[frame]! });
  return levels.map((_, frame) => chooser.gainOf(frame));
}

/** Syllables of a fifth of a second, 0.1 s between them, and a pause of half a second after every fifth. */
function speech(seconds: number, dbfs: number, pauseDbfs = -90): number[] {
  return Array.from({ length: Math.round(seconds * 31.25) }, (_, frame) => {
    const at = frame % 61;
    if (at >= 45) return pauseDbfs;
    return at % 9 < 6 ? dbfs : Math.max(pauseDbfs, dbfs - 25);
  });
}

/** Gains where somebody speaks. */
const spoken = (levels: readonly number[], dbfs: number) =>
  gainsOf(levels).filter((_, frame) => levels[frame] === dbfs);

test("speech of ordinary loudness stays as it is, and so do its pauses", () => {
  for (const dbfs of [-12, -24, -38]) {
    const levels = speech(30, dbfs, -70);
    assert.ok(
      gainsOf(levels).every((gain) => gain === 0),
      `speech at ${dbfs} dBFS`,
    );
  }
});

test("quiet speech is raised to one level, whatever its own is", () => {
  for (const dbfs of [-50, -60, -70]) {
    const raised = spoken(speech(30, dbfs, -95), dbfs).map((gain) => dbfs + gain);
    assert.ok(Math.min(...raised) > -32 && Math.max(...raised) < -22, `${dbfs}: ${Math.min(...raised)}`);
  }
});

test("silence, steady noise and a steady tone are not raised", () => {
  for (const dbfs of [-100, -80, -60, -50]) {
    const noise = Array.from({ length: 900 }, (_, frame) => dbfs + Math.sin(frame * 7));
    assert.ok(
      gainsOf(noise).every((gain) => gain < 1),
      `noise at ${dbfs} dBFS`,
    );
  }
});

test("the noise between quiet words stays far below speech", () => {
  const levels = speech(30, -50, -66);
  const gains = gainsOf(levels);
  assert.ok(levels.every((dbfs, frame) => dbfs > -66 || dbfs + gains[frame]! <= -43));
  assert.ok(Math.min(...spoken(levels, -50)) > 10, "the words are raised nevertheless");
});

test("a far voice is raised beside a near one, and the near one is not", () => {
  const turns = [-25, -60, -25, -60].map((dbfs) => speech(3, dbfs));
  const levels = turns.flat();
  const gains = gainsOf(levels);
  const { length } = turns[0]!;
  for (const [index, dbfs] of [-25, -60, -25, -60].entries()) {
    // Half a second beside another voice belongs to that one.
    const inside = levels
      .map((level, frame) => ({ level, gain: gains[frame]!, at: frame - index * length }))
      .filter(({ level, at }) => level === dbfs && at >= 16 && at < length - 16);
    assert.ok(inside.length > 20);
    assert.ok(inside.every(({ gain }) => (dbfs === -25 ? gain === 0 : gain > 25)));
  }
});

test("a gain depends on the sound near its frame alone", () => {
  const far = [...speech(20, -30, -80), ...speech(60, -58, -85)];
  const gains = gainsOf(far);
  const from = 900;
  const chooser = new GainChooser({ from, to: far.length, at: (frame) => far[frame]! });
  for (let frame = from + gainReach; frame < far.length; frame++)
    assert.equal(chooser.gainOf(frame), gains[frame]);
});
