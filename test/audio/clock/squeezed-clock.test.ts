import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ClockChange, ClockFollower } from "../../../src/audio/clock/follow-clock.ts";

const sampleRate = 48_000;
const frameSamples = 960;
const frameSeconds = frameSamples / sampleRate;

type Followed = { changes: ClockChange[]; seconds: number; starts: number[] };

/** @param times of frames of 20 ms */
function follow(times: number[], packetQuantum?: number): Followed {
  const changes: ClockChange[] = [];
  const follower = new ClockFollower<number>({
    toleranceSeconds: 0.015,
    findZero: () => 0,
    packetQuantum,
    loudness: () => 1,
    onChange: (change) => changes.push(change),
  });
  const placed = times.flatMap((seconds, content) =>
    follower.push({ content, samples: frameSamples, sampleRate, seconds }),
  );
  placed.push(...follower.finish());
  let at = 0;
  const starts: number[] = [];
  for (const { content, samples, silence, skip } of placed) {
    at += silence;
    if (skip < samples) starts[content] = (at - skip) / sampleRate;
    at += samples - skip;
  }
  return { changes, seconds: at / sampleRate, starts };
}

/**
 * What FFmpeg writes where a clock falls back: each time is at least a little after the one before, until the clock has caught up.
 * @param part of a frame's length that passes between squeezed frames
 */
function fallBack({ at, by, part }: { at: number; by: number; part: number }): number[] {
  let last = Number.NEGATIVE_INFINITY;
  return Array.from({ length: 600 }, (_, i) => {
    const time = i * frameSeconds;
    last = Math.max(time - (time > at ? by : 0), last + frameSeconds * part);
    return Math.round(last * 1000) / 1000;
  });
}

const kinds = ({ changes }: Followed) => changes.map(({ kind }) => kind);

test("no sound is lost where times are squeezed together for more than a second in all", () => {
  for (const packetQuantum of [undefined, 120])
    for (const by of [1.3, 1.5, 2, 3])
      for (const part of [0, 0.05, 0.5, 0.8]) {
        const followed = follow(fallBack({ at: 5, by, part }), packetQuantum);
        const lost = 12 - followed.seconds;
        assert.ok(Math.abs(lost) < 1e-9, `${by} ${part} ${packetQuantum}: ${lost} s lost`);
        assert.deepEqual(kinds(followed), ["jump"], `${by} ${part}`);
      }
});

test("squeezed times that fall back by less than a second are one overlap, and the rest is on the clock to half a packet", () => {
  for (const packetQuantum of [undefined, 120])
    for (const by of [0.04, 0.1, 0.3, 0.9])
      for (const part of [0, 0.05, 0.4]) {
        const what = `${by} ${part} ${packetQuantum}`;
        const times = fallBack({ at: 5, by, part });
        const followed = follow(times, packetQuantum);
        assert.deepEqual(
          kinds(followed).filter((kind) => kind !== "drift"),
          ["overlap"],
          what,
        );
        const tolerance = packetQuantum ? frameSeconds / 2 : 0.002;
        for (let i = 400; i < 600; i++)
          assert.ok(Math.abs(followed.starts[i]! - times[i]!) <= tolerance + 0.001, `${what}: ${i}`);
      }
});

test("a clock that falls back steadily, faster than any sound card, costs a tenth of a second at most, and it is said", () => {
  for (const rate of [0.7, 0.9, 0.95, 0.98]) {
    const times = Array.from({ length: 3000 }, (_, i) => Math.round(i * frameSeconds * rate * 1000) / 1000);
    const followed = follow(times);
    assert.ok(60 - followed.seconds < 0.15, `${rate}: ${60 - followed.seconds} s lost`);
    const jumps = kinds(followed).filter((kind) => kind === "jump");
    assert.equal(jumps.length, 1, `${rate}`);
  }
});

test("whatever the steps back, what is left out is at most what single steps of up to a second that stay add up to", () => {
  const step = fc.record({
    frames: fc.integer({ min: 60, max: 200 }),
    by: fc.integer({ min: 0, max: 3000 }),
    squeezed: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
      const times: number[] = [];
      let clock = 20;
      let last = Number.NEGATIVE_INFINITY;
      let allowed = 0;
      for (const { frames, by, squeezed } of steps) {
        clock -= by / 1000;
        if (by <= 1000) allowed += by / 1000;
        for (let i = 0; i < frames + (squeezed ? by / 20 : 0); i++, clock += frameSeconds) {
          last = squeezed ? Math.max(clock, last + 0.001) : clock;
          times.push(last);
        }
        // Half a second that is even, so that the next one is a step of its own.
        for (let i = 0; i < 60; i++, clock += frameSeconds) times.push(clock);
        last = clock;
      }
      const { changes, seconds } = follow(times);
      const isCut = ({ seconds, kind }: ClockChange) => kind !== "jump" && seconds < 0;
      const lost = -changes.filter(isCut).reduce((sum, { seconds }) => sum + seconds, 0);
      const edits = changes.reduce((sum, { seconds, kind }) => sum + (kind === "jump" ? 0 : seconds), 0);
      assert.ok(lost <= allowed + 0.03, `${lost} of ${allowed}`);
      // What is left out is said.
      assert.ok(Math.abs(seconds - (times.length * frameSeconds + edits)) < 0.001);
    }),
  );
});
