import type { SearchFilter, SearchMode } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { PassageIndex } from "../index/passage-index.ts";
import { findPassages, findPlacedPassages, type PlacedPassage } from "../index/sqlite/passages.ts";
import { detectScript } from "../language/detect-script.ts";
import type { Database } from "../storage/database.ts";
import type { ExpandedQuery } from "./expand-query.ts";
import { findPhrasePassages, holdsPhrase } from "./find-phrase-passages.ts";
import type { Background } from "./measure-background.ts";
import { measureCoverage, type WordWeights } from "./measure-coverage.ts";
import { measureNearness, type Nearness } from "./measure-nearness.ts";
import type { Rankable } from "./rank-candidates.ts";
import { findAllWords, findByWords, scoreWords, writingsOf } from "./text-evidence.ts";
import type { TitleEvidence } from "./title-evidence.ts";

/** A passage that may answer, with everything the legs know of it. */
export type Candidate = Rankable & {
  passage: PlacedPassage;
  /** What its recording's title, tags and notes have of the question. */
  title: TitleEvidence | null;
  textRank: number | null;
  meaningRank: number | null;
  /** First word of what in it is nearest to the question, counted from its own first; null when that is not known. */
  nearestWord: number | null;
};

export type GatherRequest = {
  query: ExpandedQuery;
  mode: SearchMode;
  /** Of the question; undefined in keyword mode. */
  vector: Float32Array | undefined;
  filter: SearchFilter | undefined;
  /** Hits that must be possible: deeper pages look at more candidates. */
  wanted: number;
  /** Passages of the archive. */
  passages: number;
  telling: WordWeights;
  /** Undefined in keyword mode. */
  background: Background | undefined;
  titles: ReadonlyMap<number, TitleEvidence>;
};

type Parts = { db: Database; index: PassageIndex; embedder?: Embedder | undefined };

/**
 * What a word of the title counts compared with one that was said: less, so that among passages with the same words those
 * where they were said come first. Measured with article titles on XQuAD with 45 % word errors (en-en, nDCG@10, R@10):
 * none .954, 99.5; .6 .955, 99.8; 1 .956, 100; without errors all the same.
 */
export const worthOfTitle = 0.6;

/**
 * Asks both legs for their best passages and completes the evidence: whichever leg brought a passage, its bm25 and its
 * cosine are exact, so that none is judged by having missed the other leg's list. What must or must not occur holds in
 * every mode.
 */
export function gatherCandidates(parts: Parts, request: GatherRequest): Candidate[] {
  const { db, index } = parts;
  const { query, vector, background, telling, titles } = request;
  const { byText, byMeaning } = findCandidates(parts, request);
  const ids = withoutExcluded(parts, [...byText.union(byMeaning)], query);
  const scores = scoreWords(index, query, ids);
  const coverage = measureCoverage(index, query, { scores, passages: request.passages, telling });
  const wordCount = query.words.length;
  const nearness = vector ? measureNearness(parts, { vector, wordCount }, ids) : new Map<number, Nearness>();
  const passages = findPlacedPassages(db, ids);
  const withAllWords = findAllWords(index, query, ids);
  const candidates: Candidate[] = [];
  for (const id of ids) {
    const passage = passages.get(id);
    if (!passage) continue;
    const near = nearness.get(id);
    const script = passage.script ?? detectScript(passage.text ?? "");
    const title = titles.get(passage.recordingId) ?? null;
    const ofTitle = worthOfTitle * (title?.coverage ?? 0);
    candidates.push({
      passageId: id,
      passage,
      title,
      textScore: scores.get(id) ?? 0,
      titleScore: ofTitle * telling.fullScore,
      coverage: Math.min(1, (coverage.get(id) ?? 0) + ofTitle),
      similarity: near?.similarity ?? null,
      expected: background?.expected(script) ?? 0,
      nearestWord: near?.nearestWord ?? null,
      otherScript: query.script !== "other" && script !== "other" && script !== query.script,
      hasAllWords: withAllWords.has(id),
      textRank: null,
      meaningRank: null,
    });
  }
  joinTitles(index, query, candidates);
  setRanks(candidates, byText, (one) => one.textScore, "textRank");
  const nearest = query.phrases.length > 0 && vector ? byText : byMeaning;
  setRanks(candidates, nearest, (one) => one.similarity ?? Number.NEGATIVE_INFINITY, "meaningRank");
  return candidates;
}

function findCandidates(
  parts: Parts,
  { query, mode, vector, filter, wanted }: GatherRequest,
): { byText: Set<number>; byMeaning: Set<number> } {
  const { index } = parts;
  const textDepth = Math.min(4000, Math.max(100, wanted * 5));
  const meaningDepth = Math.min(2000, Math.max(100, wanted * 3));
  if (query.phrases.length > 0) {
    return { byText: findPhrasePassages(parts, query.phrases, filter), byMeaning: new Set() };
  }
  const byText = mode === "semantic" ? [] : findByWords(index, query, { depth: textDepth, filter });
  const byMeaning = vector && mode !== "rerank" ? index.findNearest(vector, meaningDepth, filter) : [];
  return {
    byText: new Set(byText),
    byMeaning: new Set(byMeaning.map((candidate) => candidate.passageId)),
  };
}

/** «планёрка бюджет»: a passage that says the one in a recording called the other has both words. */
function joinTitles(index: PassageIndex, { words }: ExpandedQuery, candidates: readonly Candidate[]): void {
  const open = candidates.filter((one) => one.title && one.textScore > 0 && !one.hasAllWords);
  const byTitle = Map.groupBy(open, ({ title }) => [...title!.found].join());
  for (const own of byTitle.values()) {
    const rest = words.filter((_, at) => !own[0]!.title!.found.has(at));
    const ids = own.map((candidate) => candidate.passageId);
    const whole = rest.length === 0 ? new Set(ids) : index.findWithAll(rest.map(writingsOf), ids);
    for (const candidate of own) candidate.hasAllWords = whole.has(candidate.passageId);
  }
}

function withoutExcluded({ db, index }: Parts, ids: readonly number[], query: ExpandedQuery): number[] {
  const { excludedPhrases, excludedStems: excluded } = query;
  let kept = [...ids];
  if (excluded.length > 0) {
    const unwanted = index.scoreText({ terms: excluded, phrases: [], excluded: [] }, kept);
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
    .sort((one, other) => scoreOf(other) - scoreOf(one) || one.passageId - other.passageId)
    .forEach((candidate, place) => {
      candidate[rank] = place + 1;
    });
}
