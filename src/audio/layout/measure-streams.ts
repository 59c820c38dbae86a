/** Formats without a structure that ends: FLAC, AMR, AU. */
import { makeNote } from "../../messages/notes.ts";
import { patchView } from "../decoding/file-view.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type Container, placeholder } from "./container.ts";
import { describeRest } from "./describe-rest.ts";
import { crc16 } from "./flac-crc.ts";
import { isForeign } from "./measure-chunks.ts";

const streamInfoByteLength = 34;

/** A FLAC file ends where another one begins. */
export async function measureFlac(reader: ByteReader, start: number): Promise<Container | undefined> {
  if (reader.text(start, 4) !== "fLaC") return undefined;
  let end = reader.byteLength;
  const mark = Buffer.from("fLaC");
  for (let at = start + 4 + streamInfoByteLength; ; at += 4) {
    at = await reader.find(mark, at);
    if (at < 0) break;
    // The first block is STREAMINFO, which has one length.
    if ((reader.uint32(at + 4) & 0x7fffffff) === streamInfoByteLength) {
      end = at;
      break;
    }
  }
  return { end, isWhole: endsWithFlacFrame(reader, start, end), notes: [] };
}

const maxFrameByteLength = 256 * 1024;

/**
 * Whether the file ends with a frame that is whole by its checksum and shorter than the others, as an encoder's last one is:
 * nothing was cut off then, whatever STREAMINFO counts.
 */
function endsWithFlacFrame(reader: ByteReader, start: number, end: number): boolean {
  const from = Math.max(start, end - maxFrameByteLength);
  const tagged = reader.read(from, end - from);
  const hasTag = tagged.toString("latin1", tagged.length - 128, tagged.length - 125) === "TAG";
  const bytes = hasTag ? tagged.subarray(0, -128) : tagged;
  const blockSamples = reader.uint32(start + 8) & 0xffff;
  for (let at = bytes.length - 6; at >= 0; at--) {
    if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) continue;
    if (crc16(bytes.subarray(at)) === 0) return readBlockSamples(bytes, at) < blockSamples;
  }
  return false;
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
