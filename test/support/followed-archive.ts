import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { CandidateEngine, EngineChanges } from "../../src/index/candidate-engine.ts";
import { FollowedEngine, type FollowOptions } from "../../src/index/follow-engine.ts";
import { putVectors } from "../../src/index/sqlite/put-vectors.ts";
import { lastEntry } from "../../src/index/sqlite/read-changes.ts";
import { readEnginePassagesAfter } from "../../src/index/sqlite/read-engine-passages.ts";
import { createSqliteEngine } from "../../src/index/sqlite/sqlite-engine.ts";
import { indexTranscription } from "../../src/indexing/index-transcription.ts";
import type { Database } from "../../src/storage/database.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { emptyStore, MemoryEngine } from "./memory-engine.ts";
import {
  embedding,
  inventRecording,
  inventTranscript,
  inventVector,
  openTempArchive,
} from "./temp-archive.ts";

/** Counts what reaches the engine, and fails when told to. */
export class WatchedEngine extends MemoryEngine {
  applied: EngineChanges[] = [];
  cleared = 0;
  failAt = Number.POSITIVE_INFINITY;

  override async apply(...[changes, of]: Parameters<CandidateEngine["apply"]>): Promise<void> {
    if (this.applied.length >= this.failAt) throw new Error("the disk is full");
    this.applied.push(changes);
    await super.apply(changes, of);
  }

  override async clear(): Promise<void> {
    this.cleared++;
    await super.clear();
  }
}

/** An archive and an engine that follows it. */
export function openFollowed(t: TestContext, options: Omit<FollowOptions, "fallback"> = {}) {
  const archive = openTempArchive(t);
  const store = emptyStore();
  const engine = new WatchedEngine(store);
  const sqlite = createSqliteEngine(archive.db, { fingerprint: embedding.fingerprint });
  const follow = (own: CandidateEngine, db = archive.db) =>
    new FollowedEngine(db, own, { fallback: sqlite, ...options });
  return { ...archive, store, engine, sqlite, follow, followed: follow(engine) };
}

/** A recording with a passage for each line, stemmed and indexed as the archive does it, with vectors. */
export function add(
  db: Database,
  lines: readonly string[],
  language = "ru",
): { recordingId: number; transcriptionId: number } {
  const { id: recordingId } = insertRecording(db, inventRecording());
  const transcript = inventTranscript(lines, language);
  // Half a minute of silence after each line: each is a passage.
  for (const [at, segment] of transcript.segments.entries()) {
    segment.startMs += at * 30_000;
    segment.endMs += at * 30_000;
    for (const word of segment.words) {
      word.startMs += at * 30_000;
      word.endMs += at * 30_000;
    }
  }
  const made = { engine: "test", model: "test", createdAt: "2026-03-02T09:00:00Z" };
  const { id } = insertTranscription(db, { recordingId, transcript, ...made });
  const passages = indexTranscription(db, id);
  assert.equal(passages.length, lines.length);
  putVectors(db, new Map(passages.map((one) => [one.id, inventVector(one.id)])), embedding.fingerprint);
  return { recordingId, transcriptionId: id };
}

/** What the engine holds, and what it should. */
export function compare({ db, store }: Pick<ReturnType<typeof openFollowed>, "db" | "store">): void {
  const wanted = readEnginePassagesAfter(db, 0, 10_000);
  assert.deepEqual(
    [...store.passages.values()].sort((a, b) => a.passageId - b.passageId),
    wanted,
  );
  const { seq, token } = store.state!;
  assert.deepEqual({ seq, token }, lastEntry(db));
}
