import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineChanges, EnginePassage } from "../../src/index/candidate-engine.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { findActiveEmbedding, setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { putPassages, removeTexts } from "../../src/index/sqlite/put-texts.ts";
import { removeVectors } from "../../src/index/sqlite/put-vectors.ts";
import { archiveId, lastEntry } from "../../src/index/sqlite/read-changes.ts";
import { ResidentVectors } from "../../src/index/sqlite/resident-vectors.ts";
import { createSqliteEngine } from "../../src/index/sqlite/sqlite-engine.ts";
import { type Database, transaction } from "../../src/storage/database.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { candidateEngineContract, type EngineFixture } from "../contracts/candidate-engine.ts";
import { engineDimensions } from "../contracts/engine-samples.ts";
import { emptyStore, MemoryEngine } from "../support/memory-engine.ts";
import { inventRecording, inventTranscript } from "../support/temp-archive.ts";

candidateEngineContract("SQLite", () => createSqliteFixture(false));
candidateEngineContract("SQLite, vectors in memory", () => createSqliteFixture(true));
candidateEngineContract("brute force", createMemoryFixture);

async function createMemoryFixture(): Promise<EngineFixture> {
  const store = emptyStore();
  let engine = new MemoryEngine(store);
  const of = { archive: "a", embedding: "model" };
  let seq = 0;
  return {
    engine,
    storesState: true,
    of,
    async write({ put = [], remove = [] }) {
      const changes = { put, remove, seq: ++seq, token: 1000 + seq };
      await engine.apply(changes, of);
      return changes;
    },
    async reopen() {
      await engine.close();
      engine = new MemoryEngine(store);
      return engine;
    },
    close: () => engine.close(),
  };
}

async function createSqliteFixture(inMemory: boolean): Promise<EngineFixture> {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-engine-"));
  const path = join(folder, "data.db");
  const embedding = { fingerprint: "model", dimensions: engineDimensions };
  let db = openArchiveDatabase(path, { create: true });
  setActiveEmbedding(db, embedding);
  let resident = openResident(db, inMemory);
  let engine = createSqliteEngine(db, { fingerprint: "model", resident });
  const of = { archive: archiveId(db), embedding: "model" };
  return {
    engine,
    storesState: false,
    of,
    async write(asked) {
      const changes = writeChanges(db, asked);
      await engine.apply(changes, of);
      return changes;
    },
    async reopen() {
      await engine.close();
      resident?.close();
      db.close();
      db = openArchiveDatabase(path);
      resident = openResident(db, inMemory);
      engine = createSqliteEngine(db, { fingerprint: "model", resident });
      return engine;
    },
    async close() {
      resident?.close();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Loaded while empty: every vector of the test comes by the log of changes. */
function openResident(db: Database, inMemory: boolean): ResidentVectors | undefined {
  if (!inMemory) return undefined;
  const resident = new ResidentVectors(db, { minVectors: 0 });
  resident.load(findActiveEmbedding(db)!);
  return resident;
}

/** Writes passages as the archive does: rows and index in one transaction. */
function writeChanges(
  db: Database,
  { put = [], remove = [] }: Partial<Pick<EngineChanges, "put" | "remove">>,
): EngineChanges {
  transaction(db, () => {
    for (const passage of put) {
      addRow(db, passage);
      putPassages(db, [{ ...passage, text: passage.stems }]);
    }
    removeTexts(db, remove);
    removeVectors(db, remove);
    for (const id of remove) db.run("delete from passages where id = ?", id);
  });
  return { put, remove, ...lastEntry(db) };
}

function addRow(db: Database, { passageId, recordingId, createdMs, language }: EnginePassage): void {
  if (!db.get("select 1 from recordings where id = ?", recordingId)) {
    const { id } = insertRecording(db, inventRecording());
    db.run("update recordings set id = ? where id = ?", recordingId, id);
    insertTranscription(db, {
      recordingId,
      transcript: inventTranscript([]),
      engine: "test",
      model: "test",
      createdAt: "2026-03-01T10:00:00Z",
    });
  }
  db.run("update recordings set created_ms = ? where id = ?", createdMs, recordingId);
  db.run(
    `insert into passages (id, transcription_id, recording_id, position, start_ms, end_ms, first_word, word_count, language)
     values (:passageId, (select id from transcriptions where recording_id = :recordingId), :recordingId, :passageId,
       0, 1000, 0, 0, :language)
     on conflict (id) do update set language = excluded.language`,
    { passageId, recordingId, language },
  );
}
