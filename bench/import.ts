/**
 * Import against ffmpeg's own libopus encoding of the same file at the same bit rate: whole process against whole
 * process, in turns. Then the longest time for which an import holds the thread that others wait for.
 *
 *   node bench/import.ts [--seconds 120] [--rounds 3]
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openArchive } from "../src/fonoteka.ts";
import { ffmpeg, makeTalk } from "./make-sounds.ts";
import {
  findFfmpeg,
  interleave,
  median,
  medianCost,
  quantile,
  runFonoteka,
  runProcess,
  table,
  tell,
  workFolder,
} from "./measure.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "120" }, rounds: { type: "string", default: "3" } },
});
const seconds = Number(values.seconds);
const folder = workFolder();
const version = findFfmpeg();

/** What a person has, and how ffmpeg makes it of the WAV. */
const formats: Record<string, string[]> = {
  wav: [],
  mp3: ["-b:a", "128k"],
  flac: [],
  m4a: ["-b:a", "96k"],
  opus: ["-c:a", "libopus", "-b:a", "32k", "-ar", "48000"],
};

tell(`making ${seconds} s of speech`);
const wav = await makeTalk(join(folder, "talk.wav"), seconds);
const names = Object.keys(formats).filter((name) => name === "wav" || version);
for (const name of names)
  if (name !== "wav") ffmpeg("-i", wav, ...formats[name]!, join(folder, `talk.${name}`));

const rows: (string | number)[][] = [];
const starts = medianCost(await Promise.all([1, 2, 3].map(() => runFonoteka(["--version"]))));
for (const name of names) {
  const path = join(folder, `talk.${name}`);
  const target = join(folder, "out.opus");
  const encode = name === "opus" ? ["-c", "copy"] : ["-c:a", "libopus", "-b:a", "32k", "-ar", "48000"];
  const byFfmpeg = (threads: string[]) => () =>
    runProcess("ffmpeg", [
      "-v",
      "error",
      "-nostdin",
      "-y",
      ...threads,
      "-i",
      path,
      ...threads,
      ...encode,
      target,
    ]);
  const contestants: Record<string, () => Promise<Awaited<ReturnType<typeof runProcess>>>> = {
    [`fonoteka import ${name}`]: () => {
      rmSync(join(folder, "archive"), { recursive: true, force: true });
      return runFonoteka(["--archive", join(folder, "archive"), "import", path]);
    },
  };
  if (version) {
    contestants[`ffmpeg -threads 1 ${name}`] = byFfmpeg(["-threads", "1"]);
    if (name === "wav" || name === "mp3") contestants[`ffmpeg ${name}`] = byFfmpeg([]);
  }
  const costs = Object.values(await interleave(Number(values.rounds), contestants)).map(medianCost);
  const [own, single, several] = costs as [
    (typeof costs)[0],
    (typeof costs)[0] | undefined,
    (typeof costs)[0] | undefined,
  ];
  const ratio = (figure: "wall" | "cpu", other?: (typeof costs)[0]) =>
    other ? own[figure] / other[figure] : "–";
  rows.push([
    name === "opus" ? "Opus (copied)" : name.toUpperCase(),
    own.cpu,
    own.wall,
    seconds / own.cpu,
    single?.cpu ?? "–",
    ratio("cpu", single),
    ratio("wall", single),
    ratio("cpu", several),
    own.peakMiB,
  ]);
}
console.log(
  `${seconds} s of speech (the samples, 44.1 kHz mono) to Opus at 32 kbit/s, median of ${values.rounds}; s.\n`,
);
console.log(
  table(
    [
      "from",
      "import: CPU",
      "wall",
      "times real time (CPU)",
      "ffmpeg `-threads 1`: CPU",
      "ratio of CPU",
      "ratio of wall",
      "ratio of CPU, ffmpeg's default threads",
      "peak MiB",
    ],
    rows,
  ),
);
console.log(
  version
    ? `\nffmpeg ${version}. A ratio below 1: import is the faster one. Of import's time ${starts.cpu.toFixed(2)} s of CPU is the start of the program (\`--version\`).`
    : "\nThere is no ffmpeg on this machine: nothing to compare with, and only WAV could be made.",
);

tell("how long the thread is held");
const turns: (string | number)[][] = [];
for (const name of names) {
  const path = join(folder, `talk.${name}`);
  const rounds = [await measureTurns(path), await measureTurns(path), await measureTurns(path)];
  const [often, longest, wall] = [0, 1, 2].map((at) => median(rounds.map((round) => round[at]!)));
  turns.push([name === "opus" ? "Opus (copied)" : name.toUpperCase(), often!, longest!, wall!]);
}
console.log(
  "\nHow long others wait for the thread that imports (a timer of 1 ms in it), ms; CPU is what the import itself did meanwhile:\n",
);
console.log(table(["from", "95 % of turns: CPU at most", "longest turn: CPU", "wall"], turns));

/** 95th percentile and maximum of the CPU time of a turn, and its longest wall time. */
async function measureTurns(path: string): Promise<[number, number, number]> {
  const archive = await openArchive(join(folder, "turns"));
  const cpu: number[] = [];
  const wall: number[] = [];
  let [lastWall, lastCpu] = [performance.now(), threadCpuMs()];
  const timer = setInterval(() => {
    const [nowWall, nowCpu] = [performance.now(), threadCpuMs()];
    wall.push(nowWall - lastWall);
    cpu.push(nowCpu - lastCpu);
    [lastWall, lastCpu] = [nowWall, nowCpu];
  }, 1);
  for await (const outcome of archive.import([path])) if (outcome.status === "failed") throw outcome.error;
  clearInterval(timer);
  await archive.close();
  rmSync(join(folder, "turns"), { recursive: true });
  return [quantile(cpu, 0.95), Math.max(...cpu), Math.max(...wall)];
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
