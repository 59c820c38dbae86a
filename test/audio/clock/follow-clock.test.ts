import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ClockChange, ClockFollower, type PlacedRun } from "../../../src/audio/clock/follow-clock.ts";

type Frame = { id: number; seconds: number; samples?: number; loudness?: number };

const sampleRate = 48_000;
const frameSamples = 960;
const frameSeconds = frameSamples / sampleRate;

type Followed = { placed: PlacedRun<Frame>[]; changes: ClockChange[]; seconds: number };

function follow(
  frames: Frame[],
  options: { tolerance?: number; stated?: number; packetQuantum?: number; zero?: number } = {},
): Followed {
  const changes: ClockChange[] = [];
  const follower = new ClockFollower<Frame>({
    toleranceSeconds: options.tolerance ?? 0.015,
    findZero: () => options.zero ?? 0,
    statedSeconds: options.stated,
    packetQuantum: options.packetQuantum,
    loudness: ({ loudness = 1 }) => loudness,
    onChange: (change) => changes.push(change),
  });
  const placed = frames.flatMap((content) =>
    follower.push({
      content,
      samples: content.samples ?? frameSamples,
      sampleRate,
      seconds: content.seconds,
    }),
  );
  placed.push(...follower.finish());
  const samples = placed.reduce((sum, run) => sum + run.silence + run.samples - run.skip, 0);
  return { placed, changes, seconds: samples / sampleRate };
}

/** Where the first sample of each frame lies, seconds. */
function startsOf(placed: PlacedRun<Frame>[]): Map<number, number> {
  let at = 0;
  return new Map(
    placed.map(({ content, samples, silence, skip }) => {
      at += silence;
      const start = at / sampleRate;
      at += samples - skip;
      return [content.id, start];
    }),
  );
}

const framesAt = (times: number[]): Frame[] => times.map((seconds, id) => ({ id, seconds }));
const regular = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, i) => from + i * frameSeconds);

test("a hole is filled exactly where it is, and so is a late start", () => {
  const late = follow(framesAt(regular(100, 5)));
  assert.deepEqual([late.placed[0]!.silence, late.seconds], [5 * sampleRate, 7]);
  assert.deepEqual(late.changes, [{ kind: "late-start", atSeconds: 0, seconds: 5 }]);
  const holed = follow(framesAt([...regular(100), ...regular(100, 7)]));
  assert.equal(holed.placed[100]!.silence, 5 * sampleRate);
  assert.equal(holed.seconds, 9);
  // One packet of 20 ms lost by a network; two holes close together; one right before the end.
  const lost = framesAt(regular(150)).filter(({ id }) => id !== 50 && id !== 53 && id !== 148);
  const filled = follow(lost);
  assert.deepEqual(
    filled.placed.filter(({ silence }) => silence > 0).map(({ content, silence }) => [content.id, silence]),
    [
      [51, 960],
      [54, 960],
    ],
  );
  // A single time at the very end proves little: 20 ms may be a rounding there, 100 ms are not.
  const end = follow(framesAt([...regular(100), 2.1]));
  assert.equal(end.placed.at(-1)!.silence, 4800);
});

test("jitter, rounding and the block changes of Vorbis are no holes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 30, maxLength: 300 }),
      fc.integer({ min: 0, max: 5 }),
      (jitter, every) => {
        // Programs read their clock late, by up to 30 ms; some frame within half a second is in time.
        const frames = framesAt(regular(jitter.length)).map((frame) => ({
          ...frame,
          seconds:
            Math.round(
              (frame.seconds + (frame.id % (every + 2) === 0 ? 0 : jitter[frame.id]! / 1000)) * 1000,
            ) / 1000,
        }));
        const { placed, changes, seconds } = follow(frames.slice(0, -1));
        assert.deepEqual(changes, []);
        assert.equal(Math.round(seconds * sampleRate), (frames.length - 1) * frameSamples);
        assert.ok(placed.every(({ silence, skip }) => silence === 0 && skip === 0));
      },
    ),
  );
});

test("with any set of holes every frame is where the clock says, and nothing is lost or doubled", () => {
  const hole = fc.record({
    before: fc.integer({ min: 1, max: 60 }),
    milliseconds: fc.integer({ min: 16, max: 4000 }),
  });
  fc.assert(
    fc.property(fc.array(hole, { minLength: 1, maxLength: 8 }), fc.boolean(), (holes, isPackets) => {
      const times: number[] = [];
      let at = 0;
      for (const { before, milliseconds } of [...holes, { before: 60, milliseconds: 0 }]) {
        for (let i = 0; i < before; i++, at += frameSeconds) times.push(at);
        at += milliseconds / 1000;
      }
      const { placed, seconds } = follow(framesAt(times), isPackets ? { packetQuantum: 120 } : {});
      assert.deepEqual(
        placed.map(({ content }) => content.id),
        times.map((_, id) => id),
      );
      const starts = startsOf(placed);
      const tolerance = isPackets ? 0.0026 : 0.5 / sampleRate;
      // A hole is known from the frames behind it, so that several in a row are found one after another.
      for (const [id, seconds] of times.entries())
        assert.ok(
          Math.abs(starts.get(id)! - seconds) <= tolerance,
          `${id}: ${starts.get(id)} for ${seconds}`,
        );
      assert.ok(Math.abs(seconds - (times.at(-1)! + frameSeconds)) <= tolerance);
    }),
  );
});

test("sound before the clock's zero is cut, and sound for a time that had sound is left out", () => {
  const early = follow(framesAt(regular(100, -1)));
  assert.equal(early.seconds, 1);
  assert.ok(Math.abs(startsOf(early.placed).get(75)! - 0.5) < 1e-9);
  const twice = follow(framesAt([...regular(100), ...regular(100, 1.9)]));
  assert.deepEqual(
    twice.changes.map(({ kind }) => kind),
    ["overlap"],
  );
  assert.ok(Math.abs(twice.seconds - 3.9) < 1e-9);
  const packets = follow(framesAt([...regular(100), ...regular(100, 1.9)]), { packetQuantum: 120 });
  assert.equal(packets.placed.filter(({ skip }) => skip > 0).length, 5);
  assert.ok(Math.abs(packets.seconds - 3.9) < 1e-9);
});

test("a clock that falls back far is carried on, and one wrong time alone changes nothing", () => {
  const joined = follow(framesAt([...regular(100, 10), ...regular(100, 3)]), { zero: 10 });
  assert.equal(joined.seconds, 4);
  assert.deepEqual(
    joined.changes.map(({ kind }) => kind),
    ["jump"],
  );
  for (const wrong of [-3600, -2, 0.2, 3600]) {
    const { changes, seconds } = follow(
      framesAt(regular(100).map((time, i) => (i === 50 ? time + wrong : time))),
    );
    assert.deepEqual(changes, [], `${wrong}`);
    assert.equal(seconds, 2);
  }
  const unknown = follow(framesAt(regular(100).map((time, i) => (i % 5 === 0 ? time : Number.NaN))));
  assert.deepEqual([unknown.changes, unknown.seconds], [[], 2]);
});

test("a silence of hours is a damaged time, unless a header states that length", () => {
  const frames = framesAt([...regular(100), ...regular(100, 3602)]);
  const damaged = follow(frames);
  assert.deepEqual([damaged.seconds, damaged.changes.map(({ kind }) => kind)], [4, ["jump"]]);
  const stated = follow(frames, { stated: 3604 });
  assert.deepEqual([stated.seconds, stated.changes.map(({ kind }) => kind)], [3604, ["hole"]]);
  // Many holes may not add up to hours either.
  const many = framesAt(Array.from({ length: 60 }, (_, i) => regular(50, i * 500)).flat());
  assert.ok(follow(many).seconds < 3700);
});

test("a sound card that is slower or faster than the clock is corrected at quiet places, never by 30 ms at once", () => {
  for (const rate of [1.001, 0.999, 1.00005]) {
    // Every 40th frame is quiet.
    const frames = framesAt(regular(6000).map((time) => Math.round(time * rate * 1000) / 1000)).map(
      (frame) => ({
        ...frame,
        loudness: frame.id % 20 === 0 ? 0 : 1,
      }),
    );
    for (const packetQuantum of [undefined, 120]) {
      const { placed, changes, seconds } = follow(frames, packetQuantum ? { packetQuantum } : {});
      const starts = startsOf(placed);
      for (const frame of frames)
        assert.ok(Math.abs(starts.get(frame.id)! - frame.seconds) < 0.02, `${rate}: ${frame.id}`);
      assert.ok(Math.abs(seconds - 120 * rate) < 0.02);
      assert.ok(
        changes.every(({ kind, seconds }) => kind === "drift" && Math.abs(seconds) < 0.03),
        `${rate}`,
      );
      if (!packetQuantum || rate > 1)
        assert.ok(Math.abs(changes.length - Math.abs(120 * (rate - 1)) / 0.016) < 1, `${changes.length}`);
      for (const { content, silence, skip } of placed)
        if (silence > 0 || skip === frameSamples) assert.equal(content.loudness, 0, `${content.id}`);
    }
  }
});

for (const [drift, packetQuantum] of [
  [1e-4, undefined],
  [-1e-4, 120],
  [1e-3, 120],
  [-1e-3, undefined],
] as const)
  test(`an hour of jitter whose clock drifts by ${drift * 1e6} ppm stays within 20 ms`, () => {
    const jitters = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 50 });
    const samples = packetQuantum ? frameSamples : 2 * frameSamples;
    const length = samples / sampleRate;
    const hour = fc.property(jitters, (jitter) => {
      // Of seven times one is in time, to the millisecond.
      const frames = Array.from({ length: 3600 / length }, (_, id) => {
        const late = id % 7 === 0 ? 0 : jitter[id % jitter.length]!;
        return { id, samples, seconds: Math.round(id * length * (1 + drift) * 1000 + late) / 1000 };
      });
      const { placed, changes } = follow(frames, packetQuantum ? { packetQuantum } : {});
      let greatest = 0;
      for (const [id, start] of startsOf(placed))
        greatest = Math.max(greatest, Math.abs(start - id * length * (1 + drift)));
      assert.ok(greatest < 0.02, `${greatest} s`);
      assert.ok(changes.every(({ kind }) => kind === "drift"));
    });
    fc.assert(hour, { numRuns: 1 });
  });
