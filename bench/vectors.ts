/**
 * Nearest vectors at 10 000, 100 000 and 1 000 000: the index in memory against sqlite-vec, and against usearch and
 * sqlite-vector where they are installed (npm install --prefix bench/rivals). Each size on a disk of its own making:
 * 1 000 000 take 6 GB in the temporary folder while it runs, and half an hour with all rivals.
 *
 *   node bench/vectors.ts [sizes] [--without graph]
 */

import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { findNearest, type NearestRequest, type VectorCandidate } from "../src/index/sqlite/find-nearest.ts";
import { findActiveEmbedding, setActiveEmbedding } from "../src/index/sqlite/index-tables.ts";
import { putVectors } from "../src/index/sqlite/put-vectors.ts";
import { ResidentVectors } from "../src/index/sqlite/resident-vectors.ts";
import { resolveFilter } from "../src/storage/search-filter.ts";
import { fillVectorArchive, passagesPerRecording } from "./fill-vector-archive.ts";
import { openEmbedder } from "./invent-archive.ts";
import { createVectorInventor, type VectorInventor } from "./invent-vectors.ts";
import { figure, median, quantile, root, runProcess, table, tell, workFolder } from "./measure.ts";
import {
  createBitSearch,
  createSqliteVector,
  createUsearchExact,
  createUsearchGraph,
  dimensions,
  type Stored,
  type VectorSearch,
} from "./vector-searches.ts";

const questionCount = 60;
const limits = [10, 100] as const;
const fingerprint = "bench";
const newcomers = 5;

type Measured = {
  name: string;
  /** Of `limits` in turn. */
  p50: number[];
  p95: number[];
  /** Processor time of the asking thread, the mean. */
  cpu: number[];
  recall: number[];
  /** Resident memory that building added, MiB. */
  mebibytes: number;
  buildSeconds: number;
  /** From a passage's vector to the answer that has it, ms. */
  newcomerMs: number;
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    without: { type: "string", multiple: true, default: [] },
    folder: { type: "string" },
    contestant: { type: "string" },
  },
});
if (values.contestant) runContestant(values.contestant, values.folder!, Number(positionals[0]));
else await compare(positionals.length > 0 ? positionals.map(Number) : [10_000, 100_000, 1_000_000]);

async function compare(sizes: readonly number[]): Promise<void> {
  const embedder = await openEmbedder();
  const inventor = await createVectorInventor(embedder);
  await embedder.close();
  console.log(
    `${questionCount} questions each, ms; wanted are the nearest 10 and the nearest 100, recall is the share of the exact ones.\n`,
  );
  const filtered: (string | number)[][] = [];
  const missing = new Set<string>();
  for (const size of sizes) {
    const folder = join(workFolder(), `${size}`);
    mkdirSync(folder);
    inventFiles(inventor, size, folder);
    const results: Measured[] = [];
    for (const name of ["ours", "bits", "centred-bits", "exact", "graph", "graph-i8", "sqlite-vector"]) {
      if (values.without.includes(name)) continue;
      tell(`${figure(size)} vectors: ${name}`);
      const words = ["--expose-gc", join(root, "bench/vectors.ts"), "--contestant", name, "--folder", folder];
      const { stdout } = await runProcess(process.execPath, [...words, `${size}`], { shareStderr: true });
      const said = JSON.parse(stdout) as { results: Measured[]; filtered?: (string | number)[][] };
      if (said.results.length === 0) missing.add(name);
      results.push(...said.results);
      filtered.push(...(said.filtered ?? []));
    }
    rmSync(folder, { recursive: true });
    printSize(size, results);
  }
  console.log("With a filter, the nearest 10, ms; recall against comparing every vector that it allows:\n");
  console.log(
    table(["vectors", "allowed", "p50", "p95", "recall@10", "all compared: p50", "times"], filtered),
  );
  if (missing.size > 0) console.log(`\nNot installed (bench/rivals): ${[...missing].join(", ")}.`);
}

function printSize(size: number, results: readonly Measured[]): void {
  const reference = results.find(({ name }) => name.startsWith("sqlite-vec float"))!;
  const rows = results.map((one) => [
    one.name,
    one.p50[0]!,
    one.p95[0]!,
    one.cpu[0]!,
    one.recall[0]!.toFixed(3),
    reference.p50[0]! / one.p50[0]!,
    one.p50[1]!,
    one.p95[1]!,
    one.cpu[1]!,
    one.recall[1]!.toFixed(3),
    one.mebibytes,
    one.buildSeconds,
    one.newcomerMs,
  ]);
  const header = [
    "p50",
    "p95",
    "mean CPU",
    "recall@10",
    "× sqlite-vec float",
    "100: p50",
    "p95",
    "mean CPU",
    "recall@100",
  ];
  console.log(
    table([`${figure(size)} × ${dimensions}`, ...header, "MiB", "build s", "new passage found"], rows),
  );
  console.log();
}

/** Vectors, questions, and nothing of them in this process's memory. */
function inventFiles(inventor: VectorInventor, size: number, folder: string): void {
  tell(`inventing ${figure(size)} vectors`);
  const file = openSync(join(folder, "vectors.f32"), "w");
  const batch = new Float32Array(1000 * dimensions);
  const step = Math.floor(size / questionCount);
  const answers: Float32Array[] = [];
  for (let from = 0; from < size; from += 1000) {
    for (let at = 0; at < 1000; at++) {
      const vector = batch.subarray(at * dimensions, (at + 1) * dimensions);
      inventor.next(vector);
      if ((from + at) % step === step >> 1 && answers.length < questionCount) answers.push(vector.slice());
    }
    writeSync(file, batch);
  }
  closeSync(file);
  const questions = answers.map((answer) => inventor.question(answer));
  writeFileSync(join(folder, "questions.json"), JSON.stringify(questions.map((vector) => [...vector])));
}

function readQuestions(folder: string): Float32Array[] {
  const read = JSON.parse(readFileSync(join(folder, "questions.json"), "utf8")) as number[][];
  return read.map((numbers) => Float32Array.from(numbers));
}

function openStored(folder: string, count: number): Stored & { close(): void } {
  const file = openSync(join(folder, "vectors.f32"), "r");
  const batch = new Float32Array(1000 * dimensions);
  let first = -1;
  const get = (at: number): Float32Array => {
    const from = at - (at % 1000);
    if (from !== first) readSync(file, batch, 0, batch.byteLength, from * 4 * dimensions);
    first = from;
    return batch.subarray((at - from) * dimensions, (at - from + 1) * dimensions);
  };
  const whole = (): Float32Array => {
    const vectors = new Float32Array(count * dimensions);
    for (let at = 0; at < count; at++) vectors.set(get(at), at * dimensions);
    return vectors;
  };
  return { count, get, whole, close: () => closeSync(file) };
}

function runContestant(name: string, folder: string, size: number): void {
  const stored = openStored(folder, size);
  if (name === "ours") console.log(JSON.stringify(runOurs(folder, stored)));
  else {
    const searches: Record<string, () => VectorSearch | undefined> = {
      bits: () => createBitSearch(folder, { centred: false }),
      "centred-bits": () => createBitSearch(folder, { centred: true }),
      exact: createUsearchExact,
      graph: () => createUsearchGraph("f32"),
      "graph-i8": () => createUsearchGraph("i8"),
      "sqlite-vector": () => createSqliteVector(folder),
    };
    const search = searches[name]!();
    console.log(JSON.stringify({ results: search ? [measure(search, folder, stored)] : [] }));
  }
  stored.close();
}

function measure(search: VectorSearch, folder: string, stored: Stored): Measured {
  const questions = readQuestions(folder);
  const truth = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8")) as number[][];
  const before = residentMebibytes();
  const started = performance.now();
  search.build(stored);
  const buildSeconds = (performance.now() - started) / 1000;
  const mebibytes = residentMebibytes() - before;
  const timed = limits.map((limit) => timeQuestions(questions, (vector) => search.find(vector, limit)));
  const newcomerMs = timeNewcomers(search.put, (vector) => search.find(vector, 10), stored);
  search.close();
  return { name: search.name, ...summarise(timed, truth), mebibytes, buildSeconds, newcomerMs };
}

/** The index in memory and sqlite-vec's table over the same archive, in turns. */
function runOurs(folder: string, stored: Stored): { results: Measured[]; filtered: (string | number)[][] } {
  const path = join(folder, "data.db");
  const db = openArchiveDatabase(path, { create: true });
  setActiveEmbedding(db, { fingerprint, dimensions });
  const putStarted = performance.now();
  fillVectorArchive(db, fingerprint, stored);
  const putSeconds = (performance.now() - putStarted) / 1000;
  const resident = new ResidentVectors(db, { minVectors: 0 });
  const before = residentMebibytes();
  const loadStarted = performance.now();
  resident.load(findActiveEmbedding(db)!, { measure: false });
  const loadSeconds = (performance.now() - loadStarted) / 1000;
  const mebibytes = residentMebibytes() - before;
  const ours: Find = (request) => findNearest(db, { ...request, fingerprint }, resident);
  const exact: Find = (request) => findNearest(db, { ...request, fingerprint });
  const questions = readQuestions(folder);
  const ask = (find: Find, limit: number) => (vector: Float32Array) =>
    find({ vector, limit }).map((hit) => hit.passageId);

  const rounds = 3;
  const ourTimes = limits.map((): Timed => ({ ms: [], cpuMs: [], found: [] }));
  const theirTimes = limits.map((): Timed => ({ ms: [], cpuMs: [], found: [] }));
  for (let round = 0; round < rounds; round++) {
    const part = questions.slice((round * questionCount) / rounds, ((round + 1) * questionCount) / rounds);
    for (const [place, limit] of limits.entries()) {
      const mine = timeQuestions(questions, ask(ours, limit));
      ourTimes[place]!.ms.push(...mine.ms);
      ourTimes[place]!.cpuMs.push(...mine.cpuMs);
      ourTimes[place]!.found = mine.found;
      // The nearest hundred tell the nearest ten: those are asked for only to be timed.
      const theirs = timeQuestions(limit === 100 ? part : part.slice(0, 6), ask(exact, limit));
      theirTimes[place]!.ms.push(...theirs.ms);
      theirTimes[place]!.cpuMs.push(...theirs.cpuMs);
      theirTimes[place]!.found.push(...theirs.found);
    }
  }
  const truth = theirTimes[1]!.found;
  writeFileSync(join(folder, "truth.json"), JSON.stringify(truth));
  const put = (id: number, vector: Float32Array): void =>
    putVectors(db, new Map([[id, vector]]), fingerprint);
  const results = [
    {
      name: "Fonoteka, in memory",
      ...summarise(ourTimes, truth),
      mebibytes,
      buildSeconds: loadSeconds,
      newcomerMs: timeNewcomers(put, ask(ours, 10), stored),
    },
    {
      name: "sqlite-vec float (exact)",
      ...summarise(theirTimes, truth),
      recall: limits.map(() => 1),
      mebibytes: 0,
      buildSeconds: putSeconds,
      newcomerMs: timeNewcomers(put, ask(exact, 10), stored),
    },
  ];
  const filtered = measureFilters(ours, exact, { questions: questions.slice(0, 20), size: stored.count });
  resident.close();
  db.close();
  rmSync(path);
  return { results, filtered };
}

type Find = (request: NearestRequest) => VectorCandidate[];

function measureFilters(
  ours: Find,
  exact: Find,
  { questions, size }: { questions: readonly Float32Array[]; size: number },
): (string | number)[][] {
  const recordings = Math.ceil(size / passagesPerRecording);
  const some = (share: number) =>
    Array.from({ length: recordings }, (_, at) => at + 1).filter((id) => (id * 0.618) % 1 < share);
  const filters = {
    "half of the recordings": some(0.5),
    "one in a hundred": some(0.01),
    "one recording": [7],
  };
  return Object.entries(filters).map(([name, recordingIds]) => {
    const filter = resolveFilter({ recordingIds });
    const ask = (find: Find) => (vector: Float32Array) =>
      find({ vector, limit: 10, filter }).map((hit) => hit.passageId);
    const mine = timeQuestions(questions, ask(ours));
    const all = timeQuestions(questions.slice(0, 5), ask(exact));
    const recall = recallOf(mine.found.slice(0, 5), all.found, 10);
    const [p50, whole] = [median(mine.ms), median(all.ms)];
    return [figure(size), name, p50, quantile(mine.ms, 0.95), recall.toFixed(3), whole, whole / p50];
  });
}

type Timed = { ms: number[]; cpuMs: number[]; found: number[][] };

function timeQuestions(questions: readonly Float32Array[], find: (vector: Float32Array) => number[]): Timed {
  find(questions[0]!);
  const ms: number[] = [];
  const cpuMs: number[] = [];
  const found = questions.map((vector) => {
    const before = process.threadCpuUsage();
    const started = performance.now();
    const ids = find(vector);
    ms.push(performance.now() - started);
    const { user, system } = process.threadCpuUsage(before);
    cpuMs.push((user + system) / 1000);
    return ids;
  });
  return { ms, cpuMs, found };
}

/** Passages that move elsewhere: from the new vector until they are found by it. */
function timeNewcomers(
  put: (id: number, vector: Float32Array) => void,
  find: (vector: Float32Array) => number[],
  stored: Stored,
): number {
  const spent: number[] = [];
  for (let number = 0; number < newcomers; number++) {
    const id = 1 + number;
    const vector = stored
      .get(stored.count - 1 - number)
      .map((value, at) => 0.9 * value + 0.1 * stored.get(1000 + number)[at]!);
    const length = Math.hypot(...vector);
    const moved = vector.map((value) => value / length);
    const started = performance.now();
    put(id, moved);
    if (!find(moved).includes(id)) return Number.NaN;
    spent.push(performance.now() - started);
  }
  return median(spent);
}

function summarise(
  timed: readonly Timed[],
  truth: readonly number[][],
): Pick<Measured, "p50" | "p95" | "cpu" | "recall"> {
  return {
    p50: timed.map(({ ms }) => median(ms)),
    p95: timed.map(({ ms }) => quantile(ms, 0.95)),
    // The mean: the clock of a thread may tick in steps of 4 ms.
    cpu: timed.map(({ cpuMs }) => cpuMs.reduce((sum, ms) => sum + ms, 0) / cpuMs.length),
    recall: timed.map(({ found }, place) => recallOf(found, truth, limits[place]!)),
  };
}

function recallOf(found: readonly number[][], truth: readonly number[][], limit: number): number {
  const shares = truth.map((ids, at) => {
    const mine = new Set(found[at]);
    const wanted = ids.slice(0, limit);
    return wanted.filter((id) => mine.has(id)).length / wanted.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function residentMebibytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
}
