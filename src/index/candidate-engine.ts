import type { Language } from "../domain.ts";
import type { Note } from "../messages/notes.ts";
import type { ResolvedFilter } from "../storage/search-filter.ts";

/**
 * A passage as an engine keeps it: its stems, its vector, and every fact that a filter may ask about. The text is not in it.
 */
export type EnginePassage = {
  /**
   * The key, 1…2^53. Never used again for another passage, unless a backup is restored: the engine is then cleared and filled
   * again.
   */
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
  /**
   * Unit vector of the embedding that `state().embedding` names; absent until the passage is embedded. All of one embedding
   * have the same length, which the first one tells; another embedding comes only after `clear`. It may be kept: nobody
   * changes it later.
   */
  vector?: Float32Array;
};

/** Stems to look for. They are data, never query syntax: `"`, `*`, `OR` may occur in them. Repeated ones count once. */
export type TextQuery = {
  /**
   * Any of these is a match. Beside phrases they are not required: they only add to the score. One with spaces is several
   * stems, a match where they stand next to each other, and scores as a phrase does.
   */
  terms: readonly string[];
  /** Each must occur: its stems next to each other in this order. */
  phrases: readonly (readonly string[])[];
  /** None of these may occur. */
  excluded: readonly string[];
};

export type FindRequest = {
  /** Lists of passages by their words, with up to 1000 terms each. A query without terms and phrases finds nothing. */
  texts: readonly { query: TextQuery; limit: number }[];
  /** The passages nearest to a unit vector, by cosine. The vector is always one of `state().embedding`. */
  nearest?: { vector: Float32Array; limit: number } | undefined;
  /**
   * Applies to all lists. Absent: everything may be found. `fromMs` is inclusive, `toMs` exclusive; null allows all. An empty
   * list of languages or recordings allows nothing; a passage without a language is in no list of languages. Fonoteka checks
   * every passage once more by data.db, so that a stale fact in an engine shows nothing wrong.
   */
  filter?: ResolvedFilter | undefined;
};

export type FindResult = {
  /** Passage ids, a list for each of `texts`, in the order asked. */
  texts: number[][];
  /** Passage ids; empty if nothing was asked or no passage has a vector. */
  nearest: number[];
  /** For the person who asked: an engine leaves them out, `FollowedEngine` says when another engine answered. */
  notes?: readonly Note[] | undefined;
};

/** What changed since the last call. */
export type EngineChanges = {
  /** Passages as they are now; each replaces everything stored under its id: stems, facts, and the vector, even if it has none. */
  put: readonly EnginePassage[];
  /** Passages that are gone. Ids that were never put are ignored. */
  remove: readonly number[];
  /** Number of the log entry up to which the engine is then up to date; -1 while it is being filled from nothing. */
  seq: number;
  /** Random number of that entry, 0…2^53 − 1: the same `seq` of a backup that was restored has another one. */
  token: number;
};

/** Whose passages an engine has, and up to which change. */
export type EngineState = {
  /** The archive's id. A copy of an archive has the same id. */
  archive: string;
  /** Fingerprint of the embedding its vectors come from; empty when there is none. */
  embedding: string;
  /** Both as in the last changes applied, also when they are lower than before. */
  seq: number;
  token: number;
};

/**
 * Finds passages that may answer a question. **An engine only finds; Fonoteka scores**: every passage it names is scored
 * from data.db, the lists are cut to the length asked for, and only then ranked. So an engine's own scores are never used;
 * what it must get right is which passages are in a list. test/contracts/candidate-engine.ts holds what each engine
 * must do; `sqlite/sqlite-engine.ts` is the one inside data.db, test/support/memory-engine.ts the simplest.
 *
 * An engine outside of data.db follows it by the log of changes (`follow-engine.ts`) and can be thrown away at any time.
 */
export interface CandidateEngine {
  /** For messages: `sqlite`, `lancedb`, … */
  readonly name: string;

  /**
   * All candidate lists of one search, in one round trip.
   *
   * - *Which*: the `limit` best by BM25 over terms and phrases, or by cosine; all matches if there are fewer. BM25 is that of
   *   FTS5: k1 = 1.2, b = .75, idf = ln((N − n + .5) / (n + .5)), at least 1e-6, of n passages with the term or phrase among
   *   all N, whatever the filter. An engine that ranks otherwise, or approximately, returns more than `limit`: with twice as many another engine
   *   gave the same ten hits for 40 of 40 keyword questions over 100 000 passages.
   * - *Order*: any. *Ties* at the limit: the lower ids first, or all passages with the same score.
   * - *Filters* apply before the limit: a filter never costs recall.
   * - It sees everything applied before the call. Several calls may run at the same time, also during `apply`.
   * - Ids of passages that are gone meanwhile do no harm: they are passed over.
   *
   * @throws ArchiveError `cancelled` when the signal fires; anything else is the engine's failure: data.db then answers, as it
   * does for a result that is none (ids are whole numbers, never bigints) or that comes too late (`FollowOptions`)
   */
  find(request: FindRequest, signal?: AbortSignal): Promise<FindResult>;

  /**
   * Stores changes. When it resolves, passages, `seq` and `token` are stored together: after a crash the engine has all changes whose
   * call resolved. Of a call that was cut off it may have any part, but then not its `seq` and `token`; the same call repeated completes
   * it. Idempotent: the same changes may come twice. Calls come one after another in the order of the log; after a crash
   * calls may come again from a lower number. Each says what the passages are *now*, so the last call wins.
   * One process writes at a time, `FollowedEngine` sees to that; others may call `find` and `state` meanwhile.
   * @param of whose passages they are; stored with `seq` and `token` for `state`
   */
  apply(changes: EngineChanges, of: Pick<EngineState, "archive" | "embedding">): Promise<void>;

  /**
   * Whose passages it has and up to which change; undefined when it is empty. It must not promise more than is stored: an
   * engine that cannot be certain (no fsync, a failed check of its files) returns undefined and is filled again. A `seq` of -1 is
   * stored and returned like any other. It is asked before and after every search, and must be cheap.
   */
  state(): Promise<EngineState | undefined>;

  /** Removes everything, also the state. */
  clear(): Promise<void>;

  /** Merges, compacts or rebuilds what makes searches faster or files smaller; may take long. Cancelling it does no harm. */
  tidy(signal?: AbortSignal): Promise<void>;

  /** Releases files, connections and memory; calls in progress and later ones may fail. Closing twice does no harm. */
  close(): Promise<void>;
}
