/**
 * What the index inside data.db costs: rows written per second, bytes per hour of speech, and time of the two searches
 * without the models. Speech is invented: words by Zipf's law, unit vectors at random, 60 passages of 150 words an hour.
 *
 *   node bench/storage.ts [passages …]      default: 10000
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchFilter, Transcript, Word } from "../src/domain.ts";
import { type Database, transaction } from "../src/storage/database.ts";
import { optimizeTextTables, setActiveEmbedding } from "../src/storage/index-tables.ts";
import { openArchiveDatabase } from "../src/storage/open-archive-database.ts";
import type { PassageIndex } from "../src/storage/passage-index.ts";
import { insertRecording } from "../src/storage/recordings.ts";
import { replacePassages } from "../src/storage/replace-passages.ts";
import { createSqlitePassageIndex } from "../src/storage/sqlite-passage-index.ts";
import { insertTranscription } from "../src/storage/transcriptions.ts";

const dimensions = 384;
const wordsPerPassage = 150;
const passagesPerHour = 60;
const vocabulary = 30_000;

/** A word of the invented language; low numbers are frequent, and `leastRank` leaves out the most frequent. */
function zipfWord(leastRank = 1): string {
  const rank = Math.floor(leastRank * Math.exp(Math.random() * Math.log(vocabulary / leastRank)));
  return `сл${rank.toString(36)}во`;
}

function randomVector(): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, () => Math.random() + Math.random() - 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function inventHour(): Transcript {
  const words = Array.from({ length: wordsPerPassage * passagesPerHour }, (_, place): Word => {
    return {
      text: zipfWord(),
      startMs: place * 400,
      endMs: place * 400 + 380,
      confidence: Math.random(),
      timing: "measured",
    };
  });
  const segments = Array.from({ length: words.length / 15 }, (_, place) => {
    const own = words.slice(place * 15, place * 15 + 15);
    return { startMs: own[0]!.startMs, endMs: own.at(-1)!.endMs, speaker: null, language: "ru", words: own };
  });
  return { language: "ru", confidence: 0.9, segments };
}

/** Adds one hour of speech; returns ms spent on the transcript, on text and stems, and on vectors. */
function addHour(db: Database, index: PassageIndex, hour: number): [number, number, number] {
  const createdAt = new Date(Date.UTC(2024, 0, 1) + hour * 3600_000).toISOString();
  const hash = `${hour}`.padStart(64, "0");
  const recording = insertRecording(db, {
    filename: `${hour}.opus`,
    durationSeconds: 3600,
    sampleRate: 48_000,
    createdAt,
    dateSource: "given",
    title: `Hour ${hour}`,
    notes: "",
    tags: [],
    channels: 1,
    byteLength: 1,
    sourceName: "a.wav",
    sourceFormat: "wav",
    sourceSampleRate: 48_000,
    sourceSha256: hash,
    soundSha256: hash,
    importedAt: createdAt,
  });
  const transcript = inventHour();
  const words = transcript.segments.flatMap((segment) => segment.words);
  const passages = Array.from({ length: passagesPerHour }, (_, place) => ({
    startMs: place * 60_000,
    endMs: place * 60_000 + 60_000,
    firstWord: place * wordsPerPassage,
    wordCount: wordsPerPassage,
    language: "ru",
    stems: words
      .slice(place * wordsPerPassage, (place + 1) * wordsPerPassage)
      .map((word) => word.text.slice(0, -2))
      .join(" "),
  }));
  const vectors = passages.map(randomVector);
  const start = performance.now();
  const { id } = insertTranscription(db, index, {
    recordingId: recording.id,
    transcript,
    engine: "bench",
    model: "bench",
    createdAt,
  });
  const stored = performance.now();
  const rows = replacePassages(db, index, { transcriptionId: id, fingerprint: "bench", passages });
  const indexed = performance.now();
  transaction(db, () => index.putVectors(new Map(rows.map((row, place) => [row.id, vectors[place]!]))));
  return [stored - start, indexed - stored, performance.now() - indexed];
}

function p50(runs: number, work: () => unknown): string {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return `p50 ${times[Math.floor(runs / 2)]!.toFixed(1)} ms, p95 ${times[Math.floor(runs * 0.95)]!.toFixed(1)} ms`;
}

function measure(total: number): void {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-bench-"));
  try {
    const path = join(folder, "data.db");
    const db = openArchiveDatabase(path, { create: true });
    setActiveEmbedding(db, { fingerprint: "bench", dimensions });
    const index = createSqlitePassageIndex(db, "bench");
    const hours = Math.ceil(total / passagesPerHour);
    const spent = [0, 0, 0];
    for (let hour = 0; hour < hours; hour++) {
      for (const [step, ms] of addHour(db, index, hour).entries()) spent[step]! += ms;
    }
    const passages = hours * passagesPerHour;
    const [transcriptMs, textMs, vectorMs] = spent as [number, number, number];
    console.log(`\n${passages} passages, ${hours} h of speech`);
    console.log(`  transcripts ${Math.round((passages * wordsPerPassage * 1000) / transcriptMs)} words/s`);
    console.log(
      `  text and stems ${Math.round((passages * 1000) / textMs)} passages/s, vectors ${Math.round((passages * 1000) / vectorMs)} passages/s`,
    );
    console.log(`  both ${Math.round((passages * 1000) / (textMs + vectorMs))} passages/s`);
    optimizeTextTables(db);
    db.close();
    console.log(`  data.db ${Math.round(statSync(path).size / hours / 1024)} KiB an hour`);
    measureSearch(path, hours);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureSearch(path: string, hours: number): void {
  const db = openArchiveDatabase(path, { readOnly: true });
  const index = createSqlitePassageIndex(db, "bench");
  // A question's words without the hundred most frequent, which the analyser drops as stop-words.
  const stem = () => zipfWord(100).slice(0, -2);
  const question = () => ({ terms: Array.from({ length: 5 }, stem), phrases: [], excluded: [] });
  const half: SearchFilter = { from: new Date(Date.UTC(2024, 0, 1) + (hours / 2) * 3600_000).toISOString() };
  const few: SearchFilter = { recordingIds: [1, 2, 3, 4, 5] };
  console.log(`  findByText 5 terms, top 200: ${p50(40, () => index.findByText(question(), 200))}`);
  console.log(`  findByText half by date:     ${p50(40, () => index.findByText(question(), 200, half))}`);
  console.log(`  findByText 5 recordings:     ${p50(40, () => index.findByText(question(), 200, few))}`);
  const asked = question();
  const found = index.findByText(asked, 200).map((hit) => hit.passageId);
  console.log(`  scoreText 200:               ${p50(40, () => index.scoreText(asked, found))}`);
  for (const k of [10, 100, 1000]) {
    console.log(`  findNearest top ${k}: ${p50(20, () => index.findNearest(randomVector(), k))}`);
  }
  console.log(
    `  findNearest top 100, half by date: ${p50(20, () => index.findNearest(randomVector(), 100, half))}`,
  );
  console.log(
    `  findNearest top 100, 5 recordings: ${p50(20, () => index.findNearest(randomVector(), 100, few))}`,
  );
  console.log(`  getVectors 200: ${p50(20, () => index.getVectors(found))}`);
  for (const row of db.all<{ name: string; bytes: number }>(
    "select 'whole file' as name, page_count * page_size as bytes from pragma_page_count, pragma_page_size",
  )) {
    console.log(`  ${row.name}: ${Math.round(row.bytes / 1024 / 1024)} MiB`);
  }
  db.close();
}

const sizes = process.argv.slice(2).map(Number);
for (const total of sizes.length > 0 ? sizes : [10_000]) measure(total);
