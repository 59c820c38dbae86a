import { searchTuning } from "./search-tuning.ts";

/** What is known of one passage. Exact for every candidate, whether its words or its vector found it. */
export type Evidence = {
  /** Decides between equals. */
  passageId: number;
  /** bm25, higher is better; 0 when no word matches. */
  textScore: number;
  /** What the recording's title, tags and notes add to bm25. */
  titleScore: number;
  /** How much of the question its words and its recording's title have, weighted by idf: 0…1. */
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

/** What words and meaning count in one question; together 1. */
export type FusionWeights = { meaning: number; text: number };

/**
 * The weights for one question. Words count by how much of the question the best passage has, beyond what any passage has by
 * chance: «When did grandmother get married» in a Russian archive finds a "when", and that must not outweigh the passage
 * that means it. Only passages in the question's script are looked at: the other one shares nothing but names. Measured
 * (nDCG@10, fixed weights → these → words or meaning alone, whichever is better): paraphrased questions of our own set
 * .587 → .614 → .614; Russian questions on English passages .928 → .932 → .932.
 */
export function weighLegs(candidates: readonly Evidence[], meaningWeight: number): FusionWeights {
  const { byChance } = searchTuning.coverage;
  if (meaningWeight === 0) return { meaning: 0, text: 1 };
  const own = candidates.filter((candidate) => !candidate.otherScript);
  const max = Math.max(byChance, ...own.map((candidate) => candidate.coverage));
  const text = ((1 - meaningWeight) * (Math.min(1, max) - byChance)) / (1 - byChance);
  return { meaning: meaningWeight / (meaningWeight + text), text: text / (meaningWeight + text) };
}

/**
 * Fuses two rankings by a convex combination of their normalised scores (Bruch, Gai, Ingber, arXiv 2210.11934), not by
 * ranks: fusing ranks lets a weak list pull a strong one down (measured: R@1 90 to 74).
 *
 *     e = cosine − baseline       c = e / best e, at least 0        b = (bm25 + title) / best of these
 *     m, t: the weights (weighLegs)                             score = m·c + t·b
 *
 * Where one of them cannot be had, that is no evidence against the passage, and .9 of the other stands in: for `b` of a
 * passage in the other script (a Russian question shares no word with an English passage but a name), and for `c` of a
 * passage that has no vector yet.
 *
 * Worked example, meaningWeight .7, standIn .9, question «оркестрация контейнеров», baseline cosine .74 for Russian and .70 for
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
  meaningWeight: number,
): Fused<Given>[] {
  const { standIn } = searchTuning.fusion;
  const weights = weighLegs(candidates, meaningWeight);
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
      if (similarity === null) c = standIn * b;
      else if (otherScript) b = Math.max(b, standIn * c);
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
