/** What comes after the end of a container. */
import { detectFormat } from "../decoding/detect-format.ts";
import type { ByteReader } from "./byte-reader.ts";
import { isEncodingInfo, readAudioFrame } from "./mpeg-frame.ts";

/**
 * `nothing`: the end, zeros or tags of known kinds; `file`: another audio or video file from `at` on; `data`: something else
 * from `at` on, `kind` in words.
 */
export type Rest =
  | { what: "nothing" }
  | { what: "file"; at: number }
  | { what: "data"; at: number; byteLength: number; kind: string };

/** Names that a container of audio begins with, and where in its first bytes. */
const beginnings: [at: number, bytes: Buffer][] = [
  [0, Buffer.from("fLaC")],
  [0, Buffer.from("OggS")],
  [0, Buffer.from("caff\0\x01", "latin1")],
  [0, Buffer.from("#!AMR")],
  [0, Buffer.from(".snd\0\0", "latin1")],
  [0, Buffer.from("wvpk")],
  [0, Buffer.from("MAC ")],
  [0, Buffer.from("TTA1")],
  [0, Buffer.from("Creative Voice File")],
  [0, Buffer.from("1a45dfa3", "hex")],
  [0, Buffer.from("3026b2758e66cf11a6d900aa0062ce6c", "hex")],
  [0, Buffer.from("riff\x2e\x91\xcf\x11", "latin1")],
  [4, Buffer.from("ftyp")],
  [8, Buffer.from("WAVEfmt ")],
  [8, Buffer.from("WAVEbext")],
  [8, Buffer.from("WAVEJUNK")],
  [8, Buffer.from("WAVELIST")],
  [8, Buffer.from("WAVEds64")],
  [8, Buffer.from("AVI LIST")],
  [8, Buffer.from("AIFFCOMM")],
  [8, Buffer.from("AIFCFVER")],
  [8, Buffer.from("AIFCCOMM")],
];

/** Whether a file whose beginning names its kind without doubt starts here. */
export function beginsFile(reader: ByteReader, at: number): boolean {
  const head = reader.read(at, 32);
  if (beginnings.some(([from, bytes]) => head.subarray(from, from + bytes.length).equals(bytes))) return true;
  const frame = readAudioFrame(reader, at);
  return frame !== undefined && isEncodingInfo(reader, at, frame);
}

/** Whether a tag stands here with a frame of MP3 or AAC behind it, as at the beginning of such a file. */
function beginsTaggedFrames(reader: ByteReader, at: number): boolean {
  if (reader.text(at, 3) !== "ID3") return false;
  const sound = skipTags(reader, at);
  const frame = readAudioFrame(reader, sound);
  return frame !== undefined && readAudioFrame(reader, sound + frame.byteLength) !== undefined;
}

/** More than the padding that recorders and file systems leave, and more than a stray line break. */
const minDataByteLength = 64;

/** Describes what lies between the end of a container and the end of the file. */
export async function describeRest(reader: ByteReader, end: number): Promise<Rest> {
  let at = end;
  if (beginsTaggedFrames(reader, at)) return { what: "file", at };
  while (!beginsFile(reader, at)) {
    const tagged = skipTags(reader, at);
    const next = tagged > at ? tagged : await reader.skipZeros(at);
    if (next === at) break;
    at = next;
  }
  // The length of its first box begins with zeros.
  const file = [at, at - 2, at - 3].find((from) => from >= end && beginsFile(reader, from));
  if (file !== undefined) return { what: "file", at: file };
  const byteLength = reader.byteLength - at;
  if (byteLength < minDataByteLength) return { what: "nothing" };
  const { kind, name } = await detectFormat(reader.read(at, 4096));
  return { what: "data", at, byteLength, kind: kind === "other" ? name : "data of an unknown kind" };
}

/** Position after a tag that programs append to files, or undefined where there is none. */
function skipTag(reader: ByteReader, at: number): number | undefined {
  const { byteLength } = reader;
  const head = reader.text(at, 16);
  if (head.startsWith("TAG") && byteLength - at === 128) return byteLength;
  if (head.startsWith("TAG+") && byteLength - at === 227 + 128) return at + 227;
  if (head.startsWith("LYRICSBEGIN")) {
    const tail = reader.text(at, 64 * 1024);
    const found = tail.search(/LYRICS200|LYRICSEND/);
    return found < 0 ? undefined : at + found + 9;
  }
  // The size of an APE tag leaves out its header of 32 bytes.
  if (head.startsWith("APETAGEX")) return inside(reader, at + 32 + reader.uint32(at + 12, true));
  if (head.startsWith("ID3") && reader.read(at, 10).length === 10) {
    const size = reader.read(at + 6, 4).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    return inside(reader, at + 10 + size + (reader.read(at + 5, 1)[0]! & 0x10 ? 10 : 0));
  }
  return undefined;
}

/** Position after all tags that follow one another. */
export function skipTags(reader: ByteReader, from: number): number {
  let at = from;
  for (let next = skipTag(reader, at); next !== undefined && next > at; next = skipTag(reader, at)) at = next;
  return at;
}

function inside(reader: ByteReader, position: number): number {
  return Number.isNaN(position) ? reader.byteLength : Math.min(position, reader.byteLength);
}
