/** WAV files of every kind and known sounds, made for the tests of reading. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AudioSource } from "../../src/audio/audio-source.ts";

const folders: string[] = [];

/** A fresh folder under the system's temporary one, gone when the test process ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-audio-"));
  if (folders.push(folder) === 1) {
    process.once("exit", () => {
      for (const made of folders) rmSync(made, { recursive: true, force: true });
    });
  }
  return folder;
}

export function writeTemporary(name: string, bytes: Uint8Array): string {
  const path = join(makeFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

/** The sound in fixtures/: from 300 Hz up by 2400 Hz a second, at half of full scale. */
export function sweep(sampleRate: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: Math.round(sampleRate * seconds) }, (_, i) => {
    const t = i / sampleRate;
    return 0.5 * Math.sin(2 * Math.PI * (300 * t + 1200 * t * t));
  });
}

export type WavKind = {
  formatTag: number;
  bits: number;
  write(view: DataView, at: number, sample: number): void;
};

export const wavKinds: Record<string, WavKind> = {
  "8 bits": { formatTag: 1, bits: 8, write: (v, at, x) => v.setUint8(at, Math.round(x * 127) + 128) },
  "16 bits": { formatTag: 1, bits: 16, write: (v, at, x) => v.setInt16(at, Math.round(x * 32767), true) },
  "24 bits": {
    formatTag: 1,
    bits: 24,
    write(v, at, x) {
      const n = Math.round(x * 8388607);
      v.setUint8(at, n & 255);
      v.setInt16(at + 1, n >> 8, true);
    },
  },
  "32 bits": {
    formatTag: 1,
    bits: 32,
    write: (v, at, x) => v.setInt32(at, Math.round(x * 2147483647), true),
  },
  "32 bits float": { formatTag: 3, bits: 32, write: (v, at, x) => v.setFloat32(at, x, true) },
  "64 bits float": { formatTag: 3, bits: 64, write: (v, at, x) => v.setFloat64(at, x, true) },
  "A-law": { formatTag: 6, bits: 8, write: (v, at, x) => v.setUint8(at, toAlaw(x)) },
  "mu-law": { formatTag: 7, bits: 8, write: (v, at, x) => v.setUint8(at, toMulaw(x)) },
};

/** ITU-T G.711. */
function toMulaw(x: number): number {
  const magnitude = Math.min(32635, Math.abs(Math.round(x * 32767))) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((x < 0 ? 128 : 0) | (exponent << 4) | mantissa) & 255;
}

function toAlaw(x: number): number {
  const magnitude = Math.min(32767, Math.abs(Math.round(x * 32767)));
  const exponent = Math.max(0, Math.floor(Math.log2(magnitude || 1)) - 7);
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 15;
  return ((x < 0 ? 0 : 128) | (exponent << 4) | mantissa) ^ 0x55;
}

export type WavOptions = {
  kind?: WavKind;
  sampleRate?: number;
  /** WAVEFORMATEXTENSIBLE with this channel mask. */
  channelMask?: number;
  /** What the header claims the data's length to be. */
  claimedByteLength?: number;
  /** `RF64`: the sizes lie in a ds64 chunk. */
  id?: "RIFF" | "RF64";
  /** Chunks before `data`. */
  chunks?: [id: string, body: Uint8Array][];
};

export function buildWav(planes: Float32Array[], options: WavOptions = {}): Buffer {
  const { kind = wavKinds["16 bits"]!, sampleRate = 16_000, id = "RIFF", channelMask } = options;
  const frames = planes[0]!.length;
  const bytesPerSample = kind.bits / 8;
  const block = bytesPerSample * planes.length;
  const data = Buffer.alloc(frames * block);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < frames; i++)
    planes.forEach((plane, c) => {
      kind.write(view, i * block + c * bytesPerSample, plane[i]!);
    });
  const format = Buffer.alloc(channelMask === undefined ? 16 : 40);
  format.writeUInt16LE(channelMask === undefined ? kind.formatTag : 0xfffe, 0);
  format.writeUInt16LE(planes.length, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(sampleRate * block, 8);
  format.writeUInt16LE(block, 12);
  format.writeUInt16LE(kind.bits, 14);
  if (channelMask !== undefined) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(kind.bits, 18);
    format.writeUInt32LE(channelMask, 20);
    format.writeUInt16LE(kind.formatTag, 24);
    Buffer.from("000000001000800000aa00389b71", "hex").copy(format, 26);
  }
  const is64 = id === "RF64";
  const sizes = Buffer.alloc(28);
  sizes.writeBigUInt64LE(BigInt(data.length), 8);
  sizes.writeBigUInt64LE(BigInt(frames), 16);
  const claimed = is64 ? 0xffffffff : (options.claimedByteLength ?? data.length);
  const body = Buffer.concat([
    Buffer.from("WAVE"),
    ...(is64 ? [chunk("ds64", sizes)] : []),
    chunk("fmt ", format),
    ...(options.chunks ?? []).map(([name, bytes]) => chunk(name, bytes)),
    chunk("data", data, claimed),
  ]);
  const head = Buffer.alloc(8);
  head.write(id, 0, "latin1");
  head.writeUInt32LE(is64 ? 0xffffffff : Math.min(0xffffffff, body.length), 4);
  return Buffer.concat([head, body]);
}

export function chunk(id: string, body: Uint8Array, claimed = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, "latin1");
  head.writeUInt32LE(claimed, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** All samples of a source, one array per channel. */
export async function readAll(source: AudioSource, signal?: AbortSignal): Promise<Float32Array[]> {
  const chunks: Float32Array[][] = [];
  for await (const next of source.samples(signal)) chunks.push(next);
  return Array.from({ length: source.channels }, (_, channel) =>
    join32(chunks.map((planes) => planes[channel]!)),
  );
}

export function join32(parts: Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Likeness of two sounds laid at the same place: 1 when they are the same but for loudness. */
export function correlate(a: Float32Array, b: Float32Array): number {
  let product = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    product += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return product / Math.sqrt(aa * bb);
}

export function worstDifference(a: Float32Array, b: Float32Array): number {
  let worst = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}
