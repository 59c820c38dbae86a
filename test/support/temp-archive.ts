import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Recording, Transcript, Word } from "../../src/domain.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { replacePassages } from "../../src/index/sqlite/replace-passages.ts";
import { type ArchiveFiles, archiveFiles, createArchiveFolders } from "../../src/storage/archive-files.ts";
import type { Database } from "../../src/storage/database.ts";
import { insertRecording, type NewRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import type { SqliteIndex } from "../support/sqlite-index.ts";
import { openSqliteIndex } from "../support/sqlite-index.ts";

export type TempArchive = { folder: string; files: ArchiveFiles; db: Database; index: SqliteIndex };

export const embedding = { fingerprint: "test-model@1 mean query:/passage:", dimensions: 8 };

/** A folder that goes when the test is over. */
export function tempFolder(t: Pick<TestContext, "after">): string {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-storage-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new archive on a real disk with vectors of 8 numbers. */
export function openTempArchive(t: Pick<TestContext, "after">): TempArchive {
  const folder = tempFolder(t);
  const files = archiveFiles(folder);
  createArchiveFolders(files);
  const db = openArchiveDatabase(files.database, { create: true });
  t.after(() => db.close());
  setActiveEmbedding(db, embedding);
  return { folder, files, db, index: openSqliteIndex(db, embedding.fingerprint) };
}

let made = 0;

/** A recording's facts, each different from the last one's. */
export function inventRecording(changes: Partial<NewRecording> = {}): NewRecording {
  const number = ++made;
  return {
    filename: `2026-03-01_10-00-00_${process.pid}_${number}.opus`,
    durationSeconds: 61.5,
    sampleRate: 48_000,
    createdAt: "2026-03-01T10:00:00+03:00",
    dateSource: "given",
    title: `Recording ${number}`,
    notes: "",
    tags: [],
    channels: 1,
    byteLength: 1234,
    sourceName: "voice.m4a",
    sourceFormat: "m4a",
    sourceSampleRate: 44_100,
    sourceSha256: `source-${number}`,
    soundSha256: `sound-${number}`,
    importedAt: "2026-03-02T09:00:00+03:00",
    opusSha256: null,
    opusSha256From: null,
    importNotes: [],
    sourceTrack: null,
    sourceTracks: [],
    dateCandidates: [],
    ...changes,
  };
}

/** A transcript of one segment a line; each word lasts 400 ms and starts 500 ms after the one before. */
export function inventTranscript(lines: readonly string[], language = "ru"): Transcript {
  let startMs = 0;
  const segments = lines.map((line) => {
    const words = line.split(" ").map((text): Word => {
      const word: Word = { text, startMs, endMs: startMs + 400, confidence: 0.9, timing: "measured" };
      startMs += 500;
      return word;
    });
    return {
      startMs: words[0]!.startMs,
      endMs: words.at(-1)!.endMs,
      speaker: null,
      language,
      channel: null,
      words,
    };
  });
  return { language, confidence: 0.9, segments };
}

/** A unit vector that leans towards one axis; equal arguments give equal vectors. */
export function inventVector(axis: number, lean = 1, dimensions = embedding.dimensions): Float32Array {
  const vector = new Float32Array(dimensions).fill(1 - lean);
  vector[axis % dimensions] = 1;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Stores a recording with a transcript of one passage a line, indexed; stems are the words in lower case. */
export function addSpokenRecording(
  { db }: Pick<TempArchive, "db">,
  lines: readonly string[],
  changes: Partial<NewRecording> & { language?: string } = {},
): { recording: Recording; transcriptionId: number; passageIds: number[] } {
  const { language = "ru", ...facts } = changes;
  const recording = insertRecording(db, inventRecording(facts));
  const transcript = inventTranscript(lines, language);
  const { id } = insertTranscription(db, {
    recordingId: recording.id,
    transcript,
    engine: "test",
    model: "test",
    createdAt: "2026-03-02T09:00:00+03:00",
  });
  return { recording, transcriptionId: id, passageIds: indexByLine({ db }, id, transcript) };
}

/** Indexes a transcription, one passage a segment. */
export function indexByLine(
  { db }: Pick<TempArchive, "db">,
  transcriptionId: number,
  transcript: Transcript,
  fingerprint = "analyser 1",
): number[] {
  let firstWord = 0;
  const passages = transcript.segments.map((segment) => {
    const passage = {
      startMs: segment.startMs,
      endMs: segment.endMs,
      firstWord,
      wordCount: segment.words.length,
      language: segment.language,
      text: segment.words.map((word) => word.text).join(" "),
      script: "cyrillic" as const,
      stems: segment.words.map((word) => word.text.toLowerCase()).join(" "),
    };
    firstWord += segment.words.length;
    return passage;
  });
  return replacePassages(db, { transcriptionId, fingerprint, passages }).map((passage) => passage.id);
}
