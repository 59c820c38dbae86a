import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { findActiveEmbedding, setActiveEmbedding } from "../../../src/index/sqlite/index-tables.ts";
import { ResidentVectors } from "../../../src/index/sqlite/resident-vectors.ts";
import { transaction } from "../../../src/storage/database.ts";
import { insertRecording } from "../../../src/storage/recordings.ts";
import { insertTranscription } from "../../../src/storage/transcriptions.ts";
import { openSqliteIndex } from "../../support/sqlite-index.ts";
import { embedding, inventRecording, inventTranscript } from "../../support/temp-archive.ts";
import { checkIndexFunctions } from "./index-functions.ts";
import type { IndexFixture } from "./index-functions-fixture.ts";

checkIndexFunctions("vec0 alone", () => createFixture(false));
checkIndexFunctions("vectors in memory", () => createFixture(true));

function createFixture(inMemory: boolean): IndexFixture {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-contract-"));
  const db = openArchiveDatabase(join(folder, "data.db"), { create: true });
  setActiveEmbedding(db, embedding);
  const resident = new ResidentVectors(db, { minVectors: 0 });
  // Loaded while empty: every vector of the test comes by the log of changes.
  if (inMemory) resident.load(findActiveEmbedding(db)!);
  const index = openSqliteIndex(db, embedding.fingerprint, inMemory ? resident : undefined);
  const transcriptions = new Map<number, { id: number; passages: number }>();
  return {
    index,
    dimensions: embedding.dimensions,
    addRecording: ({ createdAt = "2026-03-01T10:00:00Z" } = {}) => {
      const { id } = insertRecording(db, inventRecording({ createdAt }));
      const transcription = insertTranscription(db, {
        recordingId: id,
        transcript: inventTranscript([]),
        engine: "test",
        model: "test",
        createdAt,
      });
      transcriptions.set(id, { id: transcription.id, passages: 0 });
      return id;
    },
    addPassage: (recordingId, language) => {
      const transcription = transcriptions.get(recordingId)!;
      return db.run(
        `insert into passages (transcription_id, recording_id, position, start_ms, end_ms, first_word, word_count, language)
         values (?, ?, ?, 0, 1000, 0, 0, ?)`,
        transcription.id,
        recordingId,
        transcription.passages++,
        language ?? null,
      ).id;
    },
    transaction: (work) => transaction(db, work),
    close: () => {
      resident.close();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
