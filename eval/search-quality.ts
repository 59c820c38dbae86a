/**
 * How good the ranking is, as Markdown tables: nDCG@10, R@1 and R@10 of each search mode on our own recordings and
 * questions (eval/texts) and, where FOLDER is given, on XQuAD, Tatoeba pairs and transliterated terms; then how hybrid
 * search shows what it finds, where there is an answer and where there is none.
 *
 *     node eval/search-quality.ts [FOLDER] [--every 2 [--from 1]] [--only PATTERN] [--modes hybrid,keyword,rerank]
 *                                 [--json FILE] [--compare FILE] [--misses 5]
 *
 * Of the questions `--every 2` asks one half and `--from 1` the other: what is tuned on one is checked on the other.
 * FOLDER may hold xquad.ru.dev.json, xquad.en.dev.json, tatoeba.rus-eng.dev.tsv, translit.dev.tsv. Vectors are kept in
 * the system's temporary folder: the first run takes minutes, later ones about one.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { SearchMode } from "../src/domain.ts";
import { createOnnxEmbedder } from "../src/embedding/onnx-embedder.ts";
import type { Judged } from "../src/evaluation/ask-questions.ts";
import { getModelFiles } from "../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../src/models/registry.ts";
import { readBenchmarkSets } from "./benchmark-sets.ts";
import { type BuiltArchive, buildArchive } from "./build-archive.ts";
import { cachedEmbedder } from "./cached-embedder.ts";
import { readOwnSets, readWordPairs } from "./own-sets.ts";
import { certaintyTable, rankingHead, rankingRow } from "./print-scores.ts";
import { type SetScores, scoreSet } from "./score-set.ts";
import type { SearchSet, SetQuestion } from "./search-set.ts";

const { values, positionals } = parseArgs({
  options: {
    every: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    only: { type: "string", default: "" },
    modes: { type: "string", default: "keyword,semantic,hybrid" },
    json: { type: "string" },
    compare: { type: "string" },
    misses: { type: "string", default: "0" },
  },
  allowPositionals: true,
});
// Ending by a signal, too, removes the archives that are open.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const modes = values.modes.split(",") as SearchMode[];
const before: SetScores[] = values.compare ? JSON.parse(readFileSync(values.compare, "utf8")) : [];
const files = getModelFiles(getEmbeddingModel(defaultEmbeddingModel), "/nowhere");
const embedder = cachedEmbedder(
  await createOnnxEmbedder({ files, threads: 2 }),
  join(tmpdir(), "fonoteka-eval-vectors.db"),
);
const sets = chooseSets();
const archives = new Map<SearchSet["archive"], BuiltArchive>();
const all: SetScores[] = [];
console.log(rankingHead(modes));
for (const [at, set] of sets.entries()) {
  const archive = archives.get(set.archive) ?? (await buildArchive(set.archive, embedder));
  archives.set(set.archive, archive);
  const scores = await scoreSet(set, archive, { modes, onJudged: tellMisses });
  all.push(scores);
  if (scores.answered) {
    console.log(rankingRow(scores, { modes, before: before.find((one) => one.name === set.name) }));
  }
  if (sets.slice(at + 1).some((later) => later.archive === set.archive)) continue;
  await archive[Symbol.asyncDispose]();
  archives.delete(set.archive);
}
const certainty = certaintyTable(all);
if (certainty) console.log(`\nHow hybrid shows what it finds, % of questions:\n\n${certainty}`);
await embedder.close();
if (values.json) writeFileSync(values.json, JSON.stringify(all, null, 1));

function chooseSets(): SearchSet[] {
  const [folder] = positionals;
  const found = readOwnSets();
  if (folder) {
    const { sets: benchmarks, absent } = readBenchmarkSets(folder, readWordPairs());
    found.push(...benchmarks);
    for (const name of absent) tell(`${join(folder, name)}: not there, its sets are left out`);
  } else tell("no folder of benchmark data is given: our own texts only");
  const pattern = new RegExp(values.only, "i");
  const [every, from] = [Number(values.every), Number(values.from)];
  return found
    .filter((set) => pattern.test(set.name))
    .map((set) => ({ ...set, questions: set.questions.filter((_, at) => at % every === from) }));
}

function tellMisses(mode: SearchMode, questions: readonly SetQuestion[], judged: readonly Judged[]): void {
  const missed = judged.flatMap(({ places, answers }, at) => {
    if (answers === 0 || places[0] === 1) return [];
    return [`${mode}: ${places[0] ? `place ${places[0]}` : "not found"}: ${questions[at]!.text}`];
  });
  for (const line of missed.slice(0, Number(values.misses))) tell(line);
}

function tell(line: string): void {
  process.stderr.write(`  ${line}\n`);
}
