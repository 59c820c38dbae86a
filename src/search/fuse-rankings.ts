/** What the legs know of one passage. Exact for every candidate, whichever leg brought it. */
export type Evidence = {
  /** Decides between equals. */
  passageId: number;
  /** bm25, higher is better; 0 when no word matches. */
  textScore: number;
  /** What the recording's title, tags and notes add to bm25. */
  titleScore: number;
  /** How much of the question its words and its recording's title have, by how telling the words are: 0…1. */
  coverage: number;
  /** Cosine of question and passage; null when the passage has no vector. */
  similarity: number | null;
  /** The cosine this question has with passages of that script on any matter. */
  baseline: number;
  /** Cyrillic passage for a Latin question or the other way round. */
  otherScript: boolean;
};

/** `textPart`, `titlePart` and `meaningPart` sum up to `score`. */
export type Fused<Given extends Evidence> = Given & {
  score: number;
  textPart: number;
  titlePart: number;
  meaningPart: number;
};

export type FusionRules = {
  /** Weight of meaning, 0…1; the words have the rest. */
  alpha: number;
  /** What evidence of one leg is worth as a stand-in for the other where that leg cannot speak. */
  beta: number;
};

/** How the two legs count in one question. */
export type FusionWeights = { meaning: number; text: number };

/** Flat around here: alpha .65-.75 and beta .8-1 stay within .01 on each of twenty-four sets (docs/search.md). */
export const defaultFusion: FusionRules = { alpha: 0.7, beta: 0.9 };

/** So much of a question, by how telling the words are, any passage in its language may have by chance. */
export const ordinaryCoverage = 0.3;

/**
 * Weights of the legs for one question: what words there are to find counts by how much of the question the best passage
 * has of it, beyond what one has by chance. «When did grandmother get married» in a Russian archive finds a "when", and
 * that must not outweigh the passage that means it. Only passages in the question's script tell: in the other one there
 * is nothing to find but names. Measured (nDCG@10, fixed weights → these → the better leg): paraphrased questions of our
 * own set .587 → .614 → .614; Russian questions on English passages .928 → .932 → .932.
 */
export function weighLegs(candidates: readonly Evidence[], { alpha }: FusionRules): FusionWeights {
  if (alpha === 0) return { meaning: 0, text: 1 };
  const own = candidates.filter((candidate) => !candidate.otherScript);
  const most = Math.max(ordinaryCoverage, ...own.map((candidate) => candidate.coverage));
  const text = ((1 - alpha) * (Math.min(1, most) - ordinaryCoverage)) / (1 - ordinaryCoverage);
  return { meaning: alpha / (alpha + text), text: text / (alpha + text) };
}

/**
 * Fuses two rankings by a convex combination of their normalised scores (Bruch, Gai, Ingber, arXiv 2210.11934), not by
 * ranks: fusing ranks lets a weak leg pull a strong one down (measured: R@1 90 to 74).
 *
 *     e = cosine − baseline       c = e / best e, at least 0        b = (bm25 + title) / best of these
 *     m, t: the legs' weights (weighLegs)                       score = m·c + t·b
 *
 * Where a leg cannot speak, its silence is no evidence, and beta times the other leg stands in: for `b` of a passage
 * in the other script (a Russian question shares no word with an English passage but a name), and for `c` of a passage
 * that has no vector yet.
 *
 * Worked example, alpha .7, beta .9, question «оркестрация контейнеров», baseline cosine .74 for Russian and .70 for
 * English passages; the first passage has both words, so that m is .7 and t .3:
 *
 *     passage               bm25  title  cosine  e     c      b     score
 *     1 the Russian talk     8     -      .88    .14   1      1     .7    + .3    = 1.000
 *     2 has a word, off      4     -      .78    .04   .286   .5    .2    + .15   =  .350
 *     3 English remark       0     -      .82    .12   .857   .771  .6    + .231  =  .831
 *     4 Russian, no word     0     -      .82    .08   .571   0     .4    + 0     =  .400
 *     5 not embedded yet     6     -      -      -     .675   .75   .4725 + .225  =  .698
 *     6 as 4, by its title   0     4      .82    .08   .571   .5    .4    + .15   =  .550
 *
 * Best first; equal scores by words, then by passage id, so the order of the list given does not matter.
 */
export function fuseRankings<Given extends Evidence>(
  candidates: readonly Given[],
  rules: FusionRules,
): Fused<Given>[] {
  const weights = weighLegs(candidates, rules);
  let bestText = 0;
  let bestExcess = 0;
  for (const { textScore, titleScore, similarity, baseline } of candidates) {
    bestText = Math.max(bestText, textScore + titleScore);
    if (similarity !== null) bestExcess = Math.max(bestExcess, similarity - baseline);
  }
  return candidates
    .map((candidate) => {
      const { textScore, titleScore, similarity, baseline, otherScript } = candidate;
      const words = textScore + titleScore;
      let b = bestText > 0 ? words / bestText : 0;
      const excess = similarity === null ? 0 : Math.max(0, similarity - baseline);
      let c = bestExcess > 0 ? excess / bestExcess : 0;
      if (similarity === null) c = rules.beta * b;
      else if (otherScript) b = Math.max(b, rules.beta * c);
      const meaningPart = weights.meaning * c;
      const ofWords = weights.text * b;
      const titlePart = words > 0 ? (ofWords * titleScore) / words : 0;
      return {
        ...candidate,
        textPart: ofWords - titlePart,
        titlePart,
        meaningPart,
        score: meaningPart + ofWords,
      };
    })
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.textScore + b.titleScore - a.textScore - a.titleScore ||
        a.passageId - b.passageId,
    );
}
