import type { Passage, SearchFilter, SearchMode } from "../domain.ts";
import { detectScript } from "../language/detect-script.ts";
import type { Database } from "../storage/database.ts";
import type { PassageIndex } from "../storage/passage-index.ts";
import { findPassages } from "../storage/passages.ts";
import { dotProduct } from "./dot-product.ts";
import { findPhrasePassages, holdsPhrase } from "./find-phrase-passages.ts";
import type { Evidence } from "./fuse-rankings.ts";
import type { ParsedQuery } from "./parse-query.ts";

/** A passage that may answer, with everything both legs know of it. */
export type Candidate = Evidence & {
  passage: Passage;
  /** It has every word of the question. */
  hasAllWords: boolean;
  textRank: number | null;
  meaningRank: number | null;
};

export type GatherRequest = {
  query: ParsedQuery;
  mode: SearchMode;
  /** Of the question; undefined in keyword mode. */
  vector: Float32Array | undefined;
  filter: SearchFilter | undefined;
  /** Hits that must be possible: deeper pages look at more candidates. */
  wanted: number;
};

type Parts = { db: Database; index: PassageIndex };

/**
 * Asks both legs for their best passages and completes the evidence: whichever leg brought a passage, its bm25 and its
 * cosine are exact, so that none is judged by having missed the other leg's list. What must or must not occur holds in
 * every mode.
 */
export function gatherCandidates(parts: Parts, request: GatherRequest): Candidate[] {
  const { db, index } = parts;
  const { query, mode, vector, filter } = request;
  const terms = query.words.flatMap(({ stems, closedUp }) => [...stems, ...(closedUp ? [closedUp] : [])]);
  const asked = { terms, phrases: [], excluded: [] };
  const excluded = query.excluded.map((word) => word.stem);
  const textDepth = Math.min(4000, Math.max(100, request.wanted * 5));
  const meaningDepth = Math.min(2000, Math.max(100, request.wanted * 3));

  const holding = query.phrases.length > 0 ? findPhrasePassages(parts, query.phrases, filter) : undefined;
  const byText = new Set<number>();
  const byMeaning = new Set<number>();
  if (holding) for (const id of holding) byText.add(id);
  else {
    if (mode !== "semantic") {
      const found = index.findByText({ ...asked, excluded }, textDepth, filter);
      for (const { passageId } of found) byText.add(passageId);
    }
    if (vector && mode !== "rerank") {
      for (const { passageId } of index.findNearest(vector, meaningDepth, filter)) byMeaning.add(passageId);
    }
  }
  const ids = withoutExcluded(parts, [...byText.union(byMeaning)], query);
  const scores = index.scoreText(asked, ids);
  const vectors = vector ? index.getVectors(ids) : new Map<number, Float32Array>();
  const passages = findPassages(db, ids);
  const withAllWords = findAllWords(index, query, ids);
  const candidates: Candidate[] = [];
  for (const id of ids) {
    const passage = passages.get(id);
    if (!passage) continue;
    const own = vectors.get(id);
    const script = detectScript(passage.text);
    candidates.push({
      passageId: id,
      passage,
      textScore: scores.get(id) ?? 0,
      similarity: vector && own ? dotProduct(vector, own) : null,
      otherScript: query.script !== "other" && script !== "other" && script !== query.script,
      hasAllWords: withAllWords.has(id),
      textRank: null,
      meaningRank: null,
    });
  }
  setRanks(candidates, byText, (one) => one.textScore, "textRank");
  const nearest = holding && vector ? byText : byMeaning;
  setRanks(candidates, nearest, (one) => one.similarity ?? Number.NEGATIVE_INFINITY, "meaningRank");
  return candidates;
}

function withoutExcluded({ db, index }: Parts, ids: readonly number[], query: ParsedQuery): number[] {
  const { excludedPhrases } = query;
  const excluded = query.excluded.map((word) => word.stem);
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

/** Which passages have every word of the question; a compound as its parts or, where all are so written, closed up. */
function findAllWords(index: PassageIndex, { words }: ParsedQuery, ids: readonly number[]): Set<number> {
  const apart = words.flatMap(({ stems }) => stems.map((stem) => [stem]));
  const closedUp = words.flatMap((word) =>
    word.closedUp ? [[word.closedUp]] : word.stems.map((stem) => [stem]),
  );
  const found = new Set(index.scoreText({ terms: [], phrases: apart, excluded: [] }, ids).keys());
  if (!words.some((word) => word.closedUp)) return found;
  return found.union(new Set(index.scoreText({ terms: [], phrases: closedUp, excluded: [] }, ids).keys()));
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
