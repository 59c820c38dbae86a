/**
 * How good the ranking is: nDCG@10, R@1 and R@10 of each mode on XQuAD (paragraphs as passages), within a language,
 * across languages, and on an archive in which every paragraph is in one language only.
 *
 *     node eval/search-quality.ts FOLDER [--every 2] [--only half]
 *
 * FOLDER holds xquad.ru.dev.json and xquad.en.dev.json. Vectors are kept in the system's temporary folder.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { SearchMode } from "../src/domain.ts";
import type { Embedder } from "../src/embedding/embedder.ts";
import { createOnnxEmbedder } from "../src/embedding/onnx-embedder.ts";
import { embedPassages } from "../src/indexing/embed-passages.ts";
import { indexStems } from "../src/language/analyse-text.ts";
import { getModelFiles } from "../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../src/models/registry.ts";
import { search } from "../src/search/search.ts";
import { type Database, transaction } from "../src/storage/database.ts";
import { setActiveEmbedding } from "../src/storage/index-tables.ts";
import { openArchiveDatabase } from "../src/storage/open-archive-database.ts";
import type { PassageIndex } from "../src/storage/passage-index.ts";
import { insertRecording } from "../src/storage/recordings.ts";
import { replacePassages } from "../src/storage/replace-passages.ts";
import { createSqlitePassageIndex } from "../src/storage/sqlite-passage-index.ts";
import { insertTranscription } from "../src/storage/transcriptions.ts";
import { cachedEmbedder } from "./cached-embedder.ts";

type Language = "ru" | "en";
type Paragraph = { number: number; language: Language; text: string };
type Question = { language: Language; text: string; answer: Paragraph };
type Archive = { db: Database; index: PassageIndex; numbers: Map<number, Paragraph> };

const modes: SearchMode[] = ["keyword", "semantic", "hybrid", "rerank"];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { every: { type: "string", default: "2" }, only: { type: "string" } },
    allowPositionals: true,
  });
  const folder = positionals[0];
  if (!folder) throw new Error("give the folder of xquad.ru.dev.json and xquad.en.dev.json");
  const every = Number(values.every);
  const data = { ru: readSet(folder, "ru"), en: readSet(folder, "en") };
  const half = data.ru.paragraphs.map((one) => (one.number % 2 ? one : data.en.paragraphs[one.number]!));
  const ask = (asked: Language, told: Language, kept = (_: number) => true): Question[] =>
    data[asked].questions
      .filter((one, at) => at % every === 0 && kept(one.answer.number))
      .map((one) => ({ ...one, answer: data[told].paragraphs[one.answer.number]! }));
  const odd = (number: number) => number % 2 === 1;
  const even = (number: number) => number % 2 === 0;
  const sets: [string, Paragraph[], Question[]][] = [
    ["ru → ru", data.ru.paragraphs, ask("ru", "ru")],
    ["en → en", data.en.paragraphs, ask("en", "en")],
    ["ru → en", data.en.paragraphs, ask("ru", "en")],
    ["en → ru", data.ru.paragraphs, ask("en", "ru")],
    ["half and half, same language", half, [...ask("ru", "ru", odd), ...ask("en", "en", even)]],
    ["half and half, other language", half, [...ask("ru", "en", even), ...ask("en", "ru", odd)]],
  ];
  const files = getModelFiles(getEmbeddingModel(defaultEmbeddingModel), "/nowhere");
  const embedder = cachedEmbedder(
    await createOnnxEmbedder({ files, threads: 2 }),
    join(tmpdir(), "fonoteka-eval-vectors.json"),
  );
  for (const [name, paragraphs, questions] of sets) {
    if (values.only && !name.includes(values.only)) continue;
    const work = mkdtempSync(join(tmpdir(), "fonoteka-eval-"));
    const archive = await buildArchive(join(work, "data.db"), paragraphs, embedder);
    console.log(`${name}  (${paragraphs.length} passages, ${questions.length} questions)`);
    for (const mode of modes)
      console.log(`  ${mode.padEnd(9)} ${await measure(archive, questions, mode, embedder)}`);
    embedder.save();
    archive.db.close();
    rmSync(work, { recursive: true });
  }
  await embedder.close();
}

function readSet(folder: string, language: Language): { paragraphs: Paragraph[]; questions: Question[] } {
  type File = { data: { paragraphs: { context: string; qas: { question: string }[] }[] }[] };
  const file = JSON.parse(readFileSync(join(folder, `xquad.${language}.dev.json`), "utf8")) as File;
  const found = file.data.flatMap((article) => article.paragraphs);
  const paragraphs = found.map(({ context }, number) => ({ number, language, text: context }));
  const questions = found.flatMap(({ qas }, number) =>
    qas.map(({ question }) => ({ language, text: question, answer: paragraphs[number]! })),
  );
  return { paragraphs, questions };
}

async function buildArchive(path: string, paragraphs: Paragraph[], embedder: Embedder): Promise<Archive> {
  const db = openArchiveDatabase(path, { create: true });
  setActiveEmbedding(db, embedder);
  const index = createSqlitePassageIndex(db, embedder.fingerprint);
  const numbers = new Map<number, Paragraph>();
  transaction(db, () => {
    for (const paragraph of paragraphs) numbers.set(storeParagraph(db, index, paragraph), paragraph);
  });
  await embedPassages({ db, index, embedder });
  return { db, index, numbers };
}

/** Each paragraph is a recording of one passage; returns the recording's id. */
function storeParagraph(db: Database, index: PassageIndex, { number, language, text }: Paragraph): number {
  const createdAt = "2026-01-01T00:00:00Z";
  const recording = insertRecording(db, {
    filename: `${number}.opus`,
    durationSeconds: 60,
    sampleRate: 48_000,
    createdAt,
    dateSource: "given",
    title: "",
    notes: "",
    tags: [],
    channels: 1,
    byteLength: 1,
    sourceName: "",
    sourceFormat: "",
    sourceSampleRate: 48_000,
    sourceSha256: String(number),
    soundSha256: String(number),
    importedAt: createdAt,
  });
  const words = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word, at) => ({
      text: word,
      startMs: at * 100,
      endMs: at * 100 + 100,
      confidence: null,
      timing: "measured" as const,
    }));
  const endMs = words.length * 100;
  const { id } = insertTranscription(db, index, {
    recordingId: recording.id,
    transcript: {
      language,
      confidence: null,
      segments: [{ startMs: 0, endMs, speaker: null, language, words }],
    },
    engine: "import",
    model: "eval",
    createdAt,
  });
  replacePassages(db, index, {
    transcriptionId: id,
    fingerprint: "eval",
    passages: [
      { startMs: 0, endMs, firstWord: 0, wordCount: words.length, language, stems: indexStems(text) },
    ],
  });
  return recording.id;
}

async function measure(
  { db, index, numbers }: Archive,
  questions: readonly Question[],
  mode: SearchMode,
  embedder: Embedder,
): Promise<string> {
  let gain = 0;
  let first = 0;
  let ten = 0;
  let tookMs = 0;
  for (const { text, answer } of questions) {
    const found = await search({ db, index, embedder }, { query: text, mode, limit: 10 });
    tookMs += found.tookMs;
    const place = found.hits.findIndex((hit) => numbers.get(hit.recording.id) === answer);
    if (place === -1) continue;
    gain += 1 / Math.log2(place + 2);
    if (place === 0) first++;
    ten++;
  }
  const share = (count: number) => ((100 * count) / questions.length).toFixed(1);
  const ndcg = (gain / questions.length).toFixed(3);
  return `nDCG@10 ${ndcg}  R@1 ${share(first)}  R@10 ${share(ten)}  ${(tookMs / questions.length).toFixed(1)} ms`;
}

await main();
