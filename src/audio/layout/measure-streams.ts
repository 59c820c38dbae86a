/** Formats of a simple structure: FLAC, AMR, AU, VOC. */
import { makeNote } from "../../messages/notes.ts";
import { patchView } from "../decoding/file-view.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type Container, placeholder } from "./container.ts";
import { describeRest } from "./describe-rest.ts";
import { crc16 } from "./flac-crc.ts";
import { isForeign } from "./measure-chunks.ts";

const streamInfoByteLength = 34;

/** What else may be joined to a FLAC file or appended to it: a name, and where in the file it stands. */
const otherBeginnings: [name: Buffer, at: number][] = [
  [Buffer.from("OggS\0\x02", "latin1"), 0],
  [Buffer.from("WAVE"), 8],
  [Buffer.from("AIF"), 8],
  [Buffer.from("ftyp"), 4],
  [Buffer.from("1a45dfa3", "hex"), 0],
  [Buffer.from("ID3"), 0],
  [Buffer.from("PK\x03\x04", "latin1"), 0],
];

/** A FLAC file ends where another one begins, or with the last frame that is whole by its checksum. */
export async function measureFlac(reader: ByteReader, start: number): Promise<Container | undefined> {
  if (reader.text(start, 4) !== "fLaC") return undefined;
  const mark = Buffer.from("fLaC");
  for (let at = start + 4 + streamInfoByteLength; ; at += 4) {
    at = await reader.find(mark, at);
    if (at < 0) break;
    // The first block is STREAMINFO, which has one length.
    if ((reader.uint32(at + 4) & 0x7fffffff) === streamInfoByteLength)
      return { end: at, isWhole: findLastFrame(reader, start, at) === "last", notes: [] };
  }
  const { byteLength } = reader;
  const frame = findLastFrame(reader, start, byteLength);
  if (frame) return { end: byteLength, isWhole: frame === "last", notes: [] };
  for (const [name, offset] of otherBeginnings)
    for (let at = start + 4; ; at += name.length) {
      at = await reader.find(name, at);
      if (at < 0) break;
      const last = findLastFrame(reader, start, at - offset);
      if (last) return { end: at - offset, isWhole: last === "last", notes: [] };
    }
  return { end: byteLength, notes: [] };
}

const maxFrameByteLength = 256 * 1024;

/**
 * The frame that ends at `end`, if one does that is whole by its checksum. `last`: it is shorter than the others, as an
 * encoder's last one is, so that nothing was cut off, whatever STREAMINFO counts.
 */
function findLastFrame(reader: ByteReader, start: number, end: number): "last" | "whole" | undefined {
  const from = Math.max(start, end - maxFrameByteLength);
  const tagged = reader.read(from, end - from);
  const hasTag = tagged.toString("latin1", tagged.length - 128, tagged.length - 125) === "TAG";
  const bytes = hasTag ? tagged.subarray(0, -128) : tagged;
  const blockSamples = reader.uint32(start + 8) & 0xffff;
  for (let at = bytes.length - 6; at >= 0; at--) {
    if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) continue;
    if (crc16(bytes.subarray(at)) === 0) return readBlockSamples(bytes, at) < blockSamples ? "last" : "whole";
  }
  return undefined;
}

/** Samples in a frame whose header writes them out, as that of a last frame does; else infinite. */
function readBlockSamples(bytes: Buffer, at: number): number {
  const code = bytes[at + 2]! >> 4;
  if (code !== 6 && code !== 7) return Number.POSITIVE_INFINITY;
  // The frame's number before it is written like a letter in UTF-8.
  const position = at + 4 + Math.max(1, Math.clz32(~(bytes[at + 4]! << 24)));
  return code === 6 ? bytes[position]! + 1 : bytes.readUInt16BE(position) + 1;
}

/** AMR files that were joined: the second one's name stands among the frames of the first. */
export async function measureAmr(reader: ByteReader, start: number): Promise<Container | undefined> {
  const name = reader.text(start, 9).startsWith("#!AMR-WB\n") ? "#!AMR-WB\n" : "#!AMR\n";
  const found = await reader.find(Buffer.from(name), start + name.length);
  return { end: found < 0 ? reader.byteLength : found, notes: [] };
}

const unknownSize = 0xffffffff;

/** AU: the decoder reads beyond the stated length, but no file that states none at all. */
export async function measureAu(reader: ByteReader, start: number): Promise<Container | undefined> {
  const { byteLength } = reader;
  const dataStart = start + reader.uint32(start + 4);
  const stated = reader.uint32(start + 8);
  if (!(dataStart <= byteLength) || stated === unknownSize) return undefined;
  const statedEnd = dataStart + stated;
  if (stated > 0 && statedEnd <= byteLength) {
    const rest = await describeRest(reader, statedEnd);
    const known = { soundStart: dataStart, claimedEnd: statedEnd };
    const isTrue = rest.what !== "data" || isForeign(reader, rest, known);
    if (isTrue) return { end: statedEnd, isWhole: true, notes: [] };
  }
  const view = patchView({ start, end: byteLength }, start + 8, Buffer.alloc(4, 0xff));
  if (stated === 0 || stated >= placeholder) return { end: byteLength, view, isWhole: true, notes: [] };
  const isCut = statedEnd > byteLength;
  const note = isCut
    ? makeNote("audio-end-missing", { byteLength: byteLength - start, stated: statedEnd - start })
    : makeNote("audio-length-wrong", { stated, byteLength: byteLength - dataStart });
  return { end: byteLength, view, isWhole: true, notes: [note] };
}

const maxBlocks = 1_000_000;

/** VOC: blocks with a type and a length of 24 bits, ended by a block of type 0. */
export async function measureVoc(reader: ByteReader, start: number): Promise<Container | undefined> {
  let at = start + (reader.read(start + 20, 2)[0] ?? 26);
  for (let blocks = 0; blocks < maxBlocks && at < reader.byteLength; blocks++) {
    await reader.pause();
    const header = reader.read(at, 4);
    if (header[0] === 0) return { end: at + 1, notes: [] };
    if (header.length < 4 || header[0]! > 9) return undefined;
    at += 4 + header.readUIntLE(1, 3);
  }
  return undefined;
}
