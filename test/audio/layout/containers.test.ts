/** What the structure of containers says: MP4 without its index or with a wrong length, subtitles, more than 4 GB. */
import assert from "node:assert/strict";
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { FfmpegInput } from "../../../src/audio/decoding/ffmpeg-input.ts";
import { type FileView, readView, viewByteLength } from "../../../src/audio/decoding/file-view.ts";
import { readFileLayout } from "../../../src/audio/layout/file-layout.ts";
import { openAudio } from "../../../src/audio/open-audio.ts";
import { isArchiveError } from "../../../src/errors.ts";
import { buildWav, makeFolder, readAll, sweep, writeTemporary } from "../make-wav.ts";
import { chunkFiles } from "./chunk-files.ts";

const fixtures = join(import.meta.dirname, "../fixtures");
const fixture = (name: string) => readFileSync(join(fixtures, name));

async function read(bytes: Uint8Array) {
  await using source = await openAudio(writeTemporary("sound", bytes));
  const [mono] = await readAll(source);
  return { mono: mono!, codes: source.warnings.map(({ code }) => code) };
}

for (const name of ["sweep.m4a", "video.mov", "alac.m4a"])
  test(`${name}: an index behind data of a wrong length is found`, async () => {
    const bytes = fixture(name);
    const at = bytes.indexOf("mdat") - 4;
    const whole = await read(bytes);
    const isLast = bytes.indexOf("moov") > at;
    for (const [claimed, codes] of [
      [0, []],
      [0xfffffff0, []],
      [100, ["audio-length-wrong"]],
      [5_000_000, ["audio-length-wrong"]],
    ] as const) {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt32BE(claimed, at);
      const found = await read(wrong);
      assert.deepEqual(found.mono, whole.mono, `${claimed}`);
      if (isLast) assert.deepEqual(found.codes, codes, `${claimed}`);
    }
  });

test("Data of MP4 beyond 4 GB whose length has wrapped gets a length of 64 bits in place of what precedes it", async () => {
  const bytes = fixture("sweep.m4a");
  const [dataAt, indexAt] = [bytes.indexOf("mdat") - 4, bytes.indexOf("moov") - 4];
  assert.ok(dataAt < indexAt);
  const path = join(makeFolder(), "huge.m4a");
  const file = openSync(path, "w");
  const gap = 2 ** 32;
  writeSync(file, bytes.subarray(0, indexAt), 0, indexAt, 0);
  writeSync(file, bytes.subarray(indexAt), 0, bytes.length - indexAt, indexAt + gap);
  closeSync(file);
  await using source = await openAudio(path);
  assert.deepEqual(await readAll(source), [(await read(bytes)).mono]);
  assert.deepEqual(
    source.warnings.map(({ code }) => code),
    ["audio-length-wrong"],
  );
});

test("MP4 whose index was never written is refused with a way out", async () => {
  for (const name of ["sweep.m4a", "video.mov"]) {
    const bytes = fixture(name);
    const cut = bytes.subarray(0, bytes.indexOf("moov") - 4);
    await assert.rejects(read(cut), (error) => {
      assert.ok(isArchiveError(error, "corrupt-audio"));
      assert.equal(error.reason, "mp4-index-missing");
      assert.match(error.hint, /repair program/);
      return true;
    });
  }
});

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
}

function element(id: string, body: Buffer): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length) | 0x0100000000000000n);
  return Buffer.concat([Buffer.from(id, "hex"), size, body]);
}

test("Subtitle tracks are said to be left out, names of chapters are not", async () => {
  const handler = (type: string) =>
    box("mdia", box("hdlr", Buffer.alloc(8), Buffer.from(type), Buffer.alloc(13)));
  const header = (id: number) =>
    box("tkhd", Buffer.concat([Buffer.alloc(15), Buffer.from([id]), Buffer.alloc(68)]));
  const sound = (chapters: number) =>
    box("trak", header(1), box("tref", box("chap", Buffer.from([0, 0, 0, chapters]))), handler("soun"));
  const mp4 = (...tracks: Buffer[]) =>
    Buffer.concat([box("ftyp", Buffer.from("isom\0\0\0\0", "latin1")), box("moov", ...tracks)]);
  const entry = (type: number) => element("ae", element("83", Buffer.from([type])));
  const matroska = (...types: number[]) =>
    Buffer.concat([
      element("1a45dfa3", element("4282", Buffer.from("matroska"))),
      element("18538067", element("1654ae6b", Buffer.concat(types.map(entry)))),
    ]);
  const cases: [Buffer, number][] = [
    [mp4(sound(9), box("trak", header(2), handler("sbtl")), box("trak", header(3), handler("text"))), 2],
    [mp4(sound(3), box("trak", header(2), handler("sbtl")), box("trak", header(3), handler("text"))), 1],
    [mp4(sound(3), box("trak", header(3), handler("text")), box("trak", header(4), handler("vide"))), 0],
    [matroska(2, 17, 1, 17, 17), 3],
    [matroska(2, 1), 0],
  ];
  for (const [bytes, count] of cases) {
    const { notes } = await readFileLayout(writeTemporary("subtitles", bytes));
    const counts = notes
      .filter(({ code }) => code === "subtitles-not-taken")
      .map(({ values }) => values.count);
    assert.deepEqual(counts, count ? [count] : []);
  }
});

test("A fragmented MP4 that repeats its beginning is one file while its clock goes on, else two", async () => {
  const beginning = Buffer.concat([
    box("ftyp", Buffer.from("isom\0\0\0\0", "latin1")),
    box("moov", box("mvex")),
  ]);
  const fragment = (time: number) => {
    const decodeTime = Buffer.from([0, 0, 0, 0, 0, 0, 0, time]);
    return Buffer.concat([box("moof", box("traf", box("tfdt", decodeTime))), box("mdat", Buffer.alloc(80))]);
  };
  for (const [time, count] of [
    [9, 1],
    [0, 2],
  ] as const) {
    const bytes = Buffer.concat([beginning, fragment(0), beginning, fragment(time)]);
    const { parts } = await readFileLayout(writeTemporary("fragments.mp4", bytes));
    assert.equal(parts.length, count);
  }
});

/** Writes a file of zeros with a beginning and an end, that takes no place on the disk. */
function writeSparse(byteLength: number, begin: Buffer, end: Buffer): string {
  const path = join(makeFolder(), "huge");
  const file = openSync(path, "w");
  ftruncateSync(file, byteLength);
  writeSync(file, begin, 0, begin.length, 0);
  writeSync(file, end, 0, end.length, byteLength - end.length);
  closeSync(file);
  return path;
}

async function describe(path: string) {
  const { parts, notes } = await readFileLayout(path);
  assert.equal(parts.length, 1);
  const input = await FfmpegInput.open(path, { view: parts[0]!.view });
  const { durationSeconds } = input.info;
  input.close();
  return { view: parts[0]!.view, durationSeconds, notes };
}

function bytesAt(path: string, view: FileView, position: number, byteLength: number): Buffer {
  const file = openSync(path, "r");
  const bytes = Buffer.alloc(byteLength);
  const count = readView(file, view, bytes, position);
  closeSync(file);
  return bytes.subarray(0, count);
}

const seconds = 6 * 3600;
/** 6 hours at 48 kHz, 16 bits, 2 channels: 4.1 GB. */
const byteLength = seconds * 48_000 * 4;

function bigHead(claimedByteLength: number): Buffer {
  const silent = new Float32Array(0);
  return buildWav([silent, silent], { sampleRate: 48_000, claimedByteLength });
}

test("A WAV of more than 4 GB whose length has wrapped has its full length, and its last sample at its place", async () => {
  assert.ok(byteLength > 2 ** 31);
  for (const dataByteLength of [byteLength, byteLength + 2 ** 30]) {
    const end = Buffer.from([1, 2, 3, 4]);
    const head = bigHead(dataByteLength % 2 ** 32);
    const path = writeSparse(44 + dataByteLength, head, end);
    const { view, durationSeconds, notes } = await describe(path);
    assert.equal(durationSeconds, dataByteLength / 4 / 48_000);
    const isWrapped = dataByteLength >= 2 ** 32;
    assert.deepEqual(
      notes.map(({ code }) => code),
      isWrapped ? ["audio-length-wrong"] : [],
    );
    if (!view) continue;
    const total = viewByteLength(view);
    assert.deepEqual(bytesAt(path, view, total - 4, 10), end);
    assert.equal(bytesAt(path, view, total - dataByteLength, 4).readUInt32LE(), 0);
  }
});

test("RF64 and Wave64 of more than 4 GB that were never finished have their full length", async () => {
  const dataByteLength = 2 ** 32 + 8000 * 2 * 100;
  for (const name of ["RF64", "Wave64"] as const) {
    const head = chunkFiles[name]!.build(new Float32Array(0), { claimed: 0n });
    const path = writeSparse(head.length + dataByteLength, head, Buffer.from([5, 6]));
    const { durationSeconds, notes } = await describe(path);
    assert.equal(durationSeconds, dataByteLength / 2 / (name === "RF64" ? 8000 : 8000), name);
    assert.deepEqual(notes, []);
  }
});

test("Reading the structure of a damaged file never fails, and stays inside of the file", async () => {
  const names = readdirSync(fixtures).filter((name) => !name.endsWith(".md"));
  const files = [
    ...names.map(fixture),
    ...Object.values(chunkFiles).map(({ build }) => build(sweep(8000, 0.1))),
  ];
  const damage = fc.record({
    file: fc.nat(files.length - 1),
    flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
      maxLength: 12,
    }),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
    isHead: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ file, flips, cut, isHead }) => {
      const bytes = Buffer.from(files[file]!);
      const range = isHead ? Math.min(200, bytes.length) : bytes.length;
      for (const [at, value] of flips) bytes[Math.min(range - 1, Math.floor(at * range))] = value;
      const damaged = bytes.subarray(0, Math.max(1, Math.floor((0.2 + cut) * bytes.length)));
      const { parts } = await readFileLayout(writeTemporary("damaged", damaged));
      let end = 0;
      for (const part of parts) {
        assert.ok(
          part.start >= end && part.end > part.start && part.end <= damaged.length,
          JSON.stringify(part),
        );
        end = part.end;
        for (const segment of part.view ?? [])
          if ("start" in segment) assert.ok(segment.end <= damaged.length && segment.start < segment.end);
      }
    }),
    { numRuns: 300 },
  );
});
