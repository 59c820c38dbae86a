import type { Hit, SearchFilter, SearchMode } from "../domain.ts";
import { archiveError, isArchiveError, toInnerMessage } from "../errors.ts";
import type { PassageIndex } from "../index/passage-index.ts";
import { errorFields, log } from "../log.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import type { Expansion } from "./expand-query.ts";
import { findHits, type QueryAnalysis, type SearchParts } from "./find-hits.ts";
import { locateByMeaning } from "./locate-by-meaning.ts";
import { type ParsedQuery, parseQuery } from "./parse-query.ts";
import { searchTuning } from "./search-tuning.ts";

export type SearchRequest = {
  query: string;
  /** Default `hybrid`. */
  mode?: SearchMode | undefined;
  /** Hits to return, 1…1000; default 10. */
  limit?: number | undefined;
  /** Hits to leave out first; default 0. */
  offset?: number | undefined;
  filter?: SearchFilter | undefined;
  /**
   * A hit without a found word begins at the sentence nearest to the question. Where that is not stored yet, so many
   * hits have their sentences embedded now (five to eight each, some 10 ms a sentence); the others begin with their
   * passage. Default 2, 0 for none.
   */
  locateHits?: number | undefined;
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
    /** Words that were searched as others, too: «двадцать пять» as 25, kubernetes as «кубернетис». */
    expansions: Expansion[];
    /** The mode really used: `keyword` where `hybrid` was asked for and there was nothing to compare meaning with. */
    mode: SearchMode;
    /** How it was weighed. */
    analysis: QueryAnalysis;
  };
  /** What the person who asked should know: sentences. */
  notes: Note[];
  tookMs: number;
};

const modes: readonly SearchMode[] = ["hybrid", "keyword", "semantic", "rerank"];

/**
 * Answers a question with places in recordings. Throws `invalid-input` (nothing to look for, a date that is none),
 * `model-missing` (`semantic` or `rerank` without an embedder), and what the embedder throws in these two modes.
 */
export async function search(parts: SearchParts, request: SearchRequest): Promise<SearchAnswer> {
  const startedMs = performance.now();
  const { mode: askedMode = "hybrid", limit = 10, offset = 0, filter } = request;
  checkRequest(askedMode, limit, offset);
  const parsed = parseQuery(request.query);
  // Counting an archive of 100 000 passages takes 3 ms: once will do.
  const counts = parts.index.count();
  const { mode, vector, notes } = await embedQuestion(parts, { query: parsed, mode: askedMode, counts });
  const found = findHits(parts, {
    query: parsed,
    mode,
    vector,
    filter,
    limit,
    offset,
    counts,
  });
  const hits = await locateByMeaning(found.built, {
    embedder: parts.embedder,
    vector,
    maxHits: request.locateHits ?? searchTuning.excerpt.locatedHits,
  });
  const { query } = found;
  return {
    hits,
    query: {
      terms: query.words.map((word) => word.written),
      phrases: query.phrases.map((phrase) => phrase.written),
      excluded: [...query.excluded, ...query.excludedPhrases].map((one) => one.written),
      expansions: query.expansions,
      mode,
      analysis: found.analysis,
    },
    notes: [...query.notes, ...notes, ...found.notes],
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

/** The vector of the question where the mode needs one, and what has to be said about the vectors there are. */
async function embedQuestion(
  { embedder }: SearchParts,
  {
    query,
    mode,
    counts,
  }: { query: ParsedQuery; mode: SearchMode; counts: ReturnType<PassageIndex["count"]> },
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
