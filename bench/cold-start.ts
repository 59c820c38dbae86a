/**
 * A command from nothing to its end: the whole process, run from the sources and as compiled, and what its time is
 * made of. The archive holds 1 000 invented passages.
 *
 *   node bench/cold-start.ts [--rounds 7]
 */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inventArchive, openEmbedder } from "./invent-archive.ts";
import { interleave, median, medianCost, root, runFonoteka, runProcess, table, tell } from "./measure.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
const rounds = Number(values.rounds);
const embedder = await openEmbedder();
const { folder } = await inventArchive(1000, embedder);
await embedder.close();
tell("compiling dist/");
execFileSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });

const commands: Record<string, string[]> = {
  "`fonoteka --version`": ["--version"],
  "`fonoteka list -n 3`": ["--archive", folder, "list", "-n", "3"],
  "`fonoteka search kubernetes --mode keyword`": [
    "--archive",
    folder,
    "search",
    "kubernetes",
    "--mode",
    "keyword",
  ],
  "`fonoteka search kubernetes`": ["--archive", folder, "search", "kubernetes"],
  "`fonoteka search` (a question)": [
    "--archive",
    folder,
    "search",
    "как пчёлы зимуют и сколько мёда им нужно?",
  ],
};
const contestants = Object.entries(commands).flatMap(([name, words]) =>
  (["src", "dist"] as const).map((from) => [`${name} ${from}`, () => runFonoteka(words, from)] as const),
);
const results = await interleave(rounds, {
  "node -e 0": () => runProcess(process.execPath, ["-e", "0"]),
  ...Object.fromEntries(contestants),
});
const bare = medianCost(results["node -e 0"]!);
const rows: (string | number)[][] = [["`node -e 0`", bare.cpu, bare.wall, "", "", 1, bare.peakMiB]];
for (const name of Object.keys(commands)) {
  const [src, dist] = [`${name} src`, `${name} dist`].map((key) =>
    medianCost(results[key as "node -e 0"]!),
  ) as [typeof bare, typeof bare];
  rows.push([name, dist.cpu, dist.wall, src.cpu, src.wall, dist.cpu / bare.cpu, dist.peakMiB]);
}
console.log(`Whole process, in turns, median of ${rounds}; s.\n`);
console.log(
  table(
    [
      "command",
      "installed (dist/): CPU",
      "wall",
      "from the sources: CPU",
      "wall",
      "CPU, times `node -e 0`",
      "peak MiB",
    ],
    rows,
  ),
);

tell("the parts of a search");
const parts: Record<string, number[]> = {};
for (let round = 0; round < rounds; round++) {
  const { stdout } = await runProcess(process.execPath, [join(root, "bench/cold-parts.mjs"), folder]);
  for (const [part, ms] of Object.entries(JSON.parse(stdout) as Record<string, number>)) {
    parts[part] ??= [];
    parts[part].push(ms);
  }
}
console.log(
  "\nWhat a cold search is made of (compiled, through the library, one after the other), median ms of wall time:\n",
);
console.log(
  table(
    ["part", "ms"],
    Object.entries(parts).map(([part, times]) => [part, median(times)]),
  ),
);
