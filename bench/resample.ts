/**
 * Our resampler beside FFmpeg's swresample on the same noise, in turns.
 *
 *   node bench/resample.ts [--rounds 3]
 */

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { Resampler } from "../src/audio/decoding/resample.ts";
import { findFfmpeg, interleave, median, table, timeWork } from "./measure.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" } } });
const seconds = 60;
const version = findFfmpeg();
const rows: (string | number)[][] = [];
for (const [from, to] of [
  [44_100, 48_000],
  [48_000, 16_000],
] as const) {
  const noise = Float32Array.from({ length: from * seconds }, () => Math.random() - 0.5);
  const { ours, swresample } = await interleave(Number(values.rounds), {
    ours: () => cpuSecondsOfOurs(noise, from, to),
    swresample: async () => (version ? cpuSecondsOfFfmpeg(noise, from, to) : Number.NaN),
  });
  rows.push([
    `${from} → ${to} Hz`,
    seconds / median(ours),
    seconds / median(swresample),
    median(ours) / median(swresample),
  ]);
}
console.log(table(["rates", "ours: times real time", "swresample, 64 taps", "ratio of CPU time"], rows));
if (!version) console.log("\nThere is no ffmpeg on this machine: nothing to compare with.");

async function cpuSecondsOfOurs(noise: Float32Array, from: number, to: number): Promise<number> {
  const { cpuMs } = await timeWork(() => {
    const resampler = new Resampler(from, to);
    for (let at = 0; at < noise.length; at += 16_384) resampler.push(noise.subarray(at, at + 16_384));
    resampler.flush();
  });
  return cpuMs / 1000;
}

/** FFmpeg's own count of processor time, less what reading and passing on the same samples takes. */
function cpuSecondsOfFfmpeg(noise: Float32Array, from: number, to: number): number {
  const input = ["-f", "f32le", "-ar", `${from}`, "-ac", "1", "-i", "-"];
  const run = (filter: string[]) => {
    const { stderr } = spawnSync(
      "ffmpeg",
      ["-v", "info", "-benchmark", ...input, ...filter, "-f", "null", "-"],
      { input: Buffer.from(noise.buffer) },
    );
    return Number(/utime=([\d.]+)s/.exec(stderr.toString())?.[1]);
  };
  return Math.max(0.001, run(["-af", `aresample=${to}:filter_size=64`]) - run([]));
}
