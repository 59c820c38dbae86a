import type { Certainty, SearchMode } from "../domain.ts";
import { type Evidence, type Fused, fuseRankings } from "./fuse-rankings.ts";
import { searchTuning } from "./search-tuning.ts";

/** What ranking needs to know of a candidate. */
export type Rankable = Evidence & {
  /** It has every word of the question. */
  hasAllWords: boolean;
};

export type Ranked<Given extends Rankable> = Fused<Given> & {
  certainty: Certainty;
  /** How far the cosine is above the baseline, in standard deviations; null without a vector. */
  zScore: number | null;
  /** Nearer in meaning than the nearest passage on another subject is expected to be. */
  isRelated: boolean;
};

export type RankingRules = {
  mode: SearchMode;
  /** How many different words the question has. */
  wordCount: number;
  /** The question has a phrase, which each candidate contains. */
  hasPhrases: boolean;
  /** Number of vectors the question was compared with. */
  compared: number;
  /** Standard deviation of its cosines with passages on other subjects. */
  deviation: number;
};

/** The z-score from which a passage is confident by meaning alone. */
export function confidentZScore(compared: number): number {
  return expectedNearest(compared) + searchTuning.confident.margin;
}

/** The weight of meaning in a mode; words have the rest. */
export function meaningWeightOf(mode: SearchMode): number {
  return { hybrid: searchTuning.fusion.meaningWeight, keyword: 0, semantic: 1, rerank: 1 }[mode];
}

/** √(2·ln N): the z-score to expect of the nearest of N passages on other subjects. */
function expectedNearest(compared: number): number {
  return Math.sqrt(2 * Math.log(Math.max(2, compared)));
}

/**
 * Ranks candidates for a mode, best first: confident ones, then uncertain ones.
 * - `hybrid`: words, meaning and titles fused; for questions of up to three words, passages with all of them come first.
 * - `keyword`: passages with every word first, then by bm25.
 * - `semantic` and `rerank`: by similarity.
 */
export function rankCandidates<Given extends Rankable>(
  candidates: readonly Given[],
  rules: RankingRules,
): Ranked<Given>[] {
  const { mode, wordCount, hasPhrases, compared, deviation } = rules;
  const { coverageWeight, minCoverage, minTitleCoverage } = searchTuning.confident;
  const { byChance } = searchTuning.coverage;
  const nearest = expectedNearest(compared);
  const strengths = new Map<number, number>();
  const ranked = fuseRankings(candidates, meaningWeightOf(mode)).map((candidate): Ranked<Given> => {
    const { similarity, baseline, coverage, hasAllWords, otherScript, textScore } = candidate;
    const zScore = similarity === null ? null : (similarity - baseline) / deviation;
    const hasAnswer = hasPhrases || (hasAllWords && mode !== "semantic");
    const ofWords = otherScript || mode === "semantic" ? 0 : coverageWeight * (coverage - byChance);
    const strength =
      zScore === null
        ? coverage / (textScore > 0 ? minCoverage : minTitleCoverage)
        : Math.max(0, zScore + ofWords) / confidentZScore(compared);
    const certainty = hasAnswer || strength >= 1 ? "confident" : "uncertain";
    strengths.set(candidate.passageId, strength);
    const isRelated = zScore !== null && zScore >= nearest;
    return { ...candidate, certainty, zScore, isRelated };
  });
  const byWords = mode === "keyword" || (mode === "hybrid" && wordCount <= searchTuning.query.fewWords);
  const ordered = withoutOvertaking(byWords ? allWordsFirst(ranked) : ranked);
  const confident = ordered.filter((candidate) => candidate.certainty === "confident");
  // All of them are lowered by how far the strongest is from being confident: their order stays.
  const weak = ordered.filter((candidate) => candidate.certainty === "uncertain");
  const strongest = Math.max(0, ...weak.map((candidate) => strengths.get(candidate.passageId)!));
  const uncertain = scaled(weak, Math.min(1, strongest));
  if (hasPhrases || mode === "keyword") return [...confident, ...uncertain];
  const confidentByWords = confident.some((candidate) => candidate.hasAllWords && candidate.isRelated);
  const nothingConfident = confident.length === 0;
  return [...confident, ...limitUncertain(uncertain, { ...rules, nothingConfident, confidentByWords })];
}

/**
 * What ranks before the best confident passage is confident as well: certainty says whether there is an answer, the score
 * which is the best. Otherwise a right passage in the other language would come after every confident one in the
 * question's (measured on an archive of both: nDCG@10 .879 against .883 by meaning alone).
 */
function withoutOvertaking<Given extends Rankable>(ordered: readonly Ranked<Given>[]): Ranked<Given>[] {
  const first = ordered.findIndex((candidate) => candidate.certainty === "confident");
  return ordered.map((candidate, at) => (at < first ? { ...candidate, certainty: "confident" } : candidate));
}

/**
 * Everything with enough of the question's words, and the nearest few of the rest. A title alone is no reason to show each
 * passage of its recording.
 */
function limitUncertain<Given extends Rankable>(
  uncertain: readonly Ranked<Given>[],
  {
    mode,
    wordCount,
    nothingConfident,
    confidentByWords,
  }: RankingRules & { nothingConfident: boolean; confidentByWords: boolean },
): Ranked<Given>[] {
  const { maxHits, maxHitsBesideConfident, minZScore, minCoverage } = searchTuning.uncertain;
  const isShort = wordCount <= searchTuning.query.fewWords;
  const chance = isShort ? 0 : searchTuning.coverage.byChance;
  const min = isShort && nothingConfident ? 0 : minZScore;
  const max = confidentByWords ? maxHitsBesideConfident : maxHits;
  let shown = 0;
  return uncertain.filter(({ coverage, zScore, textScore }) => {
    if (zScore === null) return true;
    const hasWords = mode !== "semantic" && textScore > 0 && coverage > chance;
    if (hasWords && (coverage > minCoverage || zScore >= minZScore)) return true;
    return zScore >= min && ++shown <= max;
  });
}

/** Moves passages with every word into the upper half of the scores, all others into the lower; no change if none has. */
function allWordsFirst<Given extends Rankable>(ranked: readonly Ranked<Given>[]): Ranked<Given>[] {
  if (!ranked.some((candidate) => candidate.hasAllWords)) return [...ranked];
  return scaled(ranked, 0.5)
    .map((candidate) => {
      if (!candidate.hasAllWords) return candidate;
      const isByTitle = candidate.textScore === 0 && candidate.titleScore > 0;
      return {
        ...candidate,
        textPart: candidate.textPart + (isByTitle ? 0 : 0.5),
        titlePart: candidate.titlePart + (isByTitle ? 0.5 : 0),
        score: candidate.score + 0.5,
      };
    })
    .sort((a, b) => b.score - a.score);
}

function scaled<Given extends Rankable>(ranked: readonly Ranked<Given>[], factor: number): Ranked<Given>[] {
  return ranked.map((candidate) => ({
    ...candidate,
    textPart: candidate.textPart * factor,
    titlePart: candidate.titlePart * factor,
    meaningPart: candidate.meaningPart * factor,
    score: candidate.score * factor,
  }));
}
