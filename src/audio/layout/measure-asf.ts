/** ASF (WMA): objects with names of 16 bytes and lengths of 64 bits. */
import { makeNote } from "../../messages/notes.ts";
import { patchView } from "../decoding/file-view.ts";
import { readFileProperties } from "../decoding/find-asf-losses.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";
import { describeRest } from "./describe-rest.ts";

const headerObject = "3026b2758e66cf11a6d900aa0062ce6c";
const dataHeaderByteLength = 50;
const dataObject = "3626b2758e66cf11a6d900aa0062ce6c";
/** Simple index, index, media object index, timecode index. */
const indexObjects = new Set([
  "90080033b1e5cf1189f400a0c90349cb",
  "d329e2d6da35d111903400a0c90349be",
  "f803b1fead12644c840f2a1d2f7ad48c",
  "d03fb73c4a0c034895edf7b6228f0c",
]);

export async function measureAsf(reader: ByteReader, start: number): Promise<Container | undefined> {
  if (nameAt(reader, start) !== headerObject) return undefined;
  const dataAt = start + reader.uint64(start + 16, true);
  const stated = reader.uint64(dataAt + 16, true);
  // A broadcast knows no length, and of a file that is cut off its packets say more.
  if (nameAt(reader, dataAt) !== dataObject || !(stated > dataHeaderByteLength)) return undefined;
  let at = dataAt + stated;
  if (at > reader.byteLength) return undefined;
  while (indexObjects.has(nameAt(reader, at))) {
    const length = reader.uint64(at + 16, true);
    if (!(length >= 24)) break;
    at += length;
  }
  const rest = await describeRest(reader, at);
  // Every packet begins with the same few bytes about error correction.
  const mark = reader.read(dataAt + dataHeaderByteLength, 3);
  const packetByteLength = readFileProperties(reader.read(start, dataAt - start))?.packetByteLength ?? 1;
  const packets = Math.ceil((stated - dataHeaderByteLength) / packetByteLength);
  const packetAt = dataAt + dataHeaderByteLength + packets * packetByteLength;
  const isPacket = at === dataAt + stated && mark.length === 3 && reader.read(packetAt, 3).equals(mark);
  if (rest.what !== "data" || !isPacket) return { end: Math.min(at, reader.byteLength), notes: [] };
  // Without a length the decoder reads to the end.
  const view = patchView({ start, end: reader.byteLength }, dataAt + 16, Buffer.alloc(8));
  const byteLength = reader.byteLength - dataAt;
  return { end: reader.byteLength, view, notes: [makeNote("audio-length-wrong", { stated, byteLength })] };
}

function nameAt(reader: ByteReader, at: number): string {
  return reader.read(at, 16).toString("hex");
}
