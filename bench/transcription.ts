/**
 * What recognition costs: seconds of work for a second of sound, and the memory of the engine process.
 *
 *   node bench/transcription.ts [--threads 2]
 */

import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { openArchive } from "../src/fonoteka.ts";
import { childrenOf, cpuSecondsOf, peakMemoryOf, root, table, tell, workFolder } from "./measure.ts";

const { values } = parseArgs({ options: { threads: { type: "string" } } });
const samples = {
  "Russian, 96 s": "2026-03-16_10-00-12.opus",
  "English, 79 s": "2026-02-19_18-42-05.opus",
};
/** Loads the models, so that what follows is recognition alone. */
const warmUp = "Call_20260318_143007.opus";

const archive = await openArchive(
  join(workFolder(), "archive"),
  values.threads ? { settings: { threads: Number(values.threads) } } : {},
);
const rows: (string | number)[][] = [];
const known = new Map<string, number>();
const paths = [warmUp, ...Object.values(samples)].map((name) => join(root, "samples", name));
for await (const outcome of archive.import(paths))
  if (outcome.status === "imported") known.set(basename(outcome.path), outcome.recording.id);

let loadSeconds = Number.NaN;
for (const [name, file] of [["warm-up", warmUp], ...Object.entries(samples)] as [string, string][]) {
  tell(`recognising: ${name}`);
  const started = performance.now();
  const cpuBefore = engineCpu();
  let finished = started;
  let cpu = 0;
  let peak = 0;
  for await (const outcome of archive.transcribe({
    recordings: [known.get(file)!],
    onProgress: ({ stage, done }) => {
      if (stage !== "transcribe" || done === 0) return;
      loadSeconds = Number.isNaN(loadSeconds) ? (performance.now() - started) / 1000 : loadSeconds;
      // Embedding comes after the last of these.
      finished = performance.now();
      cpu = engineCpu() - cpuBefore;
      peak = enginePeak();
    },
  }))
    if (outcome.status === "failed") throw outcome.error;
  const seconds = archive.show(known.get(file)!).recording.durationSeconds;
  const wall = (finished - started) / 1000;
  if (name !== "warm-up") rows.push([name, wall / seconds, seconds / wall, cpu / seconds, peak]);
}
const peakWithEmbedder = enginePeak();
console.log(
  `whisper-base, ${archive.settings.threads} threads, after a first recording that loads the models.\n`,
);
console.log(
  table(
    [
      "sample",
      "seconds of work a second of sound",
      "times real time",
      "CPU seconds a second of sound",
      "peak MiB of the engine",
    ],
    rows,
  ),
);
console.log(
  `\nFrom a cold start to the first progress: ${loadSeconds.toFixed(1)} s. Peak of the engine with the embedding model loaded, too: ${peakWithEmbedder.toFixed(0)} MiB.`,
);
await archive.close();

function engineCpu(): number {
  return childrenOf(process.pid).reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}

function enginePeak(): number {
  return Math.max(0, ...childrenOf(process.pid).map(peakMemoryOf));
}
