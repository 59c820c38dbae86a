/**
 * Memory of a long import against that of a short one: the sound streams through, so the ratio is near 1.
 *
 *   node bench/long-import.ts [--hours 1] [--formats wav,mp3,m4a,opus]      10 hours take some 25 minutes
 */

import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ffmpeg, makeSilence, makeTalk } from "./make-sounds.ts";
import { findFfmpeg, runFonoteka, table, tell, workFolder } from "./measure.ts";

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "1" },
    formats: { type: "string", default: "wav,mp3,m4a,opus" },
  },
});
const shortSeconds = 600;
const longSeconds = Number(values.hours) * 3600;
const folder = workFolder();

const talk = await makeTalk(join(folder, "talk.wav"), shortSeconds);
/** Ten minutes repeated without decoding, as often as it takes. */
const repeated = (name: string, encoding: string[]) => (seconds: number) => {
  const short = join(folder, `short.${name}`);
  if (seconds === shortSeconds) ffmpeg("-i", talk, ...encoding, short);
  else
    ffmpeg(
      "-stream_loop",
      `${seconds / shortSeconds - 1}`,
      "-i",
      short,
      "-c",
      "copy",
      join(folder, `long.${name}`),
    );
  return join(folder, seconds === shortSeconds ? `short.${name}` : `long.${name}`);
};
const makers: Record<string, (seconds: number) => string> = {};
const wanted = values.formats.split(",");
if (wanted.includes("wav"))
  makers["WAV (silence)"] = (seconds) => makeSilence(join(folder, "silence.wav"), seconds);
if (findFfmpeg()) {
  if (wanted.includes("mp3")) makers.MP3 = repeated("mp3", ["-b:a", "64k"]);
  if (wanted.includes("m4a")) makers.M4A = repeated("m4a", ["-b:a", "64k"]);
  if (wanted.includes("opus"))
    makers["Opus (copied)"] = repeated("opus", ["-c:a", "libopus", "-b:a", "32k", "-ar", "48000"]);
}

const rows: (string | number)[][] = [];
for (const [name, make] of Object.entries(makers)) {
  const costs = [];
  for (const seconds of [shortSeconds, longSeconds]) {
    const path = make(seconds);
    tell(`${name}, ${seconds / 60} minutes, ${Math.round(statSync(path).size / 1e6)} MB`);
    costs.push(await runFonoteka(["--archive", join(folder, "archive"), "import", path]));
    tell(`peak ${costs.at(-1)!.peakMiB.toFixed(0)} MiB, ${costs.at(-1)!.cpuSeconds.toFixed(1)} s of CPU`);
    rmSync(join(folder, "archive"), { recursive: true });
    if (seconds === longSeconds) rmSync(path);
  }
  const [short, long] = costs as [(typeof costs)[0], (typeof costs)[0]];
  rows.push([
    name,
    short.peakMiB,
    long.peakMiB,
    long.peakMiB / short.peakMiB,
    long.cpuSeconds,
    long.wallSeconds,
  ]);
}
const hours = `${values.hours} h`;
console.log(
  table(
    ["from", "peak MiB, 10 minutes", `peak MiB, ${hours}`, "ratio", `CPU s, ${hours}`, `wall s, ${hours}`],
    rows,
  ),
);
if (!findFfmpeg()) console.log("\nThere is no ffmpeg on this machine: only a WAV could be made.");
