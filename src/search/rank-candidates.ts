import type { SearchMode } from "../domain.ts";
import { defaultFusion, effectiveSimilarity, type Fused, fuseRankings } from "./fuse-rankings.ts";
import type { Candidate } from "./gather-candidates.ts";

export type RankedCandidate = Fused<Candidate> & {
  /** Near enough in meaning to be an answer for that alone. */
  isRelated: boolean;
  /** So near that no passage of another matter would be. */
  isSure: boolean;
};

export type RankingRules = {
  mode: SearchMode;
  similarityFloor: number;
  /** How many different words the question has. */
  wordCount: number;
  /** The question has a phrase: each candidate holds it. */
  hasPhrases: boolean;
};

/** In a question of so few words the words themselves are meant: passages with all of them come first. */
const fewWords = 3;
/**
 * Fractions of the room between the model's floor and 1. A vector is always near to something: on XQuAD (dev half, 120
 * paragraphs) the nearest passage of any other article has .80 in the median and .83 at most for 95 % of the questions,
 * the right one .87, and .83 or more for 91 %. The bundled model's floor is .70, so .83 is .43 of the room.
 */
const relatedFrom = 0.43;
const unrelatedBelow = 0.2;
/** … and a related passage has at least this part of what the best one has above the floor. */
const leastOfBest = 0.6;
/** Passages that only the vectors brought and that are not surely related: the nearest few, never a page of them. */
const mostDoubtful = 3;
/** From .85 on (same fraction) a passage is surely related: an answer by meaning alone counts in full. */
const sureFrom = 0.5;

/**
 * Ranks candidates for a mode, best first.
 * - `hybrid`: both legs fused; for questions of up to three words, passages that have them all come first.
 * - `keyword`: passages with every word first, then by bm25.
 * - `semantic` and `rerank`: by similarity.
 * Of what only the vectors brought, everything related stays and at most three doubtful ones.
 */
export function rankCandidates(candidates: readonly Candidate[], rules: RankingRules): RankedCandidate[] {
  const { mode, similarityFloor: floor, wordCount, hasPhrases } = rules;
  const room = 1 - floor;
  const best = Math.max(floor, ...candidates.map((candidate) => effectiveSimilarity(candidate, floor)));
  const leastRelated = floor + Math.max(relatedFrom * room, leastOfBest * (best - floor));
  const alpha = { hybrid: defaultFusion.alpha, keyword: 0, semantic: 1, rerank: 1 }[mode];
  const ranked = fuseRankings(candidates, { ...defaultFusion, alpha, floor }).map((candidate) => {
    const near = effectiveSimilarity(candidate, floor);
    const isRelated = candidate.similarity !== null && near >= leastRelated;
    return { ...candidate, isRelated, isSure: isRelated && near >= floor + sureFrom * room };
  });
  const byWords = mode === "keyword" || (mode === "hybrid" && wordCount <= fewWords);
  const ordered = byWords ? allWordsFirst(ranked) : ranked;
  if (hasPhrases || mode === "keyword" || mode === "rerank") return ordered;

  let doubtful = 0;
  const kept = ordered.filter((candidate) => {
    if (candidate.isRelated || (mode === "hybrid" && candidate.textScore > 0)) return true;
    if (effectiveSimilarity(candidate, floor) < floor + unrelatedBelow * room) return false;
    return ++doubtful <= mostDoubtful;
  });
  const hasWord = mode === "hybrid" && kept.some((candidate) => candidate.textScore > 0);
  return hasWord ? kept : scaled(kept, Math.min(1, (best - floor) / (sureFrom * room)));
}

/** Scores of passages with every word lie in the upper half, all others in the lower; nothing changes when none has. */
function allWordsFirst(ranked: readonly RankedCandidate[]): RankedCandidate[] {
  if (!ranked.some((candidate) => candidate.hasAllWords)) return [...ranked];
  return scaled(ranked, 0.5)
    .map((candidate) => {
      if (!candidate.hasAllWords) return candidate;
      return { ...candidate, textPart: candidate.textPart + 0.5, score: candidate.score + 0.5 };
    })
    .sort((one, other) => other.score - one.score);
}

function scaled(ranked: readonly RankedCandidate[], factor: number): RankedCandidate[] {
  return ranked.map((candidate) => ({
    ...candidate,
    textPart: candidate.textPart * factor,
    meaningPart: candidate.meaningPart * factor,
    score: candidate.score * factor,
  }));
}
