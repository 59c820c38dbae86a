import assert from "node:assert/strict";
import { test } from "node:test";
import {
  areEqual,
  chooseChannels,
  isOneEmpty,
  type MeasuredSignal,
} from "../../src/speech/choose-channels.ts";

const frameCount = 180;
/** Somebody speaks two thirds of the time. */
const isSpoken = (frame: number) => frame % 30 < 20;

/** A signal with speech at one level and noise at another. */
function signal(
  speechDb: number,
  noiseDb: number,
  { voice = 0.9, spoken = isSpoken }: { voice?: number; spoken?: (frame: number) => boolean } = {},
): MeasuredSignal {
  const frames = Array.from({ length: frameCount }, (_, frame) => spoken(frame));
  return {
    levels: frames.map((is) => (is ? Math.max(speechDb, noiseDb) : noiseDb)),
    voice: frames.map((is) => (is ? voice : 0.05)),
  };
}

test("equal channels are one sound, whatever their volume; silence, too", () => {
  assert.ok(areEqual([-20, -30], [-60, -60]));
  assert.ok(areEqual([-100, -100], [-100, -100]));
  assert.ok(!areEqual([-20, -30], [-35, -40]));
  assert.ok(!areEqual([-90, -90], [-20, -30]), "opposite phase");
  assert.ok(isOneEmpty([-20, -30], [-95, -80]) && isOneEmpty([-100], [-30]));
  assert.ok(!isOneEmpty([-20, -30], [-20, -60]) && !isOneEmpty([-100], [-100]));
});

test("the mix is taken unless another signal is clearly better", () => {
  const [left, right, mix] = [signal(-20, -60), signal(-24, -60), signal(-21, -62)];
  assert.deepEqual(chooseChannels({ left, right, mix }), { use: "mix" });
  const nobody = signal(-100, -60, { voice: 0.1 });
  assert.deepEqual(chooseChannels({ left: nobody, right: nobody, mix: nobody }), { use: "mix" });
});

test("a channel full of noise is left out, also where the voice is still heard through it", () => {
  const noisy = signal(-20, -22, { voice: 0.2 });
  for (const voice of [0.3, 0.8]) {
    const mix = signal(-24, -28, { voice });
    assert.deepEqual(chooseChannels({ left: signal(-20, -60), right: noisy, mix }), { use: "left" });
    assert.deepEqual(chooseChannels({ left: noisy, right: signal(-20, -60), mix }), { use: "right" });
  }
});

test("opposite phase: what is left of the mix is nothing, and the difference has it all", () => {
  const plain = signal(-20, -60);
  const mix = signal(-95, -95, { voice: 0.02 });
  assert.deepEqual(chooseChannels({ left: plain, right: plain, mix, difference: plain }), {
    use: "difference",
  });
});

test("two people on two channels are heard apart, each with their own loudness", () => {
  const isLeft = (frame: number) => isSpoken(frame) && frame < 100;
  const isRight = (frame: number) => isSpoken(frame) && frame >= 100;
  const left = signal(-20, -55, { spoken: isLeft });
  const right = signal(-31, -60, { spoken: isRight });
  const plan = chooseChannels({ left, right, mix: signal(-24, -56) });
  assert.ok(plan.use === "separate");
  assert.ok(Math.abs(plan.speechDb[0] + 20) < 0.5 && Math.abs(plan.speechDb[1] + 31) < 0.5);
});

test("two people who speak all the time at equal level, as with an interpreter, are heard apart; one room is not", () => {
  const talk = (period: number): MeasuredSignal => ({
    levels: Array.from(
      { length: frameCount },
      (_, frame) => -24 + 6 * Math.sin((frame * 2 * Math.PI) / period),
    ),
    voice: Array.from({ length: frameCount }, () => 0.9),
  });
  const [left, right, mix] = [talk(9), talk(13), talk(11)];
  const plan = chooseChannels({ left, right, mix });
  assert.ok(plan.use === "separate");
  assert.ok(plan.speechDb.every((db) => Math.abs(db + 22) < 2));
  const near = talk(9);
  const far = { ...near, levels: near.levels.map((level, frame) => level - 5 + 2 * Math.sin(frame)) };
  assert.deepEqual(chooseChannels({ left: near, right: far, mix: near }), { use: "mix" });
  const silent = { ...right, voice: right.voice.map(() => 0.3) };
  assert.notEqual(chooseChannels({ left, right: silent, mix }).use, "separate");
});

test("one voice in both channels is no conversation, and neither is one that never answers", () => {
  const both = { left: signal(-20, -60), right: signal(-24, -60), mix: signal(-21, -60) };
  assert.deepEqual(chooseChannels(both), { use: "mix" });
  const alone = { left: signal(-20, -60), right: signal(-100, -70), mix: signal(-26, -66) };
  assert.deepEqual(chooseChannels(alone), { use: "mix" });
});
