/** Our resampler beside FFmpeg's swresample, on the same noise in one run. */
import { spawnSync } from "node:child_process";
import { Resampler } from "../src/audio/resample.ts";

const seconds = 60;

for (const [from, to] of [
  [44_100, 48_000],
  [48_000, 16_000],
] as const) {
  const noise = Float32Array.from({ length: from * seconds }, () => Math.random() - 0.5);
  const own = Math.min(...[1, 2, 3].map(() => timeOwn(noise, from, to)));
  const swr = Math.min(...[1, 2, 3].map(() => timeSwr(noise, from, to)));
  console.log(
    `${from} to ${to} Hz: ours ${(seconds / own).toFixed(0)} times real time, swresample ${(seconds / swr).toFixed(0)}, ratio ${(swr / own).toFixed(3)}`,
  );
}

function timeOwn(noise: Float32Array, from: number, to: number): number {
  const start = performance.now();
  const resampler = new Resampler(from, to);
  for (let at = 0; at < noise.length; at += 16_384) resampler.push(noise.subarray(at, at + 16_384));
  resampler.flush();
  return (performance.now() - start) / 1000;
}

/** FFmpeg's own count of processor time, less what reading and passing on the same samples takes. */
function timeSwr(noise: Float32Array, from: number, to: number): number {
  const input = ["-f", "f32le", "-ar", `${from}`, "-ac", "1", "-i", "-"];
  const run = (filter: string[]) => {
    const { stderr } = spawnSync(
      "ffmpeg",
      ["-v", "info", "-benchmark", ...input, ...filter, "-f", "null", "-"],
      {
        input: Buffer.from(noise.buffer),
      },
    );
    return Number(/utime=([\d.]+)s/.exec(stderr.toString())?.[1]);
  };
  return Math.max(0.001, run(["-af", `aresample=${to}:filter_size=64`]) - run([]));
}
