import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openAudio } from "../../src/audio/open-audio.ts";
import { correlate, makeFolder, readAll, sweep, writeTemporary } from "./make-wav.ts";

const fixtures = join(import.meta.dirname, "fixtures");

type Expected = {
  format: string;
  sampleRate: number;
  /** Exact where the format keeps the length; else what the codec's blocks make of 0.5 s. */
  samples: number;
  /** Samples that the format puts before the sound, or loses of it, and does not tell of. */
  delay?: number;
  /** Samples at the start that the decoder drops: silence stands for them. */
  silent?: number;
  likeness?: number;
};

const expected: Record<string, Expected> = {
  "sweep.mp3": { format: "mp3", sampleRate: 16_000, samples: 8000 },
  "sweep.m4a": { format: "m4a", sampleRate: 16_000, samples: 8000 },
  "alac.m4a": { format: "m4a/alac", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "sweep.aac": { format: "aac", sampleRate: 16_000, samples: 9216, delay: 1024 },
  "sweep.flac": { format: "flac", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "sweep-flac.ogg": { format: "ogg/flac", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "sweep-vorbis.ogg": { format: "ogg/vorbis", sampleRate: 16_000, samples: 8000 },
  "sweep-opus.ogg": { format: "ogg/opus", sampleRate: 48_000, samples: 24_000 },
  "sweep-opus.webm": { format: "webm/opus", sampleRate: 48_000, samples: 24_000 },
  "sweep-opus.mp4": { format: "m4a/opus", sampleRate: 48_000, samples: 24_000 },
  "sweep-opus.mka": { format: "matroska/opus", sampleRate: 48_000, samples: 24_000 },
  "sweep-vorbis.webm": { format: "webm/vorbis", sampleRate: 16_000, samples: 8192 },
  "sweep.wma": { format: "wma", sampleRate: 16_000, samples: 8192, silent: 512, likeness: 0.99 },
  "sweep.ac3": { format: "ac3", sampleRate: 32_000, samples: 16_896, delay: 256 },
  "sweep.wv": { format: "wavpack", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "sweep.tta": { format: "tta", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "adpcm-ima.wav": { format: "wav/adpcm_ima_wav", sampleRate: 16_000, samples: 8164 },
  "adpcm-ms.wav": { format: "wav/adpcm_ms", sampleRate: 16_000, samples: 8144 },
  "sweep.aiff": { format: "aiff", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "sweep.caf": { format: "caf", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "sweep.w64": { format: "w64", sampleRate: 8000, samples: 4000, likeness: 0.99999 },
  "sweep.au": { format: "au", sampleRate: 8000, samples: 4000 },
  "video.mp4": { format: "mp4/aac", sampleRate: 16_000, samples: 8000 },
  "video.mov": { format: "mov/aac", sampleRate: 16_000, samples: 8000 },
  "video.webm": { format: "webm/opus", sampleRate: 48_000, samples: 24_000 },
  "video.avi": { format: "avi/mp3", sampleRate: 16_000, samples: 9216, delay: 1105 },
  "video.m2ts": { format: "mpeg-ts/mp2", sampleRate: 16_000, samples: 8064, delay: 481, likeness: 0.99 },
};

for (const [name, facts] of Object.entries(expected)) {
  const { format, sampleRate, samples, delay = 0, silent = 0, likeness = 0.995 } = facts;
  test(`${name} is known as ${format} and sounds as what was put in`, async () => {
    const source = await openAudio(join(fixtures, name));
    const [mono] = await readAll(source);
    await source.close();
    assert.deepEqual([source.format, source.sampleRate, source.channels], [format, sampleRate, 1]);
    assert.equal(mono!.length, samples);
    const found = correlate(
      mono!.subarray(Math.max(silent, delay)),
      sweep(sampleRate).subarray(Math.max(silent, -delay)),
    );
    assert.ok(found > likeness, `likeness ${found}`);
    assert.deepEqual(source.warnings, []);
  });
}

test("Opus in WebM, Matroska and MP4 is offered packet by packet, with its exact length", async () => {
  for (const name of ["sweep-opus.webm", "sweep-opus.mka", "sweep-opus.mp4"]) {
    const { opus } = await openAudio(join(fixtures, name));
    const plain = await openAudio(join(fixtures, "sweep-opus.ogg"));
    const [packets, same] = [await collect(opus!.packets()), await collect(plain.opus!.packets())];
    await plain.close();
    assert.deepEqual(packets, same, name);
    assert.equal(opus!.lengthSamples, 24_000);
    assert.deepEqual([opus!.head.channels, opus!.head.preSkip], [1, plain.opus!.head.preSkip]);
  }
});

async function collect(packets: AsyncIterable<Uint8Array>): Promise<string[]> {
  const all: string[] = [];
  for await (const packet of packets) all.push(Buffer.from(packet).toString("hex"));
  return all;
}

test("An AMR voice note of one second is one second", async () => {
  const frame = Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)]);
  const bytes = Buffer.concat([Buffer.from("#!AMR\n"), ...Array.from({ length: 50 }, () => frame)]);
  const source = await openAudio(writeTemporary("note.amr", bytes));
  const [mono] = await readAll(source);
  assert.deepEqual([source.format, source.sampleRate, mono!.length], ["amr", 8000, 8000]);
});

test("The name of a file does not matter, only its bytes", async () => {
  const folder = makeFolder();
  for (const [from, to, format] of [
    ["sweep.mp3", "lies.wav", "mp3"],
    ["sweep.m4a", "lies.mp3", "m4a"],
    ["sweep.flac", "lies.txt", "flac"],
    ["sweep-opus.ogg", "no-extension", "ogg/opus"],
  ] as const) {
    copyFileSync(join(fixtures, from), join(folder, to));
    const source = await openAudio(join(folder, to));
    assert.equal(source.format, format);
    assert.ok((await readAll(source))[0]!.length > 3000);
    await source.close();
  }
});

test("An MP3 stream that begins with leftovers of something else is found", async () => {
  const junk = Buffer.alloc(700, 7);
  const bytes = readFileSync(join(fixtures, "sweep.mp3"));
  const frames = bytes.subarray(bytes.indexOf(Buffer.from([0xff, 0xf3])));
  const source = await openAudio(writeTemporary("cut.mp3", Buffer.concat([junk, frames])));
  assert.equal(source.format, "mp3");
  const [mono] = await readAll(source);
  assert.ok(mono!.length >= 8000 && mono!.length <= 9300, `${mono!.length}`);
});

test("Tags are read from ID3, MP4, Vorbis comments and ASF, and a year alone is no date", async () => {
  const read = async (name: string) => (await openAudio(join(fixtures, name))).tags;
  assert.deepEqual(await read("sweep.mp3"), { title: "Проба", artist: "Sweep", date: "2024-01-15T14:30:00" });
  assert.deepEqual(await read("sweep.m4a"), { title: "Проба", date: "2024-01-15T11:30:00Z" });
  assert.deepEqual(await read("sweep.flac"), { date: "2024-01-15" });
  assert.deepEqual(await read("sweep-vorbis.ogg"), { title: "Проба" });
  assert.deepEqual(await read("sweep.wma"), { title: "Проба", unsetDate: "1970-01-01T00:00:00Z" });
});

test("Streams chained one after another at different rates are read through, on the clock of the first", async () => {
  const vorbis = readFileSync(join(fixtures, "sweep-vorbis.ogg"));
  const flac = readFileSync(join(fixtures, "sweep-flac.ogg"));
  const twice = await openAudio(writeTemporary("chained.ogg", Buffer.concat([vorbis, vorbis])));
  assert.equal((await readAll(twice))[0]!.length > 15_000, true);
  assert.equal(
    (await openAudio(writeTemporary("other.ogg", Buffer.concat([flac, flac])))).format,
    "ogg/flac",
  );
});

test("A stream whose rate changes on the way is resampled to its first rate", async () => {
  const bytes = readFileSync(join(fixtures, "sweep.aac"));
  const faster = Buffer.from(bytes);
  // ADTS: the length of a frame stands in its header, the rate beside it (index 5: 32 000 Hz).
  for (let at = 0; at < faster.length; ) {
    faster[at + 2] = (faster[at + 2]! & 0xc3) | (5 << 2);
    at += ((faster[at + 3]! & 3) << 11) | (faster[at + 4]! << 3) | (faster[at + 5]! >> 5);
  }
  const source = await openAudio(writeTemporary("two-rates.aac", Buffer.concat([bytes, faster])));
  const [mono] = await readAll(source);
  // Only three of the nine blocks can be decoded under the wrong rate: 1024 samples each, half as many at 16 kHz.
  assert.deepEqual([source.sampleRate, mono!.length], [16_000, 9216 + (3 * 1024) / 2]);
});
