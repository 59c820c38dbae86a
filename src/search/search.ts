import type { Hit, SearchFilter, SearchMode } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { archiveError, isArchiveError, toInnerMessage } from "../errors.ts";
import { countIndex } from "../index/sqlite/count-index.ts";
import { errorFields, log } from "../log.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { resolveFilter } from "../storage/search-filter.ts";
import type { Expansion } from "./expand-query.ts";
import { finishSearch, type QueryAnalysis } from "./finish-search.ts";
import { locateByMeaning } from "./locate-by-meaning.ts";
import { type ParsedQuery, parseQuery } from "./parse-query.ts";
import { prepareSearch, type SearchParts } from "./prepare-search.ts";
import { searchTuning } from "./search-tuning.ts";

export type SearchRequest = {
  query: string;
  /** Default `hybrid`. */
  mode?: SearchMode | undefined;
  /** Hits to return, 1…1000; default 10. */
  limit?: number | undefined;
  /** Hits to skip; default 0. */
  offset?: number | undefined;
  filter?: SearchFilter | undefined;
  /**
   * A hit without a matching word begins at the sentence nearest to the question. Where sentence vectors are not stored yet,
   * the sentences of this many hits are embedded during the search (five to eight each, some 10 ms a sentence); the others
   * begin with their passage. Default 2, 0 for none.
   */
  locateHits?: number | undefined;
  /** Cancels the search while the engine looks for candidates. */
  signal?: AbortSignal | undefined;
};

export type SearchAnswer = {
  /** Best first. */
  hits: Hit[];
  /** How the question was understood. */
  query: {
    /** The words that may match, as typed. */
    terms: string[];
    phrases: string[];
    excluded: string[];
    /** Words that were also searched in other forms: «двадцать пять» as 25, kubernetes as «кубернетис». */
    expansions: Expansion[];
    /** The mode used: `keyword` if `hybrid` was asked for and there were no vectors to compare. */
    mode: SearchMode;
    /** How it was weighted. */
    analysis: QueryAnalysis;
  };
  /** For the person who asked. */
  notes: Note[];
  tookMs: number;
};

const modes: readonly SearchMode[] = ["hybrid", "keyword", "semantic", "rerank"];

/**
 * Answers a question with places in recordings, in three steps:
 *
 *     prepare  variants of the words, document frequencies, titles   data.db, one read transaction
 *     find     all candidate lists, in one round trip                the engine
 *     finish   exact scores, ranking, hits                           data.db, one read transaction
 *
 * Throws `invalid-input` (nothing to look for, an invalid date), `model-missing` (`semantic` or `rerank` without an
 * embedder), `cancelled`, what the engine throws, and in these two modes what the embedder throws.
 */
export async function search(parts: SearchParts, request: SearchRequest): Promise<SearchAnswer> {
  const startedMs = performance.now();
  const { mode: askedMode = "hybrid", limit = 10, offset = 0, filter } = request;
  checkRequest(askedMode, limit, offset);
  const parsed = parseQuery(request.query);
  // Checked before anything is embedded.
  resolveFilter(filter);
  const { db, engine, embedder } = parts;
  // Counting an archive of 100 000 passages takes 3 ms: once will do.
  const counts = countIndex(db, embedder?.fingerprint);
  const { mode, vector, notes } = await embedQuestion(embedder, { query: parsed, mode: askedMode, counts });
  const prepared = prepareSearch(db, { query: parsed, mode, vector, filter, limit, offset, counts });
  const found = await engine.find(prepared.request, request.signal);
  const finished = finishSearch(parts, prepared, found);
  const hits = await locateByMeaning(finished.built, {
    embedder,
    vector,
    maxHits: request.locateHits ?? searchTuning.excerpt.locatedHits,
  });
  const { query } = prepared;
  return {
    hits,
    query: {
      terms: query.words.map((word) => word.written),
      phrases: query.phrases.map((phrase) => phrase.written),
      excluded: [...query.excluded, ...query.excludedPhrases].map((part) => part.written),
      expansions: query.expansions,
      mode,
      analysis: finished.analysis,
    },
    notes: [...query.notes, ...notes, ...(found.notes ?? []), ...finished.notes],
    tookMs: performance.now() - startedMs,
  };
}

function checkRequest(mode: SearchMode, limit: number, offset: number): void {
  if (!modes.includes(mode)) {
    throw archiveError("unknown-search-mode", { mode, known: modes.join(", ") });
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw archiveError("invalid-limit", { limit });
  }
  if (!Number.isInteger(offset) || offset < 0) {
    throw archiveError("invalid-offset", { offset });
  }
}

type EmbeddedQuestion = { mode: SearchMode; vector: Float32Array | undefined; notes: Note[] };

/** The vector of the question if the mode needs one, and notes about missing vectors. */
async function embedQuestion(
  embedder: Embedder | undefined,
  {
    query,
    mode,
    counts,
  }: { query: ParsedQuery; mode: SearchMode; counts: { passages: number; vectors: number } },
): Promise<EmbeddedQuestion> {
  const { passages, vectors } = counts;
  const notes = passages === 0 ? [makeNote("nothing-indexed", {})] : [];
  if (mode === "keyword" || passages === 0) return { mode, vector: undefined, notes };
  const canFallBack = mode === "hybrid";
  if (!embedder) {
    if (canFallBack) {
      return byWordsOnly(makeNote("no-embedding-model", {}), notes);
    }
    throw archiveError("search-needs-model", { mode });
  }
  if (vectors < passages) {
    notes.push(makeNote("vectors-missing", { missing: passages - vectors, total: passages }));
    if (vectors === 0 && canFallBack) return byWordsOnly(makeNote("words-only", {}), notes);
  }
  try {
    return { mode, vector: await embedder.embedQuery(query.text), notes };
  } catch (error) {
    if (!canFallBack || !isArchiveError(error) || error.code === "cancelled") throw error;
    log("warn", "search-by-words-only", errorFields(error));
    return byWordsOnly(makeNote("words-only-because", { error: toInnerMessage(error) }), notes);
  }
}

function byWordsOnly(note: Note, notes: readonly Note[]): EmbeddedQuestion {
  return { mode: "keyword", vector: undefined, notes: [...notes, note] };
}
