/**
 * How many passages a second get their vectors: in this process, in the engine process as an archive does it, and by
 * other programs with the same weights, in turns; what share of the machine's peak that is; how long indexing waits for
 * anything but the model; how long a question's vector takes. The other programs take part where they are installed:
 * npm install --prefix bench/rivals.
 *
 *   node bench/embedding.ts [--threads 2] [--rounds 3]
 */

import { type ChildProcess, fork } from "node:child_process";
import { cpSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadOnnxModel } from "../src/embedding/load-onnx-model.ts";
import { createOnnxEmbedder } from "../src/embedding/onnx-embedder.ts";
import { EngineEmbedder } from "../src/engine/engine-embedder.ts";
import { EngineProcess } from "../src/engine/engine-process.ts";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { setActiveEmbedding } from "../src/index/sqlite/index-tables.ts";
import { embedPassages } from "../src/indexing/embed-passages.ts";
import { getModelFiles } from "../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../src/models/registry.ts";
import { archiveFiles } from "../src/storage/archive-files.ts";
import type { RivalKind, RivalReply } from "./embedding-rival.ts";
import { inventArchive, sampleSentences, sampleTexts } from "./invent-archive.ts";
import {
  childrenOf,
  cpuSecondsOf,
  interleave,
  median,
  peakMemoryOf,
  quantile,
  root,
  table,
  tell,
  timeWork,
  workFolder,
} from "./measure.ts";

const { values } = parseArgs({
  options: { threads: { type: "string" }, rounds: { type: "string", default: "3" } },
});
const rounds = Number(values.rounds);
const threads = values.threads ? Number(values.threads) : Math.min(4, availableParallelism());
/** A minute of speech, as the samples have it. */
const wordsPerPassage = 130;
const passages = sampleTexts().flatMap((text) => {
  const words = text.split(/\s+/);
  return Array.from({ length: Math.floor(words.length / wordsPerPassage) }, (_, at) =>
    words.slice(at * wordsPerPassage, (at + 1) * wordsPerPassage).join(" "),
  );
});
/** Sentences of all lengths: what batches are for. */
const sentences = sampleSentences().slice(0, 30);

type Work = { wallMs: number; cpuMs: number; vectors: ArrayLike<number>[] };
type Contestant = {
  name: string;
  /** All texts in one call, or one a call: what is measured of the two. */
  ways: boolean[];
  embed: (texts: readonly string[], together: boolean) => Promise<Work>;
};

const files = getModelFiles(getEmbeddingModel(defaultEmbeddingModel), workFolder());
const local = await createOnnxEmbedder({ files, threads });
const questions = await createOnnxEmbedder({ files, threads, quickLoad: true });
const engine = new EngineProcess({
  speechModel: "whisper-base",
  embeddingModel: defaultEmbeddingModel,
  modelCache: workFolder(),
  threads,
});
const remote = new EngineEmbedder(engine, questions);
tell("loading the model three times");
const cold = await timeWork(() => questions.embedQuery("мёд"));
await local.embedQuery("мёд");
await remote.embedPassages(["мёд"]);

const ours: Contestant[] = [
  {
    name: "Fonoteka, in this process",
    ways: [true],
    async embed(texts) {
      let vectors: Float32Array[] = [];
      const time = await timeWork(async () => {
        vectors = await local.embedPassages(texts);
      });
      return { ...time, vectors };
    },
  },
  {
    name: "Fonoteka, in the engine",
    ways: [true],
    async embed(texts) {
      let vectors: Float32Array[] = [];
      const before = cpuSecondsOf(engine.pid!);
      const { wallMs, cpuMs } = await timeWork(async () => {
        vectors = await remote.embedPassages(texts);
      });
      return { wallMs, cpuMs: cpuMs + (cpuSecondsOf(engine.pid!) - before) * 1000, vectors };
    },
  },
];
const { tokenizer, session } = await loadOnnxModel(files, { threads });
await session.release();
const lengths = passages.map((text) => tokenizer.encode(`passage: ${text}`, 512).length);
const children: ChildProcess[] = [];
const absent: string[] = [];

/** Starts another program and waits until it has loaded the model; undefined when it cannot take part. */
async function startRival(
  kind: RivalKind,
  title: (version: string) => string,
): Promise<Contestant | undefined> {
  const child = fork(
    join(root, "bench/embedding-rival.ts"),
    [kind, String(threads), String(Math.max(...lengths))],
    {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  const next = () => new Promise<RivalReply>((resolve) => child.once("message", resolve));
  const first = await next();
  if (!("ready" in first)) {
    absent.push(`${kind}: ${"unavailable" in first ? first.unavailable : "no answer"}`);
    return undefined;
  }
  children.push(child);
  return {
    name: title(first.ready),
    // fastembed pads every text to the same length: a call of many is the same work.
    ways: kind === "fastembed" ? [false] : [true, false],
    async embed(texts, together) {
      const answer = next();
      child.send({ texts, together });
      return (await answer) as Work;
    },
  };
}

const gemm = (await startRival("gemm", (version) => version))!;
const rivals: (Contestant | undefined)[] = [
  await startRival("transformers", (version) => `${version}, as it comes`),
  await startRival("transformers-fp32", (version) => `${version}, our session options`),
  await startRival("fastembed", (version) => version),
];
const contestants = [...ours, ...rivals.filter((one) => one !== undefined)];

// One text a call, and all in one call: each program is shown by its better way.
const runs = Object.fromEntries(
  contestants.flatMap((one) =>
    [passages, sentences].flatMap((texts, at) =>
      one.ways.map((together) => [`${one.name}|${at}|${together}`, () => one.embed(texts, together)]),
    ),
  ),
);
await gemm.embed([], true);
const results: Record<string, Work[]> = await interleave(rounds, {
  ...runs,
  peak: () => gemm.embed([], true),
});
/** GFLOP a second of processor time: a crowded machine stretches wall times, and not of all alike. */
const peak = Math.max(...results.peak!.map((work) => (work.vectors[0]![0]! * 1000) / work.cpuMs));

const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
/** Twelve layers, 384 wide, 1536 inside: the products with weights, then each token with each other, twice. */
const operations = (length: number) =>
  12 * length * (2 * (4 * 384 * 384 + 2 * 384 * 1536) + 4 * length * 384);
const gigaOperations = lengths.reduce((sum, length) => sum + operations(length), 0) / 1e9;

const [reference] = results[`${ours[0]!.name}|0|true`]!;
const rows = contestants.map((one) => {
  const best = (at: number) =>
    [true, false]
      .map((together) => results[`${one.name}|${at}|${together}`])
      .filter((works) => works !== undefined)
      .map((works) => ({ wall: median(works.map((work) => work.wallMs)), works }))
      .sort((first, second) => first.wall - second.wall)[0]!;
  const { wall, works } = best(0);
  const cpuMs = median(works.map((work) => work.cpuMs));
  const cosines = works[0]!.vectors.map((vector, at) => cosine(vector, reference!.vectors[at]!));
  return [
    one.name,
    (passages.length * 1000) / wall,
    cpuMs / passages.length,
    `${(((gigaOperations * 1000) / cpuMs / peak) * 100).toFixed(0)} %`,
    (sentences.length * 1000) / best(1).wall,
    Math.min(...cosines).toFixed(5),
  ];
});
console.log(
  `${passages.length} passages of ${wordsPerPassage} words (about 60 s; ${meanLength.toFixed(0)} tokens), ${sentences.length} sentences, ${threads} threads, median of ${rounds}, in turns; of one text a call and all in one call the faster.\n`,
);
console.log(
  table(
    [
      "who",
      "passages a second",
      "CPU ms a passage",
      "of the cores' peak",
      "sentences a second",
      "least cosine to ours",
    ],
    rows,
  ),
);
console.log(
  `\nPeak: ${peak.toFixed(0)} GFLOP a second of one core, products of two 2048 × 2048 fp32 matrices by the same runtime in the same turns; a passage takes ${(gigaOperations / passages.length).toFixed(1)} GFLOP. Memory at most: ${peakMemoryOf(process.pid).toFixed(0)} MiB in this process (the model twice), ${Math.max(
    0,
    ...childrenOf(process.pid)
      .filter((pid) => pid === engine.pid)
      .map(peakMemoryOf),
  ).toFixed(0)} MiB in the engine.`,
);
for (const why of absent) console.log(`\nNot compared: ${why}.`);
for (const child of children) child.disconnect();

tell("indexing into an archive");
const waiting = await measureIndexing();
console.log(
  `\nIndexing ${waiting.passages} passages of an archive (${waiting.texts} texts with their sentences), the engine beside: ${waiting.share} of the time no text was with the engine.`,
);

tell("questions");
const times: number[] = [];
for (const question of sentences) times.push((await timeWork(() => questions.embedQuery(question))).wallMs);
console.log(
  `\nVector of a question (the sentences): p50 ${median(times).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms; the first one, which loads the model: ${cold.wallMs.toFixed(0)} ms (${cold.cpuMs.toFixed(0)} ms of CPU).`,
);
await engine.close();
await local.close();
await questions.close();

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, own, others] = [0, 0, 0];
  for (let i = 0; i < b.length; i++) {
    product += a[i]! * b[i]!;
    own += a[i]! ** 2;
    others += b[i]! ** 2;
  }
  return product / Math.sqrt(own * others);
}

/** Embeds a recording of an archive as `rebuild-index` does, and sees how long the engine had nothing to do. */
async function measureIndexing(): Promise<{ passages: number; texts: number; share: string }> {
  const folder = join(workFolder(), "archive");
  cpSync((await inventArchive(1000, local)).folder, folder, { recursive: true });
  const db = openArchiveDatabase(archiveFiles(folder).database);
  const [{ id }] = db.all<{ id: number }>("select min(id) as id from transcriptions") as [{ id: number }];
  let [texts, busyMs, inHand, since] = [0, 0, 0, 0];
  const watched = Object.assign(Object.create(remote) as typeof remote, {
    embedPassages: async (some: readonly string[]) => {
      if (inHand++ === 0) since = performance.now();
      const vectors = await remote.embedPassages(some);
      if (--inHand === 0) busyMs += performance.now() - since;
      texts += some.length;
      return vectors;
    },
    fingerprint: `${remote.fingerprint} for a measurement`,
  });
  setActiveEmbedding(db, watched);
  let done = 0;
  const { wallMs } = await timeWork(async () => {
    done = await embedPassages({ db, embedder: watched }, { transcriptionId: id });
  });
  db.close();
  return { passages: done, texts, share: `${((1 - busyMs / wallMs) * 100).toFixed(1)} %` };
}
