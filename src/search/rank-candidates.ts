import type { Certainty, SearchMode } from "../domain.ts";
import {
  defaultFusion,
  type Evidence,
  type Fused,
  type FusionRules,
  fuseRankings,
  ordinaryCoverage,
} from "./fuse-rankings.ts";

/** What ranking asks of a candidate. */
export type Rankable = Evidence & {
  /** It has every word of the question. */
  hasAllWords: boolean;
};

export type Ranked<Given extends Rankable> = Fused<Given> & {
  certainty: Certainty;
  /** Cosine above the expected one, in standard deviations; null without a vector. */
  zScore: number | null;
  /** Nearer in meaning than the nearest passage on another matter is expected to be. */
  isRelated: boolean;
};

export type RankingRules = {
  mode: SearchMode;
  /** How many different words the question has. */
  wordCount: number;
  /** The question has a phrase: each candidate holds it. */
  hasPhrases: boolean;
  /** Vectors the question was compared with. */
  compared: number;
  /** Standard deviation of its cosines with passages on other matters. */
  deviation: number;
  /** No passage has a word of it, and it does not look like words. */
  isNonsense: boolean;
};

/** In a question of so few words the words themselves are meant: passages with all of them come first. */
const fewWords = 3;

/**
 * The cut. Of N passages on other matters the nearest stands √(2·ln N) deviations above the expected cosine (the largest
 * of N normal numbers), so what stands half a deviation above that is shown as confident. Words move it: a passage with the whole
 * question in it has 2.5 · .7 deviations more, one in the language of the question that has none of it .75 less.
 * Error rates: docs/search.md.
 */
const margin = 0.5;
const coverageWeight = 2.5;
/** Without a vector: so much of the question. */
const confidentCoverage = 0.5;
/** … and so much of it in a title, which nothing in the recording confirms. */
const confidentTitleCoverage = 0.75;

/**
 * What only the vectors brought: the best few, never a page of them. Three for all questions cost too much of what is right
 * (nDCG@10: paraphrased -.05, one word in the other language -.01 to -.05); where words and meaning have found a confident hit
 * they cost nothing.
 */
const maxUncertainHits = 5;
const maxUncertainAfterWords = 3;
/**
 * … and only what stands out, by a deviation. Where nothing is confident a question of few words may show what stands above 0:
 * it says little, and the right passage in the other language stands no higher than 1.1 in the median («honey» for «мёд»).
 */
const minZScore = 1;
/** Of a short question one common word of several is nothing to look at where meaning says no («budget drained rabbits»). */
const minUncertainCoverage = 0.45;

/** Standard score from which on a passage is confident by meaning alone. */
export function confidentZScore(compared: number): number {
  return expectedNearest(compared) + margin;
}

/** How a mode weighs the legs. */
export function fusionOf(mode: SearchMode): FusionRules {
  const alpha = { hybrid: defaultFusion.alpha, keyword: 0, semantic: 1, rerank: 1 }[mode];
  return { ...defaultFusion, alpha };
}

/** √(2·ln N): what the nearest of N passages on other matters reaches, in deviations. */
function expectedNearest(compared: number): number {
  return Math.sqrt(2 * Math.log(Math.max(2, compared)));
}

/**
 * Ranks candidates for a mode, best first: what is confident, then what may be about something else.
 * - `hybrid`: all legs fused; for questions of up to three words, passages that have them all come first.
 * - `keyword`: passages with every word first, then by bm25.
 * - `semantic` and `rerank`: by similarity.
 */
export function rankCandidates<Given extends Rankable>(
  candidates: readonly Given[],
  rules: RankingRules,
): Ranked<Given>[] {
  const { mode, wordCount, hasPhrases, compared, deviation } = rules;
  const nearest = expectedNearest(compared);
  const strengths = new Map<number, number>();
  const ranked = fuseRankings(candidates, fusionOf(mode)).map((candidate): Ranked<Given> => {
    const { similarity, baseline, coverage, hasAllWords, otherScript, textScore } = candidate;
    const zScore = similarity === null ? null : (similarity - baseline) / deviation;
    const hasAnswer = hasPhrases || (hasAllWords && mode !== "semantic");
    const ofWords = otherScript || mode === "semantic" ? 0 : coverageWeight * (coverage - ordinaryCoverage);
    const strength =
      zScore === null
        ? coverage / (textScore > 0 ? confidentCoverage : confidentTitleCoverage)
        : Math.max(0, zScore + ofWords) / confidentZScore(compared);
    const certainty = hasAnswer || strength >= 1 ? "confident" : "uncertain";
    strengths.set(candidate.passageId, strength);
    const isRelated = zScore !== null && zScore >= nearest;
    return { ...candidate, certainty, zScore, isRelated };
  });
  const byWords = mode === "keyword" || (mode === "hybrid" && wordCount <= fewWords);
  const ordered = withoutOvertaking(byWords ? allWordsFirst(ranked) : ranked);
  const confident = ordered.filter((one) => one.certainty === "confident");
  // How far the strongest of them is from being confident lowers them all: their order stays.
  const weak = ordered.filter((one) => one.certainty === "uncertain");
  const strongest = Math.max(0, ...weak.map((one) => strengths.get(one.passageId)!));
  const uncertain = scaled(weak, Math.min(1, strongest));
  if (hasPhrases || mode === "keyword") return [...confident, ...uncertain];
  const toldByWords = confident.some((one) => one.hasAllWords && one.isRelated);
  const nothingConfident = confident.length === 0;
  return [...confident, ...limitUncertain(uncertain, { ...rules, nothingConfident, toldByWords })];
}

/**
 * What stands before the best confident passage is confident as well: the cut says whether there is an answer, the score which is
 * the best. Otherwise a right passage in the other language would be put behind every confident one in the question's
 * (measured on an archive of both: nDCG@10 .879 against .883 of the better leg).
 */
function withoutOvertaking<Given extends Rankable>(ordered: readonly Ranked<Given>[]): Ranked<Given>[] {
  const first = ordered.findIndex((one) => one.certainty === "confident");
  return ordered.map((one, at) => (at < first ? { ...one, certainty: "confident" } : one));
}

/**
 * All that says enough of the question, and the nearest few of the rest. A title alone is no reason to show each passage of
 * its recording.
 */
function limitUncertain<Given extends Rankable>(
  uncertain: readonly Ranked<Given>[],
  {
    mode,
    wordCount,
    isNonsense,
    nothingConfident,
    toldByWords,
  }: RankingRules & { nothingConfident: boolean; toldByWords: boolean },
): Ranked<Given>[] {
  const isShort = wordCount <= fewWords;
  const minCoverage = isShort ? 0 : ordinaryCoverage;
  const least = isShort && nothingConfident ? 0 : minZScore;
  const most = toldByWords ? maxUncertainAfterWords : maxUncertainHits;
  let shown = 0;
  return uncertain.filter(({ coverage, zScore, textScore, isRelated }) => {
    if (zScore === null) return true;
    const hasWords = mode !== "semantic" && textScore > 0 && coverage > minCoverage;
    if (hasWords && (coverage > minUncertainCoverage || zScore >= minZScore)) return true;
    return zScore >= least && (isRelated || !isNonsense) && ++shown <= most;
  });
}

/** Scores of passages with every word lie in the upper half, all others in the lower; nothing changes when none has. */
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
