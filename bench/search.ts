/**
 * How long a search takes, warm, in archives of three sizes and in every mode.
 *
 *   node bench/search.ts [passages …]      default: 1000 10000 100000
 */

import { parseArgs } from "node:util";
import type { SearchMode } from "../src/domain.ts";
import type { Embedder } from "../src/embedding/embedder.ts";
import type { CandidateEngine } from "../src/index/candidate-engine.ts";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { findActiveEmbedding } from "../src/index/sqlite/index-tables.ts";
import { ResidentVectors } from "../src/index/sqlite/resident-vectors.ts";
import { createSqliteEngine } from "../src/index/sqlite/sqlite-engine.ts";
import { search } from "../src/search/search.ts";
import { archiveFiles } from "../src/storage/archive-files.ts";
import { inventArchive, openEmbedder } from "./invent-archive.ts";
import { figure, median, quantile, table, tell, timeWork } from "./measure.ts";

/** Words that the samples have, so that the invented archives have them, too. */
const questions: Record<string, string[]> = {
  "one word": [
    "kubernetes",
    "пчела",
    "мёд",
    "refund",
    "биллинг",
    "invoice",
    "контейнер",
    "Docker",
    "Вологда",
    "maps",
  ],
  "two words": [
    "оркестрация контейнеров",
    "damaged delivery",
    "постоянные диски",
    "history maps",
    "виртуальные машины",
    "refund invoice",
    "сервис уведомлений",
    "cluster production",
    "рабочие узлы",
    "Docker image",
  ],
  question: [
    "как пчёлы зимуют и сколько мёда им нужно?",
    "why did we move to containers and what is left to do?",
    "когда вернут деньги за повреждённый товар?",
    "what did the early maps get wrong about the oceans?",
    "что случилось с сервисом уведомлений в пятницу?",
    "how do you roll back a bad deployment in production?",
    "где бабушка жила до войны и куда они уехали?",
    "which invoice was paid twice and who found out?",
    "почему упал узел и кто его перезапустил ночью?",
    "what should I buy and whom should I call back?",
  ],
};
const modes: SearchMode[] = ["keyword", "semantic", "hybrid", "rerank"];
const rounds = 4;

const { positionals } = parseArgs({ allowPositionals: true });
const sizes = positionals.length > 0 ? positionals.map(Number) : [1000, 10_000, 100_000];
const embedder = await openEmbedder();
const rows: (string | number)[][] = [];
const parts: (string | number)[][] = [];
async function measureArchive(passages: number, folder: string): Promise<void> {
  const db = openArchiveDatabase(archiveFiles(folder).database, { readOnly: true });
  const spent = new Stopwatch();
  // As in a program that goes on: after its first question the vectors are in memory.
  const resident = new ResidentVectors(db);
  resident.load(findActiveEmbedding(db)!, { measure: false });
  const { fingerprint } = embedder;
  const engine = spent.watchEngine(createSqliteEngine(db, { fingerprint, resident }));
  const watched = spent.watchEmbedder(embedder);
  // The caches of SQLite, of the system and of the compiler are filled first.
  for (const mode of modes)
    for (const query of Object.values(questions).flat()) {
      spent.begin();
      await search(
        { db, engine, embedder: watched },
        { query, mode, locateHits: mode === "semantic" ? 1 : 0 },
      );
    }
  for (const mode of modes) {
    tell(`${passages} passages, ${mode}`);
    const cells: number[] = [];
    for (const [kind, queries] of Object.entries(questions)) {
      const costs: { wallMs: number; cpuMs: number }[] = [];
      spent.forget();
      for (const query of Array.from({ length: rounds }, () => queries).flat()) {
        spent.begin();
        costs.push(await timeWork(() => search({ db, engine, embedder: watched }, { query, mode })));
        spent.end();
      }
      const wall = costs.map((cost) => cost.wallMs);
      cells.push(quantile(wall, 0.5), quantile(wall, 0.95));
      if (kind !== "question") continue;
      const own = spent.medians();
      const cpu = median(costs.map((cost) => cost.cpuMs));
      rows.push([figure(passages), mode, ...cells, cpu, own.embedQuery! + own.embedPassages!]);
      const rest = median(spent.rests(wall));
      parts.push([figure(passages), mode, own.embedQuery!, own.find!, own.embedPassages!, rest]);
    }
  }
  resident.close();
  db.close();
}

/** Adds up, for each search, what was spent in the engine and in the model. */
class Stopwatch {
  #current: Record<string, number> = {};
  #all: Record<string, number>[] = [];

  begin(): void {
    this.#current = Object.fromEntries(["find", "embedQuery", "embedPassages"].map((step) => [step, 0]));
  }

  end(): void {
    this.#all.push(this.#current);
  }

  forget(): void {
    this.#all = [];
  }

  medians(): Record<string, number> {
    return Object.fromEntries(
      Object.keys(this.#current).map((step) => [step, median(this.#all.map((one) => one[step]!))]),
    );
  }

  /** What of each search was spent elsewhere. */
  rests(wallMs: readonly number[]): number[] {
    return wallMs.map((ms, at) => ms - Object.values(this.#all[at]!).reduce((sum, value) => sum + value, 0));
  }

  watchEngine(own: CandidateEngine): CandidateEngine {
    return { ...own, find: (request, signal) => this.#timed("find", () => own.find(request, signal)) };
  }

  watchEmbedder(own: Embedder): Embedder {
    return {
      ...own,
      embedQuery: (text) => this.#timed("embedQuery", () => own.embedQuery(text)),
      embedPassages: (texts, options) =>
        this.#timed("embedPassages", () => own.embedPassages(texts, options)),
    };
  }

  async #timed<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    const result = await work();
    this.#current[step]! += performance.now() - started;
    return result;
  }
}

for (const passages of sizes) {
  const { folder } = await inventArchive(passages, embedder);
  await measureArchive(passages, folder);
}

console.log(
  `Milliseconds, the model in the same process; ${questions.question!.length * rounds} searches each.\n`,
);
console.log(
  table(
    [
      "passages",
      "mode",
      ...Object.keys(questions).flatMap((kind) => [`${kind}: p50`, "p95"]),
      "question: CPU p50",
      "question: of its p50 in the model",
    ],
    rows,
  ),
);
console.log("\nWhere a question's time goes, median ms:\n");
console.log(
  table(
    ["passages", "mode", "vector of the question", "find", "sentence to begin at", "prepare and finish"],
    parts,
  ),
);
await embedder.close();
