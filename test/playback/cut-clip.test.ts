import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { BufferSource, EncodedPacketSink, Input, OGG } from "mediabunny";
import { openOggOpus } from "../../src/audio/opus/ogg-opus-file.ts";
import { openOggOpusSource } from "../../src/audio/opus/ogg-opus-source.ts";
import { isArchiveError } from "../../src/errors.ts";
import { type CutClipOptions, cutClip } from "../../src/playback/cut-clip.ts";
import { collect, readAllPackets, speechPath, toArray } from "../audio/opus/opus-fixtures.ts";
import { tempFolder } from "../support/temp-folder.ts";

const lengthMs = 3_012_198 / 48;

async function decodeFile(path: string): Promise<Float32Array> {
  const source = await openOggOpusSource(path);
  assert.deepEqual(source.warnings, []);
  try {
    return (await collect(source.samples()))[0]!;
  } finally {
    await source.close();
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

test("a clip sounds as that stretch of the recording, to the sample", async (t) => {
  const targetPath = join(tempFolder(t), "clip.opus");
  const whole = await decodeFile(speechPath);
  const range = fc.tuple(fc.nat(Math.floor(lengthMs) - 1), fc.integer({ min: 1, max: 4000 }));
  await fc.assert(
    fc.asyncProperty(range, async ([startMs, wanted]) => {
      const endMs = Math.min(startMs + wanted, Math.floor(lengthMs));
      const clip = await cutClip(speechPath, { startMs, endMs, targetPath, overwrite: true });
      const heard = await decodeFile(targetPath);
      assert.equal(heard.length, (endMs - startMs) * 48);
      assert.deepEqual([clip.startMs, clip.endMs], [startMs, endMs]);
      // The decoder settles within the hidden half second; what is left is its last bits.
      const difference = largestDifference(heard, whole.subarray(startMs * 48, endMs * 48));
      assert.ok(difference < 0.005, `off by ${difference} from ${startMs} to ${endMs} ms`);
    }),
    // Once a length in seconds, made milliseconds again, was no whole number for this one.
    { numRuns: 20, examples: [[[0, 2034]]] },
  );
});

test("a clip from the start has nothing to settle and is the recording's sound bit for bit", async (t) => {
  const targetPath = join(tempFolder(t), "start.opus");
  await cutClip(speechPath, { startMs: 0, endMs: 1500, targetPath });
  assert.equal(
    largestDifference(await decodeFile(targetPath), (await decodeFile(speechPath)).subarray(0, 72_000)),
    0,
  );
});

test("every packet of a clip is one of the recording, and another demuxer reads them", async (t) => {
  const targetPath = join(tempFolder(t), "packets.opus");
  const title = "Цитата";
  await cutClip(speechPath, {
    startMs: 30_000,
    endMs: 35_000,
    targetPath,
    title,
    date: "2026-04-11T08:35:47+03:00",
  });
  const bytes = readFileSync(targetPath);
  const input = new Input({ source: new BufferSource(bytes), formats: [OGG] });
  const theirs = await toArray(new EncodedPacketSink((await input.getPrimaryAudioTrack())!).packets());
  const from = Math.floor((30_000 * 48 - 24_000 + 312) / 960);
  const expected = (await readAllPackets(speechPath)).slice(from, from + theirs.length);
  assert.deepEqual(
    theirs.map((packet) => Buffer.from(packet.data)),
    expected.map((packet) => Buffer.from(packet.data)),
  );
  assert.equal((await input.getMetadataTags()).title, title);

  const clip = await openOggOpus(targetPath, { isScanned: true });
  await clip.close();
  assert.deepEqual([...clip.flaws], []);
  assert.equal(clip.lengthSamples, 240_000);
  const tags = new Map(clip.tags.comments);
  assert.equal(tags.get("SOURCE"), "Voice 260411_083517.opus");
  assert.equal(tags.get("SOURCE_OFFSET"), "30.000");
});

test("the whole recording as a clip keeps its length; an end a little behind it means the end", async (t) => {
  const targetPath = join(tempFolder(t), "all.opus");
  const clip = await cutClip(speechPath, { startMs: 0, endMs: Math.ceil(lengthMs) + 100, targetPath });
  assert.equal(clip.durationSeconds, 3_012_198 / 48_000);
});

test("refuses a range that is empty, turned round, outside or no number, and leaves nothing", async (t) => {
  const folder = tempFolder(t);
  const targetPath = join(folder, "no.opus");
  for (const [startMs, endMs] of [
    [5000, 5000],
    [5000, 4000],
    [-1, 100],
    [70_000, 80_000],
    [60_000, 80_000],
    [Number.NaN, 5],
    [0, Number.NaN],
  ] as const) {
    await assert.rejects(
      cutClip(speechPath, { startMs, endMs, targetPath }),
      (error) => isArchiveError(error, "invalid-input"),
      `${startMs} ${endMs}`,
    );
  }
  assert.deepEqual(readdirSync(folder), []);
});

test("says what is wrong with the range", async (t) => {
  const targetPath = join(tempFolder(t), "no.opus");
  for (const [startMs, endMs, message] of [
    [2000, 1000, /: clip start \(2 s\) must be before its end \(1 s\)$/],
    [60_000, 80_000, /: the clip \(60 to 80 s\) exceeds the recording, which is 62\.754 s long$/],
    [-1, 100, /: clip start and end must be numbers of seconds, not negative$/],
  ] as const)
    await assert.rejects(cutClip(speechPath, { startMs, endMs, targetPath }), message);
});

test("replaces a file only when told to, and never its own recording", async (t) => {
  const folder = tempFolder(t);
  const targetPath = join(folder, "taken.opus");
  writeFileSync(targetPath, "mine");
  const options: CutClipOptions = { startMs: 1000, endMs: 2000, targetPath };
  await assert.rejects(cutClip(speechPath, options), (error) => isArchiveError(error, "invalid-input"));
  assert.equal(readFileSync(targetPath, "utf8"), "mine");
  await cutClip(speechPath, { ...options, overwrite: true });
  assert.equal((await decodeFile(targetPath)).length, 48_000);
  const itself = cutClip(targetPath, { startMs: 0, endMs: 10, targetPath, overwrite: true });
  await assert.rejects(itself, (error) => isArchiveError(error, "invalid-input"));
  assert.deepEqual(readdirSync(folder), ["taken.opus"]);
});
