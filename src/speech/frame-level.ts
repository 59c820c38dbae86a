/** How loud a frame is. All levels are dBFS: 0 is the power of a full square wave. */

import { sampleRate } from "./sample-rate.ts";

/** Levels below are silence. 16-bit samples that round to nothing lie at −101. */
export const silenceDb = -100;

/** Hum of the mains and knocks on a table, below the voice, say nothing of how loud somebody speaks. */
const lowCutHertz = 150;
const decay = 1 / (1 + (2 * Math.PI * lowCutHertz) / sampleRate);

/** The level without what lies below the voice. Every frame on its own: it is the same wherever decoding began. */
export function frameLevel(frame: Float32Array): number {
  let sum = 0;
  let passed = 0;
  let before = frame[0] ?? 0;
  for (const sample of frame) {
    passed = decay * (passed + sample - before);
    before = sample;
    sum += passed * passed;
  }
  return toDecibels(sum / Math.max(1, frame.length));
}

export function toDecibels(power: number): number {
  return power > 0 ? Math.max(silenceDb, 10 * Math.log10(power)) : silenceDb;
}

export function toPower(decibels: number): number {
  return 10 ** (decibels / 10);
}

/** The level of some frames together: of their mean power. */
export function meanLevel(levels: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const level of levels) {
    sum += toPower(level);
    count++;
  }
  return toDecibels(sum / Math.max(1, count));
}

/** The value that this share of them does not exceed. */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? silenceDb;
}
