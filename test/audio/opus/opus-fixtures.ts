/** Sounds and Ogg files made for the tests of the Opus side. */
import { fileURLToPath } from "node:url";
import type { AudioSource, SampleChunk } from "../../../src/audio/audio-source.ts";
import { openOggOpus } from "../../../src/audio/opus/ogg-opus-file.ts";
import type { OpusPacket } from "../../../src/audio/opus/ogg-opus-packets.ts";
import { type OggPage, parsePage } from "../../../src/audio/opus/ogg-pages.ts";

/** 60 s of real speech by opusenc: an independent, well-formed Ogg Opus file. */
export const speechPath = fileURLToPath(
  new URL("../../../samples/Voice 260411_083517.opus", import.meta.url),
);

/** A sound in memory as a source. */
export function sourceOf(planes: SampleChunk, sampleRate = 48_000, pieceSamples = 5000): AudioSource {
  return {
    format: "wav",
    sampleRate,
    channels: planes.length,
    tags: {},
    warnings: [],
    async *samples() {
      for (let at = 0; at < planes[0]!.length; at += pieceSamples) {
        yield planes.map((plane) => plane.subarray(at, at + pieceSamples));
      }
    },
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
}

export function tone(
  seconds: number,
  options: { hz?: number; sampleRate?: number; level?: number } = {},
): Float32Array {
  const { hz = 440, sampleRate = 48_000, level = 0.4 } = options;
  return Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, i) => level * Math.sin((2 * Math.PI * hz * i) / sampleRate),
  );
}

/** `Array.fromAsync`, which the types of es2024 do not know. */
export async function toArray<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** All chunks of a stream in one array per channel. */
export async function collect(chunks: AsyncIterable<SampleChunk>): Promise<Float32Array[]> {
  const all: SampleChunk[] = [];
  for await (const chunk of chunks) all.push(chunk.map((plane) => plane.slice()));
  const channels = all[0]?.length ?? 1;
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(all.reduce((sum, chunk) => sum + chunk[channel]!.length, 0));
    let at = 0;
    for (const chunk of all) {
      plane.set(chunk[channel]!, at);
      at += chunk[channel]!.length;
    }
    return plane;
  });
}

export async function collectMono(chunks: AsyncIterable<Float32Array>): Promise<Float32Array> {
  async function* asChunks() {
    for await (const chunk of chunks) yield [chunk];
  }
  return (await collect(asChunks()))[0]!;
}

export async function readAllPackets(path: string): Promise<OpusPacket[]> {
  const file = await openOggOpus(path);
  try {
    return await toArray(file.packets());
  } finally {
    await file.close();
  }
}

/** The pages of a file that is known to be whole. */
export function splitPages(bytes: Buffer): OggPage[] {
  const pages: OggPage[] = [];
  for (let at = 0; at < bytes.length; at += pages.at(-1)!.byteLength) {
    const page = parsePage(bytes, at);
    if (typeof page === "string") throw new Error(`${page} page at ${at}`);
    pages.push(page);
  }
  return pages;
}

/** 10·log10 of signal over difference, dB. */
export function signalToNoise(signal: Float32Array, other: Float32Array): number {
  let power = 0;
  let noise = 0;
  for (let i = 0; i < signal.length; i++) {
    power += signal[i]! ** 2;
    noise += (signal[i]! - other[i]!) ** 2;
  }
  return 10 * Math.log10(power / (noise + 1e-12));
}
