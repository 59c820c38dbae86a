import assert from "node:assert/strict";
import { ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openAudio } from "../../src/audio/open-audio.ts";
import {
  buildWav,
  chunk,
  makeFolder,
  readAll,
  sweep,
  wavKinds,
  worstDifference,
  writeTemporary,
} from "./make-wav.ts";

const sound = sweep(16_000);
const quiet = sound.map((sample) => sample / 4);

/** G.711 keeps 8 bits of a logarithm: 3 % of the sample. */
const tolerance: Record<string, number> = {
  "8 bits": 0.012,
  "16 bits": 1e-4,
  "A-law": 0.02,
  "mu-law": 0.02,
};

for (const [name, kind] of Object.entries(wavKinds)) {
  test(`A WAV file of ${name} gives back its samples, each channel its own`, async () => {
    const path = writeTemporary("sound.wav", buildWav([sound, quiet], { kind, sampleRate: 22_050 }));
    const source = await openAudio(path);
    assert.deepEqual([source.format, source.sampleRate, source.channels], ["wav", 22_050, 2]);
    assert.equal(source.durationSeconds, sound.length / 22_050);
    const [left, right] = await readAll(source);
    assert.equal(left!.length, sound.length);
    assert.ok(worstDifference(left!, sound) < (tolerance[name] ?? 1e-6));
    assert.ok(worstDifference(right!, quiet) < (tolerance[name] ?? 1e-6));
    assert.deepEqual(source.warnings, []);
    await source.close();
  });
}

test("An extensible and an RF64 header are understood", async () => {
  for (const options of [{ channelMask: 3, kind: wavKinds["24 bits"] }, { id: "RF64" as const }]) {
    const source = await openAudio(writeTemporary("sound.wav", buildWav([sound, sound], options)));
    const [left] = await readAll(source);
    assert.equal(left!.length, sound.length);
    assert.ok(worstDifference(left!, sound) < 1e-4);
  }
});

test("Chunks of odd length before the sound are stepped over", async () => {
  const bytes = buildWav([sound], { chunks: [["junk", Buffer.alloc(7, 255)]] });
  const [mono] = await readAll(await openAudio(writeTemporary("sound.wav", bytes)));
  assert.equal(mono!.length, sound.length);
  assert.ok(worstDifference(mono!, sound) < 1e-4);
});

for (const claimedByteLength of [0, 0xffffffff, 0x7fffff00]) {
  test(`A recorder that died and left ${claimedByteLength} as the length of the data loses nothing`, async () => {
    const source = await openAudio(writeTemporary("sound.wav", buildWav([sound], { claimedByteLength })));
    const [mono] = await readAll(source);
    assert.equal(mono!.length, sound.length);
    assert.ok(worstDifference(mono!, sound) < 1e-4);
  });
}

test("A WAV file cut in the middle of a sample gives what is there and says that the rest is missing", async () => {
  const long = sweep(16_000, 3);
  const whole = buildWav([long]);
  const source = await openAudio(writeTemporary("cut.wav", whole.subarray(0, 44 + 32_001)));
  const [mono] = await readAll(source);
  assert.equal(mono!.length, 16_000);
  assert.equal(source.warnings.length, 1);
  assert.match(source.warnings[0]!.text, /the end is missing: the file has 32045 of 96044 bytes/);
});

test("The sound may be read twice, and twice at once", async () => {
  const source = await openAudio(writeTemporary("sound.wav", buildWav([sound])));
  const [first, second] = await Promise.all([readAll(source), readAll(source)]);
  assert.deepEqual(first, second);
  assert.deepEqual(await readAll(source), first);
});

test("Title, artist, comment and date of recording are read from RIFF and broadcast chunks", async () => {
  const info = Buffer.concat([
    Buffer.from("INFO"),
    chunk("INAM", Buffer.from("Interview\0")),
    chunk("IART", new Uint8Array([...Buffer.from([0xc8, 0xe2, 0xe0, 0xed]), 0])), // Иван, windows-1251
    chunk("ICMT", Buffer.from("первая запись\0")),
  ]);
  const bext = Buffer.alloc(602);
  bext.write("2024-01-15", 320);
  bext.write("14:30:00", 330);
  const bytes = buildWav([sound], {
    chunks: [
      ["bext", bext],
      ["LIST", info],
    ],
  });
  const { tags } = await openAudio(writeTemporary("sound.wav", bytes));
  assert.deepEqual(tags, {
    title: "Interview",
    artist: "Иван",
    comment: "первая запись",
    date: "2024-01-15T14:30:00",
  });
});

test("Two hours are read in the memory of a minute", async () => {
  const path = join(makeFolder(), "long.wav");
  const byteLength = 2 * 3600 * 16_000 * 2;
  const head = buildWav([new Float32Array(0)], { claimedByteLength: byteLength });
  const file = openSync(path, "w");
  writeSync(file, head);
  ftruncateSync(file, head.length + byteLength);
  const source = await openAudio(path);
  let samples = 0;
  let first = 0;
  let peak = 0;
  for await (const [mono] of source.samples()) {
    samples += mono!.length;
    const used = process.memoryUsage.rss();
    if (samples < 60 * 16_000) first = Math.max(first, used);
    peak = Math.max(peak, used);
  }
  assert.equal(samples, byteLength / 2);
  assert.ok(
    peak - first < 100e6,
    `${Math.round((peak - first) / 1e6)} MB more, the file has ${byteLength / 1e6}`,
  );
});
