import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Segment } from "../../src/domain.ts";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { createOnnxEmbedder } from "../../src/embedding/onnx-embedder.ts";
import type { CandidateEngine } from "../../src/index/candidate-engine.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { createSqliteEngine } from "../../src/index/sqlite/sqlite-engine.ts";
import { embedPassages } from "../../src/indexing/embed-passages.ts";
import { indexTranscription } from "../../src/indexing/index-transcription.ts";
import { getModelFiles } from "../../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../../src/models/registry.ts";
import type { Database } from "../../src/storage/database.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";

/** A recording to invent: each text becomes one passage, since twenty seconds of silence stand between them. */
export type Invented = {
  title: string;
  language?: "ru" | "en";
  createdAt?: string;
  /** A text, or a text with the milliseconds of silence before it. */
  passages: (string | { text: string; pauseMs: number })[];
};

export type InventedArchive = Disposable & { db: Database; engine: CandidateEngine };

const wordMs = 400;

/** The bundled model. Close it. */
export function openEmbedder(): Promise<Embedder> {
  const files = getModelFiles(getEmbeddingModel(defaultEmbeddingModel), join(tmpdir(), "no-such-cache"));
  return createOnnxEmbedder({ files, threads: 2 });
}

/** A real archive in a temporary folder, indexed; with vectors when an embedder is given. Goes with `using`. */
export async function inventArchive(
  recordings: readonly Invented[],
  embedder?: Embedder,
): Promise<InventedArchive> {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-search-"));
  const db = openArchiveDatabase(join(folder, "data.db"), { create: true });
  if (embedder) setActiveEmbedding(db, embedder);
  for (const invented of recordings) indexTranscription(db, store(db, invented));
  if (embedder) await embedPassages({ db, embedder });
  return {
    db,
    engine: createSqliteEngine(db, { fingerprint: embedder?.fingerprint }),
    [Symbol.dispose]() {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Stores a recording with its transcription, not yet indexed; returns the transcription's id. */
export function store(db: Database, invented: Invented): number {
  const { title, language = "ru", createdAt = "2026-03-01T10:00:00+03:00" } = invented;
  const segments: Segment[] = [];
  let nowMs = 0;
  for (const passage of invented.passages) {
    const { text, pauseMs } = typeof passage === "string" ? { text: passage, pauseMs: 20_000 } : passage;
    nowMs += pauseMs;
    const words = text.split(" ").map((word, at) => ({
      text: word,
      startMs: nowMs + at * wordMs,
      endMs: nowMs + (at + 1) * wordMs,
      confidence: null,
      timing: "measured" as const,
    }));
    const startMs = nowMs;
    nowMs += words.length * wordMs;
    segments.push({ startMs, endMs: nowMs, speaker: null, language, channel: null, words });
  }
  const recording = insertRecording(db, {
    filename: `${title}.opus`,
    durationSeconds: nowMs / 1000,
    sampleRate: 48_000,
    createdAt,
    dateSource: "given",
    title,
    notes: "",
    tags: [],
    channels: 1,
    byteLength: 1,
    sourceName: `${title}.wav`,
    sourceFormat: "wav",
    sourceSampleRate: 48_000,
    sourceSha256: title,
    soundSha256: title,
    importedAt: createdAt,
    opusSha256: null,
    opusSha256From: null,
    importNotes: [],
    sourceTrack: null,
    sourceTracks: [],
    dateCandidates: [],
  });
  const transcript = { language, confidence: null, segments };
  const { id } = insertTranscription(db, {
    recordingId: recording.id,
    transcript,
    engine: "import",
    model: "test",
    createdAt,
  });
  return id;
}
