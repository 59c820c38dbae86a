import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { writeOpus } from "../../src/audio/opus/write-opus.ts";
import { readPeaks } from "../../src/playback/read-peaks.ts";
import { sourceOf, speechPath, tone } from "../audio/opus/opus-fixtures.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("peaks follow the loudness, at their time", async (t) => {
  const path = join(tempFolder(t), "steps.opus");
  const plane = new Float32Array(48_000 * 4.505);
  plane.set(tone(1, { level: 0.25 }), 48_000);
  plane.set(tone(1, { level: 0.75 }), 3 * 48_000);
  await writeOpus(sourceOf([plane]), path);
  const { peaks, peaksPerSecond } = await readPeaks(path, { peaksPerSecond: 10 });
  assert.equal(peaksPerSecond, 10);
  assert.equal(peaks.length, 2 * 46);
  const loudness = (from: number) => [
    Math.min(...peaks.subarray(from * 20 + 2, from * 20 + 18)),
    Math.max(...peaks.subarray(from * 20 + 2, from * 20 + 18)),
  ];
  for (const [second, level] of [
    [0, 0],
    [1, 0.25],
    [2, 0],
    [3, 0.75],
    [4, 0],
  ] as const) {
    const [low, high] = loudness(second) as [number, number];
    assert.ok(
      Math.abs(high - 127 * level) < 8 && Math.abs(low + 127 * level) < 8,
      `second ${second}: ${low} ${high}`,
    );
  }
});

test("every peak of a real recording has its minimum below its maximum, and the last one is there", async () => {
  const { peaks } = await readPeaks(speechPath);
  assert.equal(peaks.length, 2 * Math.ceil((3_012_198 / 48_000) * 50));
  for (let i = 0; i < peaks.length; i += 2) assert.ok(peaks[i]! <= 0 && peaks[i + 1]! >= 0);
  assert.ok(Math.max(...peaks) > 30);
});

test("a rate that makes no sense is a mistake of the caller", async () => {
  for (const peaksPerSecond of [0, -1, 2.5, Number.NaN, 1e6]) {
    await assert.rejects(readPeaks(speechPath, { peaksPerSecond }), TypeError);
  }
});
