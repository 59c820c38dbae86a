/** What is not as the header of a file says: where the sound lands in the archive, and what is kept of it as notes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openAudio } from "../../src/audio/open-audio.ts";
import { buildWav, readAll, writeTemporary } from "../audio/make-wav.ts";
import { importNew, openNew } from "../support/import-one.ts";

const sampleRate = 16_000;

/** Silence with short tones of 1 kHz. */
function beeps(seconds: number, at: number[]): Float32Array {
  const samples = new Float32Array(seconds * sampleRate);
  for (const begin of at)
    for (let i = 0; i < sampleRate / 10; i++)
      samples[Math.round(begin * sampleRate) + i] = 0.5 * Math.sin((2 * Math.PI * 1000 * i) / sampleRate);
  return samples;
}

/** Where sound begins after silence, in seconds. */
async function findBeeps(path: string): Promise<number[]> {
  await using source = await openAudio(path);
  const [mono] = await readAll(source);
  const found: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  mono!.forEach((sample, i) => {
    if (Math.abs(sample) < 0.1) return;
    if (i - last > source.sampleRate / 5) found.push(i / source.sampleRate);
    last = i;
  });
  return found;
}

function assertNear(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length, `${actual}`);
  for (const [i, seconds] of expected.entries())
    assert.ok(Math.abs(actual[i]! - seconds) < 0.02, `${actual[i]} s, not ${seconds}`);
}

test("A WAV whose length was written halfway is imported to its end, with a note that stays", async (t) => {
  const { archive, recordings } = await openNew(t);
  const bytes = buildWav([beeps(4, [0.5, 2, 3.5])], { claimedByteLength: 40_000 });
  const recording = await importNew(archive, writeTemporary("halfway.wav", bytes));
  assert.equal(recording.durationSeconds, 4);
  assertNear(await findBeeps(join(recordings, recording.filename)), [0.5, 2, 3.5]);
  const stored = archive.describe(recording.id).recording;
  assert.deepEqual(
    stored.importNotes.map(({ text }) => text),
    ["the header states 40000 bytes of sound, the file has 128000: all of it was read"],
  );
});

test("Files of several kinds joined in one are imported on one clock, and what is no sound is noted", async (t) => {
  const { archive, recordings } = await openNew(t);
  const wav = buildWav([beeps(2, [0.5, 1.5])], { sampleRate });
  const opus = readFileSync(
    join(recordings, (await importNew(archive, writeTemporary("a.wav", wav))).filename),
  );
  const text = Buffer.from("<?xml version='1.0'?><log>left by a recorder</log>".repeat(9));
  const path = writeTemporary("joined.ogg", Buffer.concat([opus, wav, text]));
  const recording = await importNew(archive, path);
  assert.ok(Math.abs(recording.durationSeconds - 4) < 0.01);
  assertNear(await findBeeps(join(recordings, recording.filename)), [0.5, 1.5, 2.5, 3.5]);
  const stored = archive.describe(recording.id).recording;
  assert.deepEqual(
    stored.importNotes.map(({ code, values }) => [code, values]),
    [
      ["audio-joined-files", { count: 2 }],
      ["audio-trailing-data", { byteLength: text.length, kind: "an XML document" }],
    ],
  );
});
