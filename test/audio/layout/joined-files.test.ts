/** Files joined in one are all read, one after another on one clock; what cannot be read of them is said. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openAudio } from "../../../src/audio/open-audio.ts";
import { oggCrc } from "../../../src/audio/opus/ogg-crc.ts";
import { parsePage } from "../../../src/audio/opus/ogg-pages.ts";
import { writeOpus } from "../../../src/audio/opus/write-opus.ts";
import { buildWav, correlate, readAll, sweep, writeTemporary } from "../make-wav.ts";

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "../fixtures", name));

async function read(bytes: Uint8Array) {
  await using source = await openAudio(writeTemporary("sound", bytes));
  const [mono] = await readAll(source);
  return { sampleRate: source.sampleRate, mono: mono!, notes: source.warnings };
}

const joined = [
  "sweep.wav",
  "sweep.aiff",
  "sweep.au",
  "sweep.flac",
  "sweep.mp3",
  "sweep.m4a",
  "video.mp4",
  "video.mov",
  "sweep.w64",
  "sweep-vorbis.ogg",
  "sweep-flac.ogg",
  "sweep-speex.ogg",
  "sweep-vorbis.webm",
  "sweep-opus.mp4",
  "video.avi",
  "sweep.wma",
];

for (const name of joined)
  test(`${name} twice in one file is twice its sound, and it is said`, async () => {
    const bytes = name === "sweep.wav" ? buildWav([sweep(16_000)]) : fixture(name);
    const once = await read(bytes);
    assert.deepEqual(
      once.notes.map(({ code }) => code).filter((code) => code === "audio-joined-files"),
      [],
    );
    const twice = await read(Buffer.concat([bytes, bytes]));
    assert.equal(twice.mono.length, 2 * once.mono.length);
    assert.ok(
      correlate(twice.mono.subarray(once.mono.length), once.mono) > 0.99,
      "the second is the sound again",
    );
    const codes = twice.notes.map(({ code }) => code);
    assert.deepEqual(
      codes.filter((code) => !once.notes.some((note) => note.code === code)),
      ["audio-joined-files"],
    );
  });

test("A second MP3 behind bytes of another kind is found", async () => {
  const bytes = fixture("sweep.mp3");
  const once = await read(bytes);
  const { mono, notes } = await read(Buffer.concat([bytes, Buffer.alloc(3000, 0x5a), bytes]));
  assert.ok(Math.abs(mono.length - 2 * once.mono.length) < 0.1 * once.sampleRate, `${mono.length}`);
  assert.ok(correlate(mono.subarray(-once.mono.length), once.mono) > 0.99);
  assert.ok(notes.some(({ code }) => code === "audio-joined-files"));
});

test("A chain of Opus alone is no damage, and its packets are copied", async () => {
  const bytes = fixture("sweep-opus.ogg");
  await using source = await openAudio(writeTemporary("twice.ogg", Buffer.concat([bytes, bytes])));
  assert.ok(source.opus);
  assert.deepEqual(
    source.warnings.map(({ text }) => text),
    ["2 files are joined in it: they were taken one after another"],
  );
});

test("Opus that is joined in WebM stays Opus, packet for packet", async () => {
  const bytes = fixture("sweep-opus.webm");
  const path = writeTemporary("twice.webm", Buffer.concat([bytes, bytes]));
  await using source = await openAudio(path);
  await using once = await openAudio(writeTemporary("once.webm", bytes));
  const packets = await Array.fromAsync(source.opus!.packets());
  const own = await Array.fromAsync(once.opus!.packets());
  // The padding at the end of the first and the pre-skip of the second are more than half a packet.
  assert.deepEqual(packets, [...own.slice(0, -1), ...own]);
  assert.ok(Math.abs(source.opus!.lengthSamples! - 2 * once.opus!.lengthSamples!) <= 480);
});

test("Opus in Ogg and Opus in WebM are written as one", async () => {
  const path = writeTemporary("both", Buffer.concat([fixture("sweep-opus.ogg"), fixture("sweep-opus.webm")]));
  await using source = await openAudio(path);
  const written = await writeOpus(source, `${path}.opus`);
  assert.equal(written.how, "remuxed");
  assert.ok(Math.abs(written.durationSeconds - 1) < 0.01, `${written.durationSeconds}`);
});

const pairs = [
  ["sweep-opus.ogg", "sweep-vorbis.ogg"],
  ["sweep-vorbis.ogg", "sweep-opus.ogg"],
  ["sweep-speex.ogg", "sweep-flac.ogg"],
  ["sweep.mp3", "sweep.m4a"],
  ["sweep.flac", "sweep-vorbis.ogg"],
] as const;

for (const [first, second] of pairs)
  test(`${second} joined to ${first}, another codec or rate, is read at its time`, async () => {
    const [one, other] = [await read(fixture(first)), await read(fixture(second))];
    const both = await read(Buffer.concat([fixture(first), fixture(second)]));
    assert.equal(both.sampleRate, Math.max(one.sampleRate, other.sampleRate));
    const seconds = one.mono.length / one.sampleRate + other.mono.length / other.sampleRate;
    assert.ok(Math.abs(both.mono.length / both.sampleRate - seconds) < 0.001);
    // The sweep rises: where its frequency crosses, the second half is as the first.
    const boundary = Math.round((one.mono.length / one.sampleRate) * both.sampleRate);
    const expected = sweep(both.sampleRate);
    assert.ok(bestLikeness(both.mono.subarray(0, boundary), expected) > 0.95, first);
    assert.ok(bestLikeness(both.mono.subarray(boundary), expected) > 0.95, second);
    assert.deepEqual(
      both.notes.map(({ code }) => code),
      ["audio-joined-files"],
    );
  });

/** Likeness at the best of the shifts up to 20 ms that a codec may have. */
function bestLikeness(actual: Float32Array, expected: Float32Array): number {
  let best = 0;
  for (let shift = 0; shift < 400; shift++) {
    best = Math.max(best, correlate(actual.subarray(shift), expected));
    best = Math.max(best, correlate(actual, expected.subarray(shift)));
  }
  return best;
}

/** The same page with other bytes in its body. */
function rewritePage(page: Buffer, change: (body: Buffer) => void): Buffer {
  const bytes = Buffer.from(page);
  change(bytes.subarray(27 + bytes[26]!));
  bytes.writeUInt32LE(0, 22);
  bytes.writeUInt32LE(oggCrc(bytes, 0, bytes.length) >>> 0, 22);
  return bytes;
}

function splitPages(bytes: Buffer): Buffer[] {
  const pages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const page = parsePage(bytes, at);
    assert.ok(typeof page !== "string");
    pages.push(bytes.subarray(at, at + page.byteLength));
    at += page.byteLength;
  }
  return pages;
}

test("A link that cannot be decoded becomes silence of its length, so that the next one keeps its time", async () => {
  const vorbis = fixture("sweep-vorbis.ogg");
  const [head, setup, ...sound] = splitPages(vorbis);
  const broken = rewritePage(setup!, (body) => body.fill(0x55, body.length / 2));
  const { mono, sampleRate, notes } = await read(
    Buffer.concat([vorbis, head!, broken, ...sound, fixture("sweep-opus.ogg")]),
  );
  const once = await read(vorbis);
  const seconds = once.mono.length / once.sampleRate;
  assert.ok(Math.abs(mono.length / sampleRate - 3 * seconds) < 0.01, `${mono.length / sampleRate} s`);
  const part = (i: number) =>
    mono.subarray(Math.round(i * seconds * sampleRate), Math.round((i + 1) * seconds * sampleRate));
  assert.ok(part(1).every((sample) => Math.abs(sample) < 0.01));
  assert.ok(bestLikeness(part(2), sweep(sampleRate)) > 0.95);
  const note = notes.find(({ code }) => code === "audio-part-silent");
  assert.ok(note, notes.map(({ text }) => text).join());
  assert.match(note.text, /part 2 of 3 of the file cannot be read \(.+\): 0\.5 s of silence/);
});

test("A part of another kind that cannot be decoded is named with its size", async () => {
  const wav = buildWav([sweep(16_000)], { kind: { formatTag: 0x1234, bits: 16, write: () => {} } });
  const { notes, mono } = await read(Buffer.concat([fixture("sweep.flac"), wav]));
  assert.equal(mono.length, (await read(fixture("sweep.flac"))).mono.length);
  const note = notes.find(({ code }) => code === "audio-part-missing");
  assert.match(note?.text ?? "", new RegExp(`its ${wav.length} bytes are missing`));
});

for (const name of [
  "sweep.mp3",
  "sweep.aac",
  "sweep.m4a",
  "sweep-vorbis.webm",
  "sweep-opus.webm",
  "sweep.wma",
])
  test(`${name}: bytes that are no sound are said with their number, tags are not`, async () => {
    const bytes = fixture(name);
    const once = await read(bytes);
    const junk = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(4996, 0x5a)]);
    const behind = await read(Buffer.concat([bytes, junk]));
    assert.equal(behind.mono.length, once.mono.length);
    const [note] = behind.notes.filter(({ code }) => code === "audio-trailing-data");
    assert.match(note?.text ?? "", /5000 bytes after the end of the sound were not read/);
    const apeTag = Buffer.alloc(64);
    apeTag.write("APETAGEX", 0);
    apeTag.writeUInt32LE(32, 12);
    const id3v1 = Buffer.concat([Buffer.from("TAG"), Buffer.alloc(125)]);
    const tagged = await read(Buffer.concat([bytes, apeTag, id3v1]));
    assert.deepEqual(tagged.notes, once.notes);
    // With an APE tag FFmpeg keeps the padding of MP3.
    assert.ok(Math.abs(tagged.mono.length - once.mono.length) < 200);
  });

for (const name of ["sweep.mp3", "sweep.flac", "sweep.ac3"])
  test(`${name}: a place that cannot be read is named with its time`, async () => {
    const bytes = fixture(name);
    const long = Buffer.from(bytes);
    long.fill(0x55, Math.floor(bytes.length * 0.7), Math.floor(bytes.length * 0.7) + 400);
    const { notes } = await read(long);
    const note = notes.find(({ code }) => code === "audio-damaged-at");
    assert.match(note?.text ?? "", /damaged places? (was|were) skipped or smoothed over, near 0:00/);
  });
