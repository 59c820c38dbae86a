/** A minimal writer of ASF files (as WMA and WMV are) with PCM of 16 bits, mono, for tests: times in milliseconds. */
import type { TimedPacket } from "./beeps.ts";

const preRollMs = 500;

export function writeAsf(packets: TimedPacket[], sampleRate: number): Buffer {
  const payloadByteLength = packets[0]!.data.length;
  // One payload in each packet: flags, lengths, send time, duration, stream, object, offset, its size and time.
  const packetByteLength = 3 + 2 + 6 + 1 + 1 + 4 + 1 + 8 + payloadByteLength;
  const end = packets.at(-1)!;
  const lengthTicks = BigInt(Math.round((end.startSeconds + end.seconds) * 1e7));
  const properties = object(
    "a1dcab8c47a9cf118ee400c00c205365",
    Buffer.alloc(16, 1),
    le64(
      0n,
      0n,
      BigInt(packets.length),
      lengthTicks + BigInt(preRollMs * 10_000),
      lengthTicks,
      BigInt(preRollMs),
    ),
    le32(2, packetByteLength, packetByteLength, sampleRate * 16),
  );
  const wave = Buffer.concat([le16(1, 1), le32(sampleRate, sampleRate * 2), le16(2, 16, 0)]);
  const stream = object(
    "9107dcb7b7a9cf118ee600c00c205365",
    Buffer.from("409e69f84d5bcf11a8fd00805f5c442b", "hex"),
    Buffer.from("0057fb20555bcf11a8fd00805f5c442b", "hex"),
    le64(0n),
    le32(wave.length, 0),
    le16(1),
    le32(0),
    wave,
  );
  const extension = object(
    "b503bf5f2ea9cf118ee300c00c205365",
    Buffer.from("11d2d3abbaa9cf118ee600c00c205365", "hex"),
    le16(6),
    le32(0),
  );
  const objects = Buffer.concat([properties, stream, extension]);
  const header = object("3026b2758e66cf11a6d900aa0062ce6c", le32(3), Buffer.from([1, 2]), objects);
  const data = packets.map(({ data: payload, startSeconds }, i) => {
    const ms = Math.round(startSeconds * 1000);
    return Buffer.concat([
      Buffer.from([0x82, 0, 0]),
      Buffer.from([0x00, 0x5d]),
      le32(ms),
      le16(20),
      Buffer.from([0x81, i & 255]),
      le32(0),
      Buffer.from([8]),
      le32(payload.length, ms + preRollMs),
      payload,
    ]);
  });
  const dataObject = object(
    "3626b2758e66cf11a6d900aa0062ce6c",
    Buffer.alloc(16, 1),
    le64(BigInt(packets.length)),
    le16(0x101),
    ...data,
  );
  return Buffer.concat([header, dataObject]);
}

function object(id: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id, "hex"), le64(BigInt(24 + body.length)), body]);
}

function le64(...values: bigint[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(value, i * 8);
  return bytes;
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
