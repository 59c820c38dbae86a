/** Files of samples in chunks, with a length of the sound that is claimed rather than true. */
import { buildWav, chunk } from "../make-wav.ts";

export type ChunkFile = {
  /** Header with this length of the sound, then the samples, then `tail`. */
  build(samples: Float32Array, options?: { claimed?: bigint; tail?: Buffer }): Buffer;
  /** A chunk of the format's own that may follow the sound. */
  tail: Buffer;
  /** What means that no length is known. */
  unknown: bigint;
};

function pcm(samples: Float32Array, isLittleEndian: boolean): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, i) => {
    const value = Math.round(sample * 32767);
    if (isLittleEndian) data.writeInt16LE(value, i * 2);
    else data.writeInt16BE(value, i * 2);
  });
  return data;
}

function bigChunk(id: string, body: Buffer, claimed = BigInt(body.length)): Buffer {
  const head = Buffer.alloc(12);
  head.write(id, 0, "latin1");
  head.writeBigInt64BE(BigInt.asIntN(64, claimed), 4);
  return Buffer.concat([head, body]);
}

function bigEndianChunk(id: string, body: Buffer, claimed = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, "latin1");
  head.writeUInt32BE(claimed, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

const w64Ending = "f3acd3118cd100c04f8edb8a";

function w64Chunk(id: string, body: Buffer, claimed = BigInt(body.length + 24)): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(claimed);
  const name = Buffer.concat([Buffer.from(id), Buffer.from(w64Ending, "hex")]);
  return Buffer.concat([name, size, body, Buffer.alloc((8 - (body.length % 8)) % 8)]);
}

/** 8000 Hz as the 80-bit number of AIFF. */
const aiffRate = Buffer.from("400bfa00000000000000", "hex");

function buildAiff(samples: Float32Array, options: { claimed?: bigint; tail?: Buffer } = {}): Buffer {
  const { claimed, tail = Buffer.alloc(0) } = options;
  const common = Buffer.alloc(8);
  common.writeInt16BE(1, 0);
  common.writeUInt32BE(samples.length, 2);
  common.writeInt16BE(16, 6);
  const data = Buffer.concat([Buffer.alloc(8), pcm(samples, false)]);
  const length = claimed === undefined ? undefined : Number(claimed);
  const body = Buffer.concat([
    Buffer.from("AIFF"),
    bigEndianChunk("COMM", Buffer.concat([common, aiffRate])),
    bigEndianChunk("SSND", data, length),
    tail,
  ]);
  return bigEndianChunk("FORM", body);
}

function buildCaf(samples: Float32Array, options: { claimed?: bigint; tail?: Buffer } = {}): Buffer {
  const description = Buffer.alloc(32);
  description.writeDoubleBE(8000, 0);
  description.write("lpcm", 8, "latin1");
  for (const [at, value] of [
    [12, 2],
    [16, 2],
    [20, 1],
    [24, 1],
    [28, 16],
  ] as const)
    description.writeUInt32BE(value, at);
  return Buffer.concat([
    Buffer.from("caff\0\x01\0\0", "latin1"),
    bigChunk("desc", description),
    bigChunk("data", Buffer.concat([Buffer.alloc(4), pcm(samples, true)]), options.claimed),
    options.tail ?? Buffer.alloc(0),
  ]);
}

function buildW64(samples: Float32Array, options: { claimed?: bigint; tail?: Buffer } = {}): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(8000, 4);
  format.writeUInt32LE(16_000, 8);
  format.writeUInt16LE(2, 12);
  format.writeUInt16LE(16, 14);
  const body = Buffer.concat([
    Buffer.concat([Buffer.from("wave"), Buffer.from(w64Ending, "hex")]),
    w64Chunk("fmt ", format),
    w64Chunk("data", pcm(samples, true), options.claimed),
    options.tail ?? Buffer.alloc(0),
  ]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(body.length + 24));
  return Buffer.concat([
    Buffer.from("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0", "latin1"),
    size,
    body,
  ]);
}

function buildRf64(samples: Float32Array, options: { claimed?: bigint; tail?: Buffer } = {}): Buffer {
  const bytes = Buffer.concat([
    buildWav([samples], { id: "RF64", sampleRate: 8000 }),
    options.tail ?? Buffer.alloc(0),
  ]);
  if (options.claimed !== undefined) bytes.writeBigUInt64LE(options.claimed, bytes.indexOf("ds64") + 16);
  return bytes;
}

const list = chunk("LIST", Buffer.concat([Buffer.from("INFO"), chunk("ICMT", Buffer.from("a comment\0"))]));

export const chunkFiles: Record<string, ChunkFile> = {
  WAV: {
    build(samples, { claimed, tail = Buffer.alloc(0) } = {}) {
      const length = claimed === undefined ? {} : { claimedByteLength: Number(claimed) };
      const bytes = Buffer.concat([buildWav([samples], { sampleRate: 8000, ...length }), tail]);
      bytes.writeUInt32LE(bytes.length - 8, 4);
      return bytes;
    },
    tail: list,
    unknown: 0xffffffffn,
  },
  RF64: { build: buildRf64, tail: list, unknown: 0xffffffffffffffffn },
  Wave64: { build: buildW64, tail: w64Chunk("fact", Buffer.alloc(8)), unknown: 0x7fffffffffffffffn },
  AIFF: {
    build: buildAiff,
    tail: bigEndianChunk("ANNO", Buffer.from("a comment!")),
    unknown: 0xffffffffn,
  },
  CAF: { build: buildCaf, tail: bigChunk("info", Buffer.from("\0\0\0\0")), unknown: -1n },
};
