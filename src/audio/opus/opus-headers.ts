/** The two header packets of Ogg Opus (RFC 7845, 5): OpusHead and OpusTags, read and built. */
import type { AudioTags, OpusHead } from "../audio-source.ts";
import { readTags } from "../decoding/read-tags.ts";

/** Comments in the file's order; names in upper case, a name may occur more than once. */
export type OpusTags = { vendor: string; comments: [name: string, value: string][] };

export const emptyTags: OpusTags = { vendor: "", comments: [] };

export function isOpusHead(packet: Uint8Array): boolean {
  return startsWith(packet, "OpusHead");
}

export function isOpusTags(packet: Uint8Array): boolean {
  return startsWith(packet, "OpusTags");
}

/** @returns undefined when it is truncated, of a later major version, or its channel mapping is invalid */
export function parseOpusHead(packet: Uint8Array): OpusHead | undefined {
  if (!isOpusHead(packet) || packet.length < 19) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const channels = packet[9]!;
  if (packet[8]! >= 16 || channels === 0) return undefined;
  const head: OpusHead = {
    channels,
    preSkip: view.getUint16(10, true),
    inputSampleRate: view.getUint32(12, true),
    outputGain: view.getInt16(16, true),
    mappingFamily: packet[18]!,
  };
  if (head.mappingFamily === 0) return channels <= 2 ? head : undefined;
  if (packet.length < 21 + channels) return undefined;
  const mapping = { streams: packet[19]!, coupled: packet[20]!, table: packet.slice(21, 21 + channels) };
  const decoded = mapping.streams + mapping.coupled;
  if (mapping.streams === 0 || mapping.coupled > mapping.streams || decoded > 255) return undefined;
  if (mapping.table.some((index) => index !== 255 && index >= decoded)) return undefined;
  return { ...head, mapping };
}

export function buildOpusHead(head: OpusHead): Buffer {
  const mapping = head.mapping;
  const packet = Buffer.alloc(mapping ? 21 + mapping.table.length : 19);
  packet.write("OpusHead", "latin1");
  packet[8] = 1;
  packet[9] = head.channels;
  packet.writeUInt16LE(head.preSkip, 10);
  packet.writeUInt32LE(head.inputSampleRate, 12);
  packet.writeInt16LE(head.outputGain, 16);
  packet[18] = head.mappingFamily;
  if (mapping) {
    packet[19] = mapping.streams;
    packet[20] = mapping.coupled;
    packet.set(mapping.table, 21);
  }
  return packet;
}

/** Reads all complete comments: a truncated or invalid packet yields fewer, never an error. */
export function parseOpusTags(packet: Uint8Array): OpusTags {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
  const tags: OpusTags = { vendor: "", comments: [] };
  let at = 8;
  const take = (): string | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const length = bytes.readUInt32LE(at);
    if (at + 4 + length > bytes.length) return undefined;
    const text = bytes.toString("utf8", at + 4, at + 4 + length);
    at += 4 + length;
    return text;
  };
  const vendor = take();
  if (vendor === undefined || at + 4 > bytes.length) return tags;
  tags.vendor = vendor;
  let count = bytes.readUInt32LE(at);
  at += 4;
  for (; count > 0; count--) {
    const comment = take();
    if (comment === undefined) break;
    const equals = comment.indexOf("=");
    if (equals > 0) tags.comments.push([comment.slice(0, equals).toUpperCase(), comment.slice(equals + 1)]);
  }
  return tags;
}

export function buildOpusTags(tags: OpusTags): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value.toWellFormed(), "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const count = Buffer.alloc(4);
  count.writeUInt32LE(tags.comments.length);
  const comments = tags.comments.map(([name, value]) => text(`${name}=${value}`));
  return Buffer.concat([Buffer.from("OpusTags", "latin1"), text(tags.vendor), count, ...comments]);
}

/** The tags that the archive uses. The first comment of a name counts; a year alone is not a date. */
export function toAudioTags(tags: OpusTags): AudioTags {
  return readTags(tags.comments.map(([name, value]) => [name.toLowerCase(), Buffer.from(value)]));
}

function startsWith(packet: Uint8Array, magic: string): boolean {
  if (packet.length < magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (packet[i] !== magic.charCodeAt(i)) return false;
  return true;
}
