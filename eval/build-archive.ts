import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hit, Segment } from "../src/domain.ts";
import type { Embedder } from "../src/embedding/embedder.ts";
import type { KnownQuestion } from "../src/evaluation/ask-questions.ts";
import type { CandidateEngine } from "../src/index/candidate-engine.ts";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { setActiveEmbedding } from "../src/index/sqlite/index-tables.ts";
import { replacePassages } from "../src/index/sqlite/replace-passages.ts";
import { createSqliteEngine } from "../src/index/sqlite/sqlite-engine.ts";
import { embedPassages } from "../src/indexing/embed-passages.ts";
import { detectScript } from "../src/language/detect-script.ts";
import { indexTerms } from "../src/language/index-terms.ts";
import { type Database, transaction } from "../src/storage/database.ts";
import { insertRecording } from "../src/storage/recordings.ts";
import { insertTranscription } from "../src/storage/transcriptions.ts";
import type { SetArchive, SetQuestion, SetRecording } from "./search-set.ts";

const wordMs = 100;
/** Silence between passages, so long that each stays a passage and a hit of its own. */
const pauseMs = 40_000;

export type BuiltArchive = AsyncDisposable & {
  db: Database;
  engine: CandidateEngine;
  embedder: Embedder;
  toKnown: (question: SetQuestion) => KnownQuestion;
};

/** A real archive of a set's recordings in a temporary folder, indexed and embedded as the library does it. */
export async function buildArchive({ recordings }: SetArchive, embedder: Embedder): Promise<BuiltArchive> {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-eval-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeFolder);
  const db = openArchiveDatabase(join(folder, "data.db"), { create: true });
  setActiveEmbedding(db, embedder);
  const numbers = new Map<number, { number: number; startMs: number; endMs: number }[]>();
  transaction(db, () => {
    for (const recording of recordings) {
      const stored = storeRecording(db, recording);
      numbers.set(stored.recordingId, stored.places);
    }
  });
  await embedPassages({ db, embedder });
  const numberOf = (hit: Hit): number | undefined =>
    hit.transcriptionId === null
      ? undefined
      : numbers
          .get(hit.recording.id)!
          .find(({ startMs, endMs }) => startMs <= hit.playFromMs && hit.playFromMs < endMs)?.number;
  return {
    db,
    engine: createSqliteEngine(db, { fingerprint: embedder.fingerprint }),
    embedder,
    toKnown: ({ text, right }) => ({
      text,
      answers: right.length,
      answerOf: (hit) => {
        const number = numberOf(hit);
        return number !== undefined && right.includes(number) ? number : undefined;
      },
    }),
    async [Symbol.asyncDispose]() {
      db.close();
      removeFolder();
      process.off("exit", removeFolder);
    },
  };
}

let stored = 0;

function storeRecording(db: Database, { language, title, tags, passages }: SetRecording) {
  const createdAt = "2026-01-01T00:00:00Z";
  let atMs = 0;
  const places: { number: number; startMs: number; endMs: number }[] = [];
  const segments = passages.map(({ number, text }): Segment => {
    const startMs = atMs;
    const words = text
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => {
        const own = { text: word, startMs: atMs, endMs: atMs + wordMs };
        atMs += wordMs;
        return { ...own, confidence: null, timing: "measured" as const };
      });
    const endMs = atMs;
    places.push({ number, startMs, endMs });
    atMs += pauseMs;
    return { startMs, endMs, speaker: null, language, channel: null, words };
  });
  const name = String(++stored);
  const recording = insertRecording(db, {
    filename: `${name}.opus`,
    durationSeconds: atMs / 1000,
    sampleRate: 48_000,
    createdAt,
    dateSource: "given",
    title: title ?? "",
    notes: "",
    tags: tags ?? [],
    channels: 1,
    byteLength: 1,
    sourceName: "",
    sourceFormat: "",
    sourceSampleRate: 48_000,
    sourceSha256: name,
    soundSha256: name,
    importedAt: createdAt,
    opusSha256: null,
    opusSha256From: null,
    importNotes: [],
    sourceTrack: null,
    sourceTracks: [],
    dateCandidates: [],
  });
  const { id } = insertTranscription(db, {
    recordingId: recording.id,
    transcript: { language, confidence: null, segments },
    engine: "import",
    model: "eval",
    createdAt,
  });
  // Not cut by the library: XQuAD's figures are those of whole paragraphs, and a text of our own is one passage.
  let firstWord = 0;
  replacePassages(db, {
    transcriptionId: id,
    fingerprint: "eval",
    passages: segments.map(({ startMs, endMs, words }) => {
      const text = words.map((word) => word.text).join(" ");
      const place = { startMs, endMs, firstWord, wordCount: words.length, language };
      firstWord += words.length;
      return { ...place, text, ...indexTerms(text), script: detectScript(text) };
    }),
  });
  return { recordingId: recording.id, places };
}
