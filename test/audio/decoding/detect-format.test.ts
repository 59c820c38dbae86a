import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detectFormat, measureId3 } from "../../../src/audio/decoding/detect-format.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

const known: [head: string, name: string][] = [
  ["RIFF\x24\0\0\0WAVEfmt ", "wav"],
  ["RF64\xff\xff\xff\xffWAVEds64", "wav"],
  ["BW64\xff\xff\xff\xffWAVEds64", "wav"],
  ["RIFF\x24\0\0\0AVI LIST", "avi"],
  ["fLaC\0\0\0\x22", "flac"],
  ["FORM\0\0\0\x20AIFCFVER", "aiff"],
  ["caff\0\x01\0\0", "caf"],
  ["#!AMR\n", "amr"],
  ["#!AMR-WB\n", "amr-wb"],
  ["\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", "asf"],
  ["\x0b\x77\x12\x34", "ac3"],
  ["wvpk\x20\0\0\0", "wavpack"],
  ["\0\0\0\x1cftypM4A \0\0\0\0", "m4a"],
  ["\0\0\0\x1cftypisom\0\0\x02\0", "mp4"],
  ["\0\0\0\x14ftypqt  \0\0\0\0", "mov"],
  ["\0\0\0\x18ftyp3gp4\0\0\0\0", "3gp"],
  ["\0\0\0\x08wide\0\0\0\0mdat", "mov"],
  [`\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm`, "webm"],
  [`\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska`, "matroska"],
  [`OggS${"\0".repeat(22)}\x01\x13OpusHead\x01`, "ogg/opus"],
  [`OggS${"\0".repeat(22)}\x01\x1e\x01vorbis`, "ogg/vorbis"],
  [`OggS${"\0".repeat(22)}\x01\x33\x7fFLAC`, "ogg/flac"],
  [`OggS${"\0".repeat(22)}\x01\x50Speex   `, "ogg/speex"],
];

for (const [head, name] of known) {
  test(`${JSON.stringify(head.slice(0, 12))} is the beginning of ${name}`, () => {
    assert.deepEqual(detectFormat(bytes(head)), { kind: "audio", name });
  });
}

test("Things without sound are called by their name", () => {
  for (const [head, name] of [
    ["%PDF-1.7", "a PDF document"],
    ["SQLite format 3\0", "an SQLite database"],
    ["GIF89a", "a GIF picture"],
    ["RIFF\x24\0\0\0WEBPVP8 ", "a WebP picture"],
    ['{"a": 1}', "JSON text"],
    ["WEBVTT\n\n", "subtitles"],
    ["Привет", "plain text"],
  ] as const) {
    assert.deepEqual(detectFormat(Buffer.from(head, head === "Привет" ? "utf8" : "latin1")), {
      kind: "other",
      name,
    });
  }
});

test("Text is recognised though the last letter is cut in half", () => {
  const text = Buffer.from("ж".repeat(3000));
  for (const length of [4095, 4096, 4097, 5001]) {
    assert.equal(detectFormat(text.subarray(0, length)).name, "plain text");
  }
});

/** An MPEG-1 layer III frame of 128 kbit/s at 44.1 kHz: 417 bytes. */
const mp3Frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]);

test("MP3 frames are found by two headers in the right distance, also behind other bytes", () => {
  const two = Buffer.concat([mp3Frame, mp3Frame]);
  for (let junk = 0; junk < 300; junk += 37) {
    assert.equal(detectFormat(Buffer.concat([Buffer.alloc(junk, 0x11), two])).name, "mp3");
  }
  assert.equal(detectFormat(mp3Frame).kind, "unknown", "one header can be chance");
});

test("ADTS frames are AAC", () => {
  const frame = Buffer.concat([Buffer.from([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc]), Buffer.alloc(9)]);
  assert.equal(detectFormat(Buffer.concat([frame, frame, frame])).name, "aac");
});

test("The length of an ID3v2 tag is read from its four seven-bit bytes", () => {
  assert.equal(measureId3(bytes("ID3\x04\0\0\0\0\x02\x01")), 10 + 257);
  assert.equal(measureId3(bytes("ID3\x04\0\x10\0\0\x02\x01")), 20 + 257, "with a footer");
  assert.equal(measureId3(bytes("fLaC")), 0);
});

test("Any bytes get an answer", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (head) => {
      assert.ok(detectFormat(head).name.length > 0);
    }),
  );
});
