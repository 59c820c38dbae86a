import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createResampler } from "../../../src/audio/decoding/resample.ts";
import { join32 } from "../make-wav.ts";

async function resample(
  samples: Float32Array,
  [fromRate, toRate]: [from: number, to: number],
  cuts: number[] = [],
): Promise<Float32Array> {
  const resampler = await createResampler({ fromRate, toRate, channels: 1 });
  const parts: Float32Array[] = [];
  let at = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), samples.length]) {
    parts.push(resampler.push([samples.subarray(at, cut)])[0]!);
    at = cut;
  }
  parts.push(resampler.flush()[0]!);
  return join32(parts);
}

function tone(frequency: number, sampleRate: number, length = sampleRate / 2): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / sampleRate));
}

/** Level of the middle of a sound against that of a full tone, dB. The ends ring. */
function levelDb(samples: Float32Array): number {
  const middle = samples.subarray(samples.length / 4, (3 * samples.length) / 4);
  const power = middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length;
  return 10 * Math.log10(2 * power + 1e-30);
}

const ratePairs: [number, number][] = [
  [44_100, 48_000],
  [48_000, 16_000],
  [44_100, 16_000],
  [8000, 48_000],
  [96_000, 48_000],
  [11_025, 48_000],
];

for (const [from, to] of ratePairs) {
  const nyquist = Math.min(from, to) / 2;

  test(`From ${from} to ${to} Hz a tone in the pass band keeps its level and its place`, async () => {
    for (const share of [0.02, 0.3, 0.6, 0.8]) {
      const given = await resample(tone(share * nyquist, from), [from, to]);
      const wanted = tone(share * nyquist, to, given.length);
      const error = given.map((sample, i) => sample - wanted[i]!);
      assert.ok(Math.abs(levelDb(given)) < 0.01, `${share}: ${levelDb(given)} dB`);
      assert.ok(levelDb(error) < -66, `${share}: error ${levelDb(error)} dB`);
    }
  });

  test(`From ${from} to ${to} Hz nothing beyond the lower Nyquist frequency is left or mirrored`, async () => {
    if (from > to) {
      for (const share of [1.001, 1.1, 1.5, 1.9]) {
        if (share * nyquist >= from / 2) continue;
        const level = levelDb(await resample(tone(share * nyquist, from), [from, to]));
        assert.ok(level < -80, `${share}: ${level} dB`);
      }
    } else {
      // What upsampling mirrors would stand at from - f: take the tone itself away and look at what remains.
      const frequency = 0.8 * nyquist;
      const given = await resample(tone(frequency, from), [from, to]);
      const wanted = tone(frequency, to, given.length);
      assert.ok(levelDb(given.map((sample, i) => sample - wanted[i]!)) < -66);
    }
  });
}

test("A click stays at its time", async () => {
  for (const [from, to] of ratePairs) {
    const samples = new Float32Array(from / 5);
    const at = Math.floor(samples.length / 2);
    samples[at] = 1;
    const given = await resample(samples, [from, to]);
    const peak = given.reduce((best, sample, i) => (Math.abs(sample) > Math.abs(given[best]!) ? i : best), 0);
    assert.ok(Math.abs(peak - (at * to) / from) <= 1, `${from} to ${to}: ${peak} for ${(at * to) / from}`);
  }
});

test("A constant stays that constant", async () => {
  const given = await resample(new Float32Array(4000).fill(0.25), [44_100, 48_000]);
  for (const sample of given.subarray(200, -200)) assert.ok(Math.abs(sample - 0.25) < 1e-6);
});

test("The length is the input's times the ratio, rounded up, and the cutting does not matter", async () => {
  const rate = fc.constantFrom(8000, 11_025, 16_000, 44_100, 48_000);
  const length = fc.integer({ min: 0, max: 3000 });
  await fc.assert(
    fc.asyncProperty(
      rate,
      rate,
      length,
      fc.array(fc.integer({ min: 0, max: 3000 })),
      async (from, to, n, cuts) => {
        const samples = Float32Array.from({ length: n }, (_, i) => Math.sin(i * i));
        const whole = await resample(samples, [from, to]);
        assert.equal(whole.length, Math.ceil((n * to) / from));
        const inPieces = await resample(
          samples,
          [from, to],
          cuts.map((cut) => Math.min(cut, n)),
        );
        assert.deepEqual(inPieces, whole);
      },
    ),
    { numRuns: 60 },
  );
});

test("An odd rate works too, if with a slightly rounded clock inside", async () => {
  const given = await resample(tone(1000, 44_099, 20_000), [44_099, 48_000]);
  assert.equal(given.length, Math.ceil((20_000 * 48_000) / 44_099));
  const wanted = tone(1000, 48_000, given.length);
  assert.ok(levelDb(given.map((sample, i) => sample - wanted[i]!)) < -66);
});

test("One rate to itself leaves every sample as it is", async () => {
  const samples = tone(440, 16_000, 1000);
  assert.deepEqual(await resample(samples, [16_000, 16_000], [10, 500]), samples);
});

test("Channels are resampled apart, and a long chunk as many short ones", async () => {
  const left = tone(440, 44_100, 100_000);
  const right = tone(1000, 44_100, 100_000);
  const rates = { fromRate: 44_100, toRate: 48_000 };
  const resampler = await createResampler({ ...rates, channels: 2 });
  const [first, last] = [resampler.push([left, right]), resampler.flush()];
  for (const [channel, plane] of [left, right].entries()) {
    const alone = await resample(plane, [44_100, 48_000], [1, 2, 300, 40_000]);
    assert.deepEqual(join32([first[channel]!, last[channel]!]), alone);
  }
});

test("Any two rates that a file may have give the exact length", async () => {
  for (const [from, to] of [
    [1000, 48_000],
    [1_536_000, 48_000],
    [1_535_999, 48_000],
    [999_999, 1000],
    [1_411_200, 1000],
    [12_345, 16_000],
  ] as const) {
    const given = await resample(new Float32Array(5000).fill(0.5), [from, to]);
    assert.equal(given.length, Math.ceil((5000 * to) / from), `${from} to ${to}`);
    assert.ok(given.every(Number.isFinite));
  }
});

test("Rates that are no positive integers are the caller's mistake", async () => {
  for (const rate of [0, -8000, 44_100.5, Number.NaN])
    await assert.rejects(createResampler({ fromRate: rate, toRate: 48_000, channels: 1 }), TypeError);
});
