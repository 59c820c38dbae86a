/** Sound whose beeps lie at known times, in the forms that containers take; and where they lie in what was made of it. */
import { readFileSync } from "node:fs";
import type { SampleChunk } from "../../src/audio/audio-source.ts";
import { OpusEncoder } from "../../src/audio/opus/opus-encoder.ts";
import { parseOpusPacket } from "../../src/audio/opus/opus-packet.ts";

/** Where the beeps begin, seconds; each lasts 0.1 s, and the whole 6 s. */
export const beepTimes = [1, 3, 5];
const totalSeconds = 6;

export function makeBeeps(sampleRate = 48_000): Float32Array {
  return Float32Array.from({ length: totalSeconds * sampleRate }, (_, i) => {
    const seconds = i / sampleRate;
    const isBeep = beepTimes.some((start) => seconds >= start && seconds < start + 0.1);
    return isBeep ? 0.5 * Math.sin(2 * Math.PI * 1000 * seconds) : 0;
  });
}

export type TimedPacket = { data: Uint8Array; startSeconds: number; seconds: number };

/** As packets of 20 ms whose first sound lies at minus the encoder's delay, 6.5 ms. */
export function makeOpusBeeps(): TimedPacket[] {
  const encoder = new OpusEncoder({ channels: 1 });
  const packets = [...encoder.encode([makeBeeps()]), ...encoder.finish()];
  return packets.map((data, i) => {
    const seconds = parseOpusPacket(data)!.durationSamples / 48_000;
    return { data, startSeconds: i * seconds - encoder.preSkip / 48_000, seconds };
  });
}

/** As blocks of 20 ms of 16-bit PCM. */
export function makePcmBeeps(sampleRate = 48_000): TimedPacket[] {
  const samples = makeBeeps(sampleRate);
  const blockSamples = sampleRate / 50;
  return Array.from({ length: samples.length / blockSamples }, (_, block) => {
    const data = Buffer.alloc(blockSamples * 2);
    for (let i = 0; i < blockSamples; i++)
      data.writeInt16LE(Math.round(samples[block * blockSamples + i]! * 32767), 2 * i);
    return { data, startSeconds: block / 50, seconds: 1 / 50 };
  });
}

/** The frames of an ADTS file over and over, each with its header: AAC of 16 kHz, a sound of half a second every 0.576 s. */
export function readAdtsFrames(path: string): Uint8Array[] {
  const bytes = readFileSync(path);
  const frames: Uint8Array[] = [];
  for (let at = 0; at + 7 <= bytes.length; ) {
    const byteLength = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
    frames.push(bytes.subarray(at, at + byteLength));
    at += byteLength;
  }
  return frames;
}

/** Times are changed so that the sound begins `late` seconds later, and so that after 2 s nothing is there for `hole` seconds. */
export function moveInTime(packets: TimedPacket[], { late = 0, hole = 0 }): TimedPacket[] {
  return packets.map((packet) => ({
    ...packet,
    startSeconds: packet.startSeconds + late + (packet.startSeconds >= 2 ? hole : 0),
  }));
}

/** Where sound begins after at least 0.3 s of silence, seconds, and how long the whole is. */
export async function findBeeps(
  chunks: AsyncIterable<SampleChunk>,
  sampleRate: number,
): Promise<{ beeps: number[]; seconds: number }> {
  const beeps: number[] = [];
  let at = 0;
  let lastLoud = Number.NEGATIVE_INFINITY;
  for await (const [plane] of chunks) {
    for (let i = 0; i < plane!.length; i++) {
      if (Math.abs(plane![i]!) < 0.1) continue;
      if (at + i - lastLoud > 0.3 * sampleRate) beeps.push((at + i) / sampleRate);
      lastLoud = at + i;
    }
    at += plane!.length;
  }
  return { beeps, seconds: at / sampleRate };
}
