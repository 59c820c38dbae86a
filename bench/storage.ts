/**
 * What data.db costs: rows written a second, bytes for an hour of speech by table, and the index's own operations,
 * without the models.
 *
 *   node bench/storage.ts [passages]      default: 10000
 */

import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { findByText, scoreText } from "../src/index/sqlite/find-by-text.ts";
import { findNearest } from "../src/index/sqlite/find-nearest.ts";
import { getVectors } from "../src/index/sqlite/put-vectors.ts";
import { indexStems } from "../src/language/analyse-text.ts";
import { archiveFiles } from "../src/storage/archive-files.ts";
import { type ResolvedFilter, resolveFilter } from "../src/storage/search-filter.ts";
import { inventArchive, openEmbedder, sampleSentences } from "./invent-archive.ts";
import { figure, median, quantile, table, tell, timeWork } from "./measure.ts";
import { measureIndexWriting } from "./write-index.ts";

const passages = Number(parseArgs({ allowPositionals: true }).positionals[0] ?? 10_000);
const wordsPerPassage = 130;
const embedder = await openEmbedder();
const { folder, seconds } = await inventArchive(passages, embedder);
const question = await embedder.embedQuery("как пчёлы зимуют?");
await embedder.close();
const { database } = archiveFiles(folder);
const hours = passages / 60;
const bytes = statSync(database).size;
const db = openArchiveDatabase(database, { readOnly: true });

console.log(
  `${figure(passages)} passages, ${figure(hours)} hours of speech of ${wordsPerPassage} words a minute: ` +
    `data.db has **${figure(bytes / hours / 1e6)} MB an hour** (${figure(bytes / passages / wordsPerPassage)} bytes a word); ` +
    `an hour of Opus at 32 kbit/s has 14.4 MB.\n`,
);
/** Which tables and indexes of SQLite belong together. */
const groups: Record<string, RegExp> = {
  "words with times": /^transcription_words/,
  "transcripts' text": /^transcriptions$/,
  segments: /^transcription_segments/,
  "vectors (the truth)": /passage_vectors/,
  "vectors (vec0)": /transcription_embeddings/,
  "vectors of sentences": /^(sqlite_autoindex_)?sentence_vectors/,
  vocabulary: /^vocabulary/,
  "full text as spoken": /^transcriptions_fts/,
  "full text of stems": /^passages_stems/,
  "all others": /./,
};
const sizes = new Map(Object.keys(groups).map((name) => [name, 0]));
for (const row of db.all<{ name: string; bytes: number }>(
  "select name, sum(pgsize) as bytes from dbstat group by name",
)) {
  const [group] = Object.entries(groups).find(([, pattern]) => pattern.test(row.name))!;
  sizes.set(group, sizes.get(group)! + row.bytes);
}
console.log(
  table(
    ["what", "KB an hour", "share, %"],
    [...sizes].map(([name, own]) => [name, own / hours / 1000, (100 * own) / bytes]),
  ),
);
console.log(
  `\nWritten a second: ${figure((passages * wordsPerPassage) / seconds.words)} words; ` +
    `${figure(passages / seconds.vectors)} vectors.\n`,
);
tell("writing the index");
const recordings = Math.min(40, passages / 50);
const speeds = await measureIndexWriting(db, embedder, recordings);
console.log(`Index rows of ${figure(recordings * 50)} passages, in turns, median of 3:\n`);
console.log(
  table(
    ["what", "passages a second", "index rows a second", "CPU µs a passage", "longest transaction, ms"],
    speeds.map((one) => [one.what, one.passagesASecond, one.rowsASecond, one.cpuMicroseconds, one.maxMs]),
  ),
);

const stems = sampleSentences().map((sentence) => [...new Set(indexStems(sentence).split(" "))].slice(0, 6));
let asked = 0;
const nextQuery = () => ({ terms: stems[asked++ % stems.length]!, phrases: [], excluded: [] });
const halfFrom = new Date(Date.UTC(2020, 0, 1) + (passages / 100) * 3600_000).toISOString();
const half = resolveFilter({ from: halfFrom });
const few = resolveFilter({ recordingIds: [1, 2, 3, 4, 5] });
const byText = (filter?: ResolvedFilter) => findByText(db, { query: nextQuery(), limit: 200, filter });
const nearest = (limit: number, filter?: ResolvedFilter) =>
  findNearest(db, { vector: question, limit, filter });
const found = byText().map((hit) => hit.passageId);
const rows: (string | number)[][] = [];
await measure("findByText, six stems, 200", () => byText());
await measure("findByText, half by date", () => byText(half));
await measure("findByText, five recordings", () => byText(few));
await measure("scoreText of 200", () => scoreText(db, nextQuery(), found));
for (const k of [10, 100, 1000]) await measure(`findNearest, ${k}`, () => nearest(k));
await measure("findNearest, 100, half by date", () => nearest(100, half));
await measure("findNearest, 100, five recordings", () => nearest(100, few));
await measure("getVectors of 200", () => getVectors(db, found));
db.close();
console.log("\nThe index's operations, warm, ms:\n");
console.log(table(["operation", "p50", "p95"], rows));

async function measure(name: string, work: () => unknown): Promise<void> {
  tell(name);
  await work();
  const times: number[] = [];
  for (let round = 0; round < 20; round++) times.push((await timeWork(work)).wallMs);
  rows.push([name, median(times), quantile(times, 0.95)]);
}
