import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { detectFormat, measureId3 } from "../../../src/audio/decoding/detect-format.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, "..", "fixtures", name)).subarray(0, 4100);

// What FFmpeg has one name for: these names decide which format is shown and stored.
const containers: [head: Uint8Array, name: string][] = [
  [bytes("\0\0\0\x1cftypM4A \0\0\0\0"), "m4a"],
  [bytes("\0\0\0\x1cftypM4B \0\0\0\0"), "m4a"],
  [bytes("\0\0\0\x1cftypisom\0\0\x02\0"), "mp4"],
  [bytes("\0\0\0\x14ftypqt  \0\0\0\0"), "mov"],
  [bytes("\0\0\0\x18ftyp3gp4\0\0\0\0"), "3gp"],
  [bytes("\0\0\0\x08wide\0\0\0\0mdat"), "mov"],
  [fixture("sweep-opus.webm"), "webm"],
  [fixture("sweep-opus.mka"), "matroska"],
  [fixture("sweep-opus.ogg"), "ogg/opus"],
];

for (const [head, name] of containers) {
  test(`${JSON.stringify(Buffer.from(head.subarray(0, 12)).toString("latin1"))} is the beginning of ${name}`, async () => {
    assert.deepEqual(await detectFormat(head), { kind: "audio", name });
  });
}

test("No fixture of sound is taken for something else", async () => {
  for (const name of "sweep.mp3 sweep.aac sweep.ac3 sweep.aiff sweep.au sweep.caf sweep.flac sweep.tta sweep.w64 sweep.wma sweep.wv sweep-flac.ogg sweep-speex.ogg sweep-vorbis.ogg adpcm-ms.wav video.avi video.m2ts".split(
    " ",
  ))
    assert.notEqual((await detectFormat(fixture(name))).kind, "other", name);
});

test("Things without sound are called by their name", async () => {
  for (const [head, name] of [
    ["%PDF-1.7", "a PDF document"],
    ["SQLite format 3\0", "an SQLite database"],
    ["GIF89a", "a GIF picture"],
    ["RIFF\x24\0\0\0WEBPVP8 ", "a WebP picture"],
    ["\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"],
    ["PK\x03\x04 and more", "a ZIP archive or an office document"],
    ["MThd\0\0\0\x06", "a MIDI file, which contains notes but no audio"],
    ["\x7fELF\x02\x01\x01", "a program"],
    ["gimp xcf v001", "a picture (xcf)"],
    ['{"a": 1}', "JSON text"],
    ["<!DOCTYPE html><p>", "a web page"],
    ["#EXTM3U\nsong.mp3\n", "a playlist"],
    ["WEBVTT\n\n", "subtitles"],
    ["Привет", "plain text"],
  ] as const) {
    const head8 = Buffer.from(head, head === "Привет" ? "utf8" : "latin1");
    assert.deepEqual(await detectFormat(head8), { kind: "other", name });
  }
});

test("Two letters are too little to refuse a file: the decoder decides", async () => {
  for (const head of ["BM and whatever follows", "MZ\x90\0\x03\0\0\0"]) {
    assert.equal((await detectFormat(bytes(`${head}\0\0\0\0`))).kind, "unknown", head);
  }
});

test("Text is recognised though the last letter is cut in half", async () => {
  const text = Buffer.from("ж".repeat(3000));
  for (const length of [4095, 4096, 4097, 5001]) {
    assert.equal((await detectFormat(text.subarray(0, length))).name, "plain text");
  }
});

test("UTF-16 is text; MPEG layer I, which begins with the bytes of its mark, is not", async () => {
  const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Не звук.\r\n", "utf16le")]);
  assert.deepEqual(await detectFormat(text), { kind: "other", name: "plain text" });
  // Two frames of 384 kbit/s at 44.1 kHz, 416 bytes each.
  const frame = Buffer.from(Array.from({ length: 416 }, (_, i) => (i * i * 73) & 255));
  frame.set([0xff, 0xfe, 0xc0, 0x44]);
  assert.notEqual((await detectFormat(Buffer.concat([frame, frame]))).kind, "other");
});

test("The length of an ID3v2 tag is read from its four seven-bit bytes", () => {
  assert.equal(measureId3(bytes("ID3\x04\0\0\0\0\x02\x01")), 10 + 257);
  assert.equal(measureId3(bytes("ID3\x04\0\x10\0\0\x02\x01")), 20 + 257, "with a footer");
  assert.equal(measureId3(bytes("fLaC")), 0);
});

test("Any bytes get an answer", async () => {
  const magics = [
    "PK\x03\x04",
    "OggS",
    "\x1a\x45\xdf\xa3",
    "RIFF",
    "\0\0\0\x20ftyp",
    "\x89PNG\r\n\x1a\n",
    "ID3\x04",
    "",
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 5000 }), async (magic, rest) => {
      assert.ok((await detectFormat(Buffer.concat([bytes(magic), rest]))).name.length > 0);
    }),
    { numRuns: 300 },
  );
});
