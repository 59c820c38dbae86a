import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../errors.ts";
import { type Database, readTransaction } from "../../storage/database.ts";
import type { CandidateEngine } from "../candidate-engine.ts";
import { countIndex } from "./count-index.ts";
import { findByText } from "./find-by-text.ts";
import { findNearest } from "./find-nearest.ts";
import { clearIndexTables, findActiveEmbedding, mergeTextTables } from "./index-tables.ts";
import { archiveId, lastEntry } from "./read-changes.ts";
import type { ResidentVectors } from "./resident-vectors.ts";

export type SqliteEngineOptions = {
  /**
   * The embedding of questions: nearest passages are found only while it is the active one (`setActiveEmbedding`), so that
   * vectors of two models are never compared. Default: whichever is active.
   */
  fingerprint?: string | undefined;
  /** Finds nearest vectors in memory once they are loaded; the caller closes it. Default: vec0 compares them all. */
  resident?: ResidentVectors | undefined;
};

/**
 * The engine inside data.db: FTS5 finds words; sqlite-vec, or vectors in memory, find what is near. Its tables are written in
 * the same transactions as passages and vectors (`replacePassages`, `putVectors`), so it is always up to date: `apply` has
 * nothing to do, and its state is the end of the log. `close` leaves the database open for whoever opened it.
 */
export function createSqliteEngine(
  db: Database,
  { fingerprint, resident }: SqliteEngineOptions = {},
): CandidateEngine {
  return {
    name: "sqlite",

    async find({ texts, nearest, filter }, signal) {
      throwIfCancelled(signal, "search");
      return readTransaction(db, () => ({
        texts: texts.map(({ query, limit }) =>
          findByText(db, { query, limit, filter }).map((candidate) => candidate.passageId),
        ),
        nearest: nearest
          ? findNearest(db, { ...nearest, filter, fingerprint }, resident).map((one) => one.passageId)
          : [],
      }));
    },

    async apply() {},

    async state() {
      return readTransaction(db, () => {
        if (countIndex(db).passages === 0) return undefined;
        const embedding = findActiveEmbedding(db)?.fingerprint ?? "";
        return { archive: archiveId(db), embedding, ...lastEntry(db) };
      });
    },

    /** Every transcription then counts as not indexed: `indexPending` fills the tables again. */
    async clear() {
      clearIndexTables(db);
    },

    async tidy(signal) {
      for (const _ of mergeTextTables(db)) {
        await setImmediate();
        throwIfCancelled(signal, "tidying the index");
      }
    },

    async close() {},
  };
}
