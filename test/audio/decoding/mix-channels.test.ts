import assert from "node:assert/strict";
import { test } from "node:test";
import { fitChannels, mixChannels, mixedChannels } from "../../../src/audio/decoding/mix-channels.ts";
import { openAudio } from "../../../src/audio/open-audio.ts";
import { buildWav, readAll, worstDifference, writeTemporary } from "../make-wav.ts";

const surround51 = 0x3f;
const ones = (count: number, loud: number) =>
  Array.from({ length: count }, (_, i) => new Float32Array(4).fill(i === loud ? 1 : 0));

test("One and two channels are left as they are", () => {
  for (const count of [1, 2]) {
    const planes = ones(count, 0);
    assert.equal(mixChannels(planes, 0), planes);
    assert.equal(mixedChannels(count, 3), count);
  }
});

test("Of 5.1 the sides go to their side, the centre to both at -3 dB, the subwoofer nowhere, and nothing overloads", () => {
  const shareOf = (loud: number) => mixChannels(ones(6, loud), surround51).map((plane) => plane[0]!);
  const [front] = shareOf(0);
  const near = (given: number[], wanted: number[]) =>
    wanted.forEach((value, i) => {
      assert.ok(Math.abs(given[i]! - value) < 1e-6, `${given} for ${wanted}`);
    });
  near(shareOf(0), [front!, 0]);
  near(shareOf(1), [0, front!]);
  near(shareOf(2), [front! * Math.SQRT1_2, front! * Math.SQRT1_2]);
  near(shareOf(3), [0, 0]);
  near(shareOf(4), [front! * Math.SQRT1_2, 0]);
  near(shareOf(5), [0, front! * Math.SQRT1_2]);
  const all = Array.from({ length: 6 }, () => new Float32Array(4).fill(1));
  for (const plane of mixChannels(all, surround51)) assert.ok(plane[0]! <= 1 + 1e-6);
});

test("Channels of no declared place become one that has them all", () => {
  const [mono, ...more] = mixChannels(ones(4, 2), 0);
  assert.equal(more.length, 0);
  assert.equal(mono![0], 0.25);
});

test("A surround WAV is read as stereo, a four-microphone WAV as mono", async () => {
  const planes = Array.from({ length: 6 }, (_, i) => new Float32Array(1600).fill(i === 4 ? 0.5 : 0));
  const surround = await openAudio(writeTemporary("51.wav", buildWav(planes, { channelMask: surround51 })));
  assert.equal(surround.channels, 2);
  const [left, right] = await readAll(surround);
  assert.ok(left![100]! > 0.1 && right![100] === 0);
  const field = await openAudio(writeTemporary("4.wav", buildWav(planes.slice(2), { channelMask: 0 })));
  assert.equal(field.channels, 1);
  const [mono] = await readAll(field);
  assert.ok(worstDifference(mono!, new Float32Array(1600).fill(0.125)) < 1e-4);
});

test("A pair fits one channel as its mean, one channel fits a pair twice", () => {
  const [left, right] = [new Float32Array([1, 0]), new Float32Array([0, 0.5])];
  assert.deepEqual(fitChannels([left, right], 1), [new Float32Array([0.5, 0.25])]);
  assert.deepEqual(fitChannels([left], 2), [left, left]);
});
