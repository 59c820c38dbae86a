import type { SearchFilter, SearchMode } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { CandidateEngine, FindRequest } from "../index/candidate-engine.ts";
import { type Database, readTransaction } from "../storage/database.ts";
import { allowsAll, resolveFilter } from "../storage/search-filter.ts";
import { type ExpandedQuery, expandQuery } from "./expand-query.ts";
import { phraseQueries } from "./match-phrases.ts";
import { type WordWeights, weighWords } from "./measure-coverage.ts";
import type { ParsedQuery } from "./parse-query.ts";
import { searchTuning } from "./search-tuning.ts";
import { wordsQuery } from "./text-evidence.ts";
import { gatherTitles, type TitleEvidence } from "./title-evidence.ts";

/** What a search works with. */
export type SearchParts = {
  db: Database;
  /** Finds candidates; everything else is read from `db`. */
  engine: CandidateEngine;
  /** Needed by every mode but `keyword`; without it `hybrid` searches by words and says so. */
  embedder?: Embedder | undefined;
};

type PrepareRequest = {
  query: ParsedQuery;
  mode: SearchMode;
  /** Of the question; undefined in keyword mode. */
  vector: Float32Array | undefined;
  filter: SearchFilter | undefined;
  limit: number;
  offset: number;
  /** Passages of the archive, and how many of them can be compared with the question. */
  counts: { passages: number; vectors: number };
};

/** Everything known of a question before candidates are found. */
export type PreparedSearch = Omit<PrepareRequest, "query"> & {
  query: ExpandedQuery;
  idfWeights: WordWeights;
  /** Recordings that a person described with words of the question, by id. */
  titles: ReadonlyMap<number, TitleEvidence>;
  /** What the engine is asked. */
  request: FindRequest;
};

/**
 * The first step of a search, in one read transaction: looks up variants of the words, their document frequencies and
 * matching titles, and builds the one request to the engine. Throws `invalid-input` for an invalid date.
 */
export function prepareSearch(db: Database, asked: PrepareRequest): PreparedSearch {
  const { mode, vector, filter, counts } = asked;
  const resolved = resolveFilter(filter);
  return readTransaction(db, () => {
    const query = expandQuery(db, asked.query, counts.passages);
    const idfWeights = weighWords(query, counts.passages);
    const byTitle = mode === "hybrid" || mode === "keyword";
    const titles = byTitle
      ? gatherTitles(db, query, { idfWeights, filter })
      : new Map<number, TitleEvidence>();
    const lists = listsFor(query, { mode, vector, wanted: asked.offset + asked.limit });
    const request = { ...lists, filter: allowsAll(resolved) ? undefined : resolved };
    return { ...asked, query, idfWeights, titles, request };
  });
}

/** The lists of candidates of a search: by phrases where there are any, else by words, by meaning, or both. */
function listsFor(
  query: ExpandedQuery,
  { mode, vector, wanted }: { mode: SearchMode; vector: Float32Array | undefined; wanted: number },
): Pick<FindRequest, "texts" | "nearest"> {
  const { text, nearest } = searchTuning.candidates;
  if (query.phrases.length > 0) return { texts: phraseQueries(query.phrases) };
  const byWords = { query: wordsQuery(query), limit: limitFor(wanted, text) };
  return {
    texts: mode === "semantic" ? [] : [byWords],
    nearest: vector && mode !== "rerank" ? { vector, limit: limitFor(wanted, nearest) } : undefined,
  };
}

/** How many passages to ask for when `wanted` hits must be possible. */
function limitFor(
  wanted: number,
  { perHit, min, max }: { perHit: number; min: number; max: number },
): number {
  return Math.min(max, Math.max(min, wanted * perHit));
}
