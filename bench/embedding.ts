/**
 * How many passages a second get their vectors: in this process, and in the engine process as an archive does it. And
 * how long a question's vector takes.
 *
 *   node bench/embedding.ts [--threads 2] [--rounds 3]
 */

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { EngineEmbedder } from "../src/engine/engine-embedder.ts";
import { EngineProcess } from "../src/engine/engine-process.ts";
import { defaultEmbeddingModel } from "../src/models/registry.ts";
import { openEmbedder, sampleSentences, sampleTexts } from "./invent-archive.ts";
import {
  childrenOf,
  cpuSecondsOf,
  interleave,
  median,
  peakMemoryOf,
  quantile,
  table,
  tell,
  timeWork,
  workFolder,
} from "./measure.ts";

const { values } = parseArgs({
  options: { threads: { type: "string" }, rounds: { type: "string", default: "3" } },
});
const threads = values.threads ? Number(values.threads) : Math.min(4, availableParallelism());
/** A minute of speech, as the samples have it. */
const wordsPerPassage = 130;
const passages = sampleTexts().flatMap((text) => {
  const words = text.split(/\s+/);
  return Array.from({ length: Math.floor(words.length / wordsPerPassage) }, (_, at) =>
    words.slice(at * wordsPerPassage, (at + 1) * wordsPerPassage).join(" "),
  );
});

const local = await openEmbedder(threads);
const engine = new EngineProcess({
  speechModel: "whisper-base",
  embeddingModel: defaultEmbeddingModel,
  modelCache: workFolder(),
  threads,
});
const remote = new EngineEmbedder(engine, local);
tell("loading the model twice");
const cold = await timeWork(() => local.embedQuery("мёд"));
await remote.embedPassages(["мёд"]);

const results = await interleave(Number(values.rounds), {
  "in this process": () => timeWork(() => local.embedPassages(passages)),
  "in the engine": async () => {
    const before = cpuSecondsOf(engine.pid!);
    const { wallMs, cpuMs } = await timeWork(() => remote.embedPassages(passages));
    return { wallMs, cpuMs: cpuMs + (cpuSecondsOf(engine.pid!) - before) * 1000 };
  },
});
const peaks: Record<string, number> = {
  "in this process": peakMemoryOf(process.pid),
  "in the engine": Math.max(0, ...childrenOf(process.pid).map(peakMemoryOf)),
};
console.log(
  `${passages.length} passages of ${wordsPerPassage} words (about 60 s), ${threads} threads, median of ${values.rounds}.\n`,
);
console.log(
  table(
    ["where", "passages a second", "CPU ms a passage", "peak MiB of the process"],
    Object.entries(results).map(([name, times]) => [
      name,
      (passages.length * 1000) / median(times.map((time) => time.wallMs)),
      median(times.map((time) => time.cpuMs)) / passages.length,
      peaks[name]!,
    ]),
  ),
);
tell("questions");
const questions = sampleSentences().slice(0, 60);
const times: number[] = [];
for (const question of questions) times.push((await timeWork(() => local.embedQuery(question))).wallMs);
console.log(
  `\nVector of a question (${questions.length} sentences of the samples): p50 ${median(times).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms; the first one, which loads the model: ${cold.wallMs.toFixed(0)} ms (${cold.cpuMs.toFixed(0)} ms of CPU).`,
);
await engine.close();
await local.close();
