/** What came of one question: where its right answers stood, and how the hits were shown. */
export type Judgement = {
  /** 1-based places of right hits among those returned, ascending. */
  places: readonly number[];
  /** How many right answers there are: 0 for a question without an answer. */
  answers: number;
  /** Hits shown as confident, and set apart as "uncertain". */
  confident: number;
  uncertain: number;
  /** The first right hit is among the confident ones. */
  rightIsConfident: boolean;
  tookMs: number;
};

/** Means over questions; all but `medianRank` and the times are 0…1. */
export type RankingScores = {
  questions: number;
  ndcg10: number;
  /** Share of questions with a right answer in the first place, and among the first ten. */
  hit1: number;
  hit10: number;
  /** Place of the first right hit in the middle question; null when that question has none. */
  medianRank: number | null;
  meanMs: number;
};

/** How the answers to questions are shown whose right answer is known, or known not to be there. */
export type CertaintyScores = {
  questions: number;
  /** Share of questions with at least one confident hit; with none confident, but one "uncertain"; with nothing. */
  confident: number;
  uncertainOnly: number;
  nothing: number;
  /** Confident hits per question. */
  confidentHits: number;
  uncertainHits: number;
  /** Share of questions whose first right hit is shown as confident: 0 where there is no answer. */
  rightIsConfident: number;
};

/**
 * Normalised discounted cumulative gain of binary judgements (Järvelin, Kekäläinen 2002): the sum of 1 / log2(1 + place)
 * over right hits down to `depth`, as a part of what the best order would give. With one right answer: 1 for the first
 * place, .631 for the second, .289 for the tenth. A question without an answer has none: 0.
 */
export function ndcg(places: readonly number[], answers: number, depth = 10): number {
  if (answers === 0) return 0;
  const gain = (place: number) => 1 / Math.log2(1 + place);
  let found = 0;
  for (const place of places) if (place <= depth) found += gain(place);
  let best = 0;
  for (let place = 1; place <= Math.min(answers, depth); place++) best += gain(place);
  return found / best;
}

/** Scores of the questions that have an answer. Empty: zeros. */
export function scoreRanking(judgements: readonly Judgement[]): RankingScores {
  const asked = judgements.filter((judgement) => judgement.answers > 0);
  const mean = meanOver(asked);
  const first = asked.map((judgement) => judgement.places[0] ?? Number.POSITIVE_INFINITY);
  first.sort((a, b) => (a === b ? 0 : a - b));
  const middle = first[Math.floor((first.length - 1) / 2)] ?? Number.POSITIVE_INFINITY;
  return {
    questions: asked.length,
    ndcg10: mean((judgement) => ndcg(judgement.places, judgement.answers)),
    hit1: mean((judgement) => (judgement.places[0] === 1 ? 1 : 0)),
    hit10: mean((judgement) => ((judgement.places[0] ?? 11) <= 10 ? 1 : 0)),
    medianRank: Number.isFinite(middle) ? middle : null,
    meanMs: mean((judgement) => judgement.tookMs),
  };
}

/** How answers are shown. */
export function scoreCertainty(judgements: readonly Judgement[]): CertaintyScores {
  const mean = meanOver(judgements);
  return {
    questions: judgements.length,
    confident: mean((judgement) => (judgement.confident > 0 ? 1 : 0)),
    uncertainOnly: mean((judgement) => (judgement.confident === 0 && judgement.uncertain > 0 ? 1 : 0)),
    nothing: mean((judgement) => (judgement.confident + judgement.uncertain === 0 ? 1 : 0)),
    confidentHits: mean((judgement) => judgement.confident),
    uncertainHits: mean((judgement) => judgement.uncertain),
    rightIsConfident: mean((judgement) => (judgement.rightIsConfident ? 1 : 0)),
  };
}

function meanOver<Item>(items: readonly Item[]): (read: (item: Item) => number) => number {
  return (read) => items.reduce((sum, item) => sum + read(item), 0) / Math.max(1, items.length);
}
