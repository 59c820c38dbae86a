import type { Language } from "../domain.ts";
import type { ResolvedFilter } from "../storage/search-filter.ts";

/**
 * A passage as an engine keeps it. There is nothing in it that a person could read but stems, and every fact that a filter
 * may ask about.
 */
export type EnginePassage = {
  /** The key: never used again for another passage. 1…2^53. */
  passageId: number;
  recordingId: number;
  language: Language | null;
  /** When its recording was made, milliseconds since 1970. */
  createdMs: number;
  /**
   * The stems of its words in order, joined by single spaces; compounds and numbers read out follow at the end. Stems are
   * made by `language/` and must not be analysed again: split at spaces and nowhere else (`c++` is a stem, `c` is another).
   * No stem is empty or holds white space or a control character.
   */
  stems: string;
  /** Unit vector of the embedding that `state().embedding` names; absent until the passage is embedded. */
  vector?: Float32Array;
};

/** Stems to look for. They are data, never syntax: `"`, `*`, `OR` may occur in them. Repeated ones count once. */
export type TextQuery = {
  /** Any of these is a match and adds to the score. */
  terms: readonly string[];
  /** Each must occur: its stems side by side in this order. */
  phrases: readonly (readonly string[])[];
  /** None of these may occur. */
  excluded: readonly string[];
};

export type FindRequest = {
  /** The lists of passages by their words; up to 1000 terms each. A query without terms and phrases finds nothing. */
  texts: readonly { query: TextQuery; limit: number }[];
  /** The passages nearest to a unit vector, by cosine. A question in another embedding's space is never asked. */
  nearest?: { vector: Float32Array; limit: number } | undefined;
  /** Applies to all lists. Absent: everything may be found. An empty list in it allows nothing. */
  filter?: ResolvedFilter | undefined;
};

export type FindResult = {
  /** Passage ids, a list for each of `texts`, in the order asked. */
  texts: number[][];
  /** Passage ids; empty where nothing was asked or no passage has a vector. */
  nearest: number[];
};

/** What changed since the last call. */
export type EngineChanges = {
  /** Passages as they are now, in place of what was there under the same id: text, facts, and the vector or its absence. */
  put: readonly EnginePassage[];
  /** Passages that are gone. Ids that were never put are ignored. */
  remove: readonly number[];
  /** The number in the log of changes up to which the engine is then up to date; -1 while it is filled for the first time. */
  seq: number;
};

/** Whose passages an engine holds, and up to which change. */
export type EngineState = {
  /** The archive's own id. A copy of an archive has the same id. */
  archive: string;
  /** Fingerprint of the embedding its vectors come from; empty when there is none. */
  embedding: string;
  /** As in the last changes applied. */
  seq: number;
};

/**
 * Finds passages that may answer a question. **An engine only finds; Fonoteka scores**: every passage it names is scored
 * again from data.db, cut to the length asked for, and only then ranked. So an engine's own scores are never seen, and
 * what it must get right is which passages come into a list. test/contracts/candidate-engine.ts holds what each engine
 * must do; `sqlite/sqlite-engine.ts` is the one that data.db brings with it, test/support/memory-engine.ts the shortest.
 *
 * An engine outside of data.db follows it by the log of changes (`follow-engine.ts`) and can be thrown away at any time.
 */
export interface CandidateEngine {
  /** For messages: `sqlite`, `lancedb`, … */
  readonly name: string;

  /**
   * All candidate lists of one search, in one round trip.
   *
   * - *Which*: the `limit` best by BM25 (k1 = 1.2, b = .75) over terms and phrases, or by cosine; all where fewer match. An
   *   engine whose own measure is another one, or approximate, returns more than `limit`: with twice to four times as many
   *   nothing was lost (40 of 40 keyword answers the same with another engine over 100 000 passages).
   * - *Order*: any. *Ties* at the limit: the lower ids, or everything at the same score.
   * - *Filters* narrow what is searched before the limit is counted: a filter never costs recall.
   * - It reads what was applied before the call. Several calls may run at once, and beside `apply`.
   * - Ids of passages that are gone meanwhile do no harm: they are passed over.
   *
   * @throws ArchiveError `cancelled` when the signal fires; anything else is the engine's failure
   */
  find(request: FindRequest, signal?: AbortSignal): Promise<FindResult>;

  /**
   * Takes in changes. When it resolves, passages and `seq` are stored together: after a crash the engine has all of the
   * changes that resolved, and of one that was cut off all or nothing, or a part that the same call made again repairs.
   * Idempotent: the same changes may come twice. Calls come one after another, in the order of the log, except that a
   * number lower than the last one may come again after a crash; each says what the passages are *now*, so the last call
   * wins. `of` says whose passages they are and is stored with them.
   */
  apply(changes: EngineChanges, of: Pick<EngineState, "archive" | "embedding">): Promise<void>;

  /**
   * Whose passages it holds and up to which change; undefined when it holds nothing. Must not promise more than is stored:
   * an engine that cannot be sure (no fsync, a failed check of its files) answers undefined and is filled again.
   */
  state(): Promise<EngineState | undefined>;

  /** Forgets everything, `state` too. */
  clear(): Promise<void>;

  /** Does what makes finding faster or files smaller and may take long (merging, compacting). Cancelling it does no harm. */
  tidy(signal?: AbortSignal): Promise<void>;

  /** Lets go of files, connections and memory; calls in progress may fail. Calling it twice does no harm. */
  close(): Promise<void>;
}
