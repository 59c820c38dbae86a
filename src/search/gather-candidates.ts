import type { Embedder } from "../embedding/embedder.ts";
import type { FindResult } from "../index/candidate-engine.ts";
import { findWithAll, scoreText } from "../index/sqlite/find-by-text.ts";
import {
  findPassages,
  findPlacedPassages,
  keepAllowed,
  type PlacedPassage,
} from "../index/sqlite/passages.ts";
import { getVectors } from "../index/sqlite/put-vectors.ts";
import { detectScript } from "../language/detect-script.ts";
import type { Database } from "../storage/database.ts";
import { dotProduct } from "./dot-product.ts";
import type { ExpandedQuery } from "./expand-query.ts";
import { holdsPhrase, matchPhrases } from "./match-phrases.ts";
import type { Baseline } from "./measure-baseline.ts";
import { measureCoverage } from "./measure-coverage.ts";
import { measureSimilarity, type Similarity } from "./measure-similarity.ts";
import type { PreparedSearch } from "./prepare-search.ts";
import type { Rankable } from "./rank-candidates.ts";
import { searchTuning } from "./search-tuning.ts";
import { findAllWords, scoreWords, spellingsOf } from "./text-evidence.ts";
import type { TitleEvidence } from "./title-evidence.ts";

/** A passage that may answer, with all its evidence. */
export type Candidate = Rankable & {
  passage: PlacedPassage;
  /** What matches in its recording's title, tags and notes. */
  title: TitleEvidence | null;
  textRank: number | null;
  meaningRank: number | null;
  /** Index of the first word of its sentence nearest to the question; null when that is not known. */
  nearestWord: number | null;
};

type Parts = { db: Database; embedder?: Embedder | undefined };

/** Ids of candidates: those found by words or by a phrase, and those found by meaning. */
type Lists = { byText: Set<number>; byMeaning: Set<number> };

/**
 * Completes the evidence of what the engine found: whichever list a passage came from, its bm25 and its cosine are exact, so
 * that no passage is ranked lower for missing from another list. Phrases, exclusions and filters hold in every mode, whatever
 * the engine did: passages that are gone meanwhile, that the filter does not allow now, or that match nothing of the question
 * are passed over.
 * @param baseline undefined in keyword mode
 */
export function gatherCandidates(
  parts: Parts,
  prepared: PreparedSearch,
  { found, baseline }: { found: FindResult; baseline: Baseline | undefined },
): Candidate[] {
  const { db } = parts;
  const { query, vector, idfWeights, titles, counts } = prepared;
  const { byText, byMeaning } = cutLists(parts, prepared, found);
  const ids = withoutExcluded(db, [...byText.union(byMeaning)], query);
  const scores = scoreWords(db, query, ids);
  const coverage = measureCoverage(db, query, { scores, passages: counts.passages, idfWeights });
  const wordCount = query.words.length;
  const similarities = vector
    ? measureSimilarity(parts, { vector, wordCount }, ids)
    : new Map<number, Similarity>();
  const hasPhrases = query.phrases.length > 0;
  const isEvident = (id: number): boolean =>
    (byText.has(id) && (hasPhrases || scores.has(id))) || (byMeaning.has(id) && similarities.has(id));
  // The filter is checked in the query that reads the passages anyway, so that SQLite's own search asks nothing more.
  const passages = findPlacedPassages(db, ids, prepared.request.filter);
  const withAllWords = findAllWords(db, query, ids);
  const candidates: Candidate[] = [];
  for (const id of ids) {
    const passage = passages.get(id);
    if (!passage || !isEvident(id)) continue;
    const similarity = similarities.get(id);
    const script = passage.script ?? detectScript(passage.text ?? "");
    const title = titles.get(passage.recordingId) ?? null;
    const ofTitle = searchTuning.titles.titleWeight * (title?.coverage ?? 0);
    candidates.push({
      passageId: id,
      passage,
      title,
      textScore: scores.get(id) ?? 0,
      titleScore: ofTitle * idfWeights.fullScore,
      coverage: Math.min(1, (coverage.get(id) ?? 0) + ofTitle),
      similarity: similarity?.similarity ?? null,
      baseline: baseline?.of(script) ?? 0,
      nearestWord: similarity?.nearestWord ?? null,
      otherScript: query.script !== "other" && script !== "other" && script !== query.script,
      hasAllWords: withAllWords.has(id),
      textRank: null,
      meaningRank: null,
    });
  }
  joinTitles(db, query, candidates);
  setRanks(candidates, byText, (one) => one.textScore, "textRank");
  const nearest = hasPhrases && vector ? byText : byMeaning;
  setRanks(candidates, nearest, (one) => one.similarity ?? Number.NEGATIVE_INFINITY, "meaningRank");
  return candidates;
}

/**
 * Cuts the lists to the length asked for, by our own scores. Fusion looks at all candidates, so more of them give another
 * order: with another engine that returned twice as many, 24 instead of 32 of 40 answers were the same.
 */
function cutLists(
  { db, embedder }: Parts,
  { query, vector, request }: PreparedSearch,
  found: FindResult,
): Lists {
  const { texts, nearest, filter } = request;
  const cut = (ids: readonly number[], limit: number, score: Score) =>
    // A list that is not longer needs no scoring.
    ids.length <= limit ? ids : best(keepAllowed(db, ids, filter), limit, score);
  const byText = texts.map(({ query: asked, limit }, at) =>
    cut(found.texts[at] ?? [], limit, (ids) => scoreText(db, asked, ids)),
  );
  const byMeaning = cut(found.nearest, nearest?.limit ?? 0, (ids) => {
    const vectors = getVectors(db, ids, embedder?.fingerprint);
    return new Map([...vectors].map(([id, own]) => [id, dotProduct(vector!, own)]));
  });
  return {
    byText: query.phrases.length > 0 ? matchPhrases(db, query.phrases, byText) : new Set(byText[0]),
    byMeaning: new Set(byMeaning),
  };
}

type Score = (ids: readonly number[]) => ReadonlyMap<number, number>;

/** The best `limit` of a list, equal scores by id. */
function best(ids: readonly number[], limit: number, score: Score): readonly number[] {
  return [...score(ids)]
    .sort(([a, ofA], [b, ofB]) => ofB - ofA || a - b)
    .slice(0, limit)
    .map(([id]) => id);
}

/** «планёрка бюджет»: a passage that says one of them in a recording whose title is the other has both words. */
function joinTitles(db: Database, { words }: ExpandedQuery, candidates: readonly Candidate[]): void {
  const open = candidates.filter((one) => one.title && one.textScore > 0 && !one.hasAllWords);
  const byTitle = Map.groupBy(open, ({ title }) => [...title!.found].join());
  for (const own of byTitle.values()) {
    const rest = words.filter((_, at) => !own[0]!.title!.found.has(at));
    const ids = own.map((candidate) => candidate.passageId);
    const whole = rest.length === 0 ? new Set(ids) : findWithAll(db, rest.map(spellingsOf), ids);
    for (const candidate of own) candidate.hasAllWords = whole.has(candidate.passageId);
  }
}

function withoutExcluded(db: Database, ids: readonly number[], query: ExpandedQuery): number[] {
  const { excludedPhrases, excludedStems: excluded } = query;
  let kept = [...ids];
  if (excluded.length > 0) {
    const unwanted = scoreText(db, { terms: excluded, phrases: [], excluded: [] }, kept);
    kept = kept.filter((id) => !unwanted.has(id));
  }
  if (excludedPhrases.length > 0) {
    const passages = findPassages(db, kept);
    kept = kept.filter((id) => {
      const text = passages.get(id)?.text ?? "";
      return !excludedPhrases.some((phrase) => holdsPhrase(text, phrase));
    });
  }
  return kept;
}

function setRanks(
  candidates: readonly Candidate[],
  ids: ReadonlySet<number>,
  scoreOf: (candidate: Candidate) => number,
  rank: "textRank" | "meaningRank",
): void {
  candidates
    .filter((candidate) => ids.has(candidate.passageId))
    .sort((a, b) => scoreOf(b) - scoreOf(a) || a.passageId - b.passageId)
    .forEach((candidate, place) => {
      candidate[rank] = place + 1;
    });
}
