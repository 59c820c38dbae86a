import type { FileHandle } from "node:fs/promises";
import { makeNote, type Note } from "../../messages/notes.ts";
import type { SearchedRange } from "./searched-range.ts";

/** First bytes of the objects' names (GUIDs, as they are stored). */
const headerObject = "3026b2758e66cf11a6d900aa0062ce6c";
const filePropertiesObject = "a1dcab8c47a9cf118ee400c00c205365";
const dataObject = "3626b2758e66cf11a6d900aa0062ce6c";

const maxHeaderByteLength = 16 * 1024 * 1024;
const dataHeaderByteLength = 50;

/** Whether a WMA file is shorter than the packets that its header counts: all have one size, which is in the header, too. */
export async function findAsfLosses(file: FileHandle, { start, end }: SearchedRange): Promise<Note[]> {
  const byteLength = end - start;
  const beginning = await readAt(file, start, 30);
  if (beginning.length < 30 || nameAt(beginning, 0) !== headerObject) return [];
  const headerByteLength = Number(beginning.readBigUInt64LE(16));
  if (headerByteLength > Math.min(byteLength, maxHeaderByteLength)) return [makeNote("audio-end-lost", {})];
  const header = await readAt(file, start, headerByteLength);
  const facts = readFileProperties(header);
  const data = await readAt(file, start + headerByteLength, dataHeaderByteLength);
  if (data.length < dataHeaderByteLength || nameAt(data, 0) !== dataObject)
    return [makeNote("audio-end-lost", {})];
  // Of a broadcast nothing was known when its header was written.
  if (!facts || facts.isBroadcast) return [];
  const packets = facts.packets || Number(data.readBigUInt64LE(40));
  const stated = headerByteLength + dataHeaderByteLength + packets * facts.packetByteLength;
  if (stated <= byteLength) return [];
  // Every packet begins with the same bytes: the last whole one does not where something before it is missing.
  const firstAt = headerByteLength + dataHeaderByteLength;
  const whole = Math.floor((byteLength - firstAt) / facts.packetByteLength);
  const mark = await readAt(file, start + firstAt, 3);
  const last = await readAt(file, start + firstAt + Math.max(0, whole - 1) * facts.packetByteLength, 3);
  return [makeNote(last.equals(mark) ? "audio-end-missing" : "audio-part-lost", { byteLength, stated })];
}

/** What the header of an ASF file says of its packets, when all have one length. */
export function readFileProperties(
  header: Buffer,
): { packets: number; packetByteLength: number; isBroadcast: boolean } | undefined {
  let at = 30;
  while (at + 24 <= header.length) {
    const byteLength = Number(header.readBigUInt64LE(at + 16));
    if (byteLength < 24) return undefined;
    if (nameAt(header, at) === filePropertiesObject && at + 104 <= header.length) {
      const [smallest, largest] = [header.readUInt32LE(at + 92), header.readUInt32LE(at + 96)];
      if (smallest !== largest) return undefined;
      return {
        packets: Number(header.readBigUInt64LE(at + 56)),
        packetByteLength: largest,
        isBroadcast: (header.readUInt32LE(at + 88) & 1) !== 0,
      };
    }
    at += byteLength;
  }
  return undefined;
}

function nameAt(bytes: Buffer, at: number): string {
  return bytes.subarray(at, at + 16).toString("hex");
}

async function readAt(file: FileHandle, position: number, byteLength: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(byteLength), 0, byteLength, position);
  return buffer.subarray(0, bytesRead);
}
