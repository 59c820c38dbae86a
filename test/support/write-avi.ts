/** AVI and FLV files with a picture track that begins at 0 and one of sound, for tests. */
import type { TimedPacket } from "./beeps.ts";

/** PCM of 16 bits, mono, whose track begins `startSeconds` late (dwStart). AVI knows no other times. */
export function writeAvi(packets: TimedPacket[], sampleRate: number, startSeconds = 0): Buffer {
  const bytes = packets.reduce((sum, { data }) => sum + data.length, 0);
  const track = { rate: sampleRate, scale: 1, start: Math.round(startSeconds * sampleRate), sampleSize: 2 };
  const wave = Buffer.concat([le16(1, 1), le32(sampleRate, sampleRate * 2), le16(2, 16)]);
  return writeRiff({ ...track, length: bytes / 2, wave, chunks: packets.map(({ data }) => data) });
}

/** Frames of MP3, mono, one a chunk as of a variable bit rate; empty ones are pauses. */
export function writeAviMp3(frames: Uint8Array[], sampleRate: number, frameSamples: number): Buffer {
  const format = [le16(0x55, 1), le32(sampleRate, 0), le16(frameSamples, 0, 12, 1)];
  const wave = Buffer.concat([...format, le32(2), le16(frameSamples, 1, 0)]);
  const track = { rate: sampleRate, scale: frameSamples, start: 0, sampleSize: 0 };
  return writeRiff({ ...track, length: frames.length, wave, chunks: frames });
}

type SoundTrack = {
  rate: number;
  scale: number;
  start: number;
  sampleSize: number;
  length: number;
  wave: Buffer;
  chunks: Uint8Array[];
};

function writeRiff(track: SoundTrack): Buffer {
  const videoRate = 25;
  const stream = (
    kind: string,
    { rate, scale, start, length, sampleSize }: Omit<SoundTrack, "wave" | "chunks">,
  ) =>
    chunk(
      "strh",
      Buffer.from(kind),
      le32(0, 0, 0, scale, rate, start, length, 0, 0xffffffff, sampleSize, 0, 0),
    );
  const bitmap = chunk("strf", le32(40, 16, 16, 0x180001), Buffer.from("MJPG"), le32(0, 0, 0, 0, 0));
  const picture = { rate: videoRate, scale: 1, start: 0, length: 1, sampleSize: 0 };
  const header = list(
    "hdrl",
    chunk("avih", le32(40_000, 0, 0, 0x10, 1, 0, 2, 0, 16, 16, 0, 0, 0, 0)),
    list("strl", stream("vidsMJPG", picture), bitmap),
    list("strl", stream("auds\0\0\0\0", track), chunk("strf", track.wave)),
  );
  const chunks = [chunk("00dc", Buffer.alloc(16)), ...track.chunks.map((data) => chunk("01wb", data))];
  let offset = 4;
  const index = chunks.map((bytes) => {
    const entry = Buffer.concat([bytes.subarray(0, 4), le32(0x10, offset), bytes.subarray(4, 8)]);
    offset += bytes.length;
    return entry;
  });
  return riff("RIFF", "AVI ", header, list("movi", ...chunks), chunk("idx1", ...index));
}

/** PCM of 16 bits at 44 100 Hz, mono; times are kept in milliseconds. */
export function writeFlv(packets: TimedPacket[]): Buffer {
  const tags = [
    tag(9, 0, Buffer.from([0x12, 0, 0, 0x84, 0, 0])),
    ...packets.map(({ data, startSeconds }) =>
      tag(8, Math.round(startSeconds * 1000), Buffer.concat([Buffer.from([0x3e]), data])),
    ),
  ];
  return Buffer.concat([Buffer.from("FLV\x01\x05\0\0\0\x09\0\0\0\0", "latin1"), ...tags]);
}

function tag(kind: number, milliseconds: number, body: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head.writeUInt8(kind);
  head.writeUIntBE(body.length, 1, 3);
  head.writeUIntBE(milliseconds & 0xffffff, 4, 3);
  head.writeUInt8(milliseconds >> 24, 7);
  const end = Buffer.alloc(4);
  end.writeUInt32BE(11 + body.length);
  return Buffer.concat([head, body, end]);
}

function riff(id: string, kind: string, ...parts: Buffer[]): Buffer {
  return chunk(id, Buffer.from(kind), ...parts);
}

function list(kind: string, ...parts: Buffer[]): Buffer {
  return riff("LIST", kind, ...parts);
}

function chunk(id: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id), le32(body.length), body, Buffer.alloc(body.length % 2)]);
}

function le32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, i * 4);
  return bytes;
}

function le16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, i * 2);
  return bytes;
}
