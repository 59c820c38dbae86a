/** What the two legs know of one passage. Exact for every candidate, whichever leg brought it. */
export type Evidence = {
  passageId: number;
  /** bm25, higher is better; 0 when no word matches. */
  textScore: number;
  /** Cosine of question and passage; null when the passage has no vector. */
  similarity: number | null;
  /** Cyrillic passage for a Latin question or the other way round. */
  otherScript: boolean;
};

/** `textPart` and `meaningPart` sum up to `score`. */
export type Fused<Given extends Evidence> = Given & { score: number; textPart: number; meaningPart: number };

export type FusionRules = {
  /** Weight of meaning, 0…1; the words have the rest. */
  alpha: number;
  /** What evidence of one leg is worth as a stand-in for the other where that leg cannot speak. */
  beta: number;
  /** Cosine from which on similarity counts at all. */
  floor: number;
};

/**
 * `alpha` is that of design/embedding.md, chosen on XQuAD and Spoken-SQuAD; `beta` was chosen together with
 * `otherScriptGain` on XQuAD's dev half. Flat around here: alpha .65-.85 and beta .7-1 stay within .01 on five of six
 * sets (the sixth, right passage in the other language, gains up to .03 by more beta).
 */
export const defaultFusion = { alpha: 0.75, beta: 0.8 } as const;

/**
 * Passages in the language of the question always stand nearer than those that say the same in the other. This part of
 * the room above the floor (.045 for the bundled model) is given back to passages in the other script. Measured on an
 * archive half Russian, half English (XQuAD dev half, 316 questions each, hybrid), nDCG@10: right passage in the other
 * language .573 with neither this nor the new beta and .856 with both, in the same language .987 and .982; archives of
 * one language change by .001 at most.
 */
export const otherScriptGain = 0.15;

/** Cosine with the handicap of the other script made up for. Without a vector: the floor. */
export function effectiveSimilarity(
  { similarity, otherScript }: Pick<Evidence, "similarity" | "otherScript">,
  floor: number,
): number {
  if (similarity === null) return floor;
  return similarity + (otherScript ? otherScriptGain * (1 - floor) : 0);
}

/**
 * Fuses two rankings by a convex combination of their normalised scores (Bruch, Gai, Ingber, arXiv 2210.11934), not by
 * ranks: fusing ranks lets a weak leg pull a strong one down (measured: R@1 90 to 74).
 *
 *     s = effective similarity        c = (s − floor) / (best s − floor), at least 0        b = bm25 / best bm25
 *     score = alpha·c + (1 − alpha)·b
 *
 * Where a leg cannot speak, its silence is no evidence, and beta times the other leg stands in: for `b` of a passage
 * in the other script (a Russian question shares no word with an English passage but a name), and for `c` of a passage
 * that has no vector yet.
 *
 * Worked example, alpha .75, beta .8, floor .70, question «оркестрация контейнеров»:
 *
 *     passage               bm25  cosine  s     b     c           score
 *     1 the Russian talk     8     .88    .88   1     1           .75   + .25    = 1.000
 *     2 has a word, off      4     .78    .78   .5    .444        .333  + .125   =  .458
 *     3 English remark       0     .82    .865  .733  .917        .6875 + .183   =  .871
 *     4 Russian, no word     0     .82    .82   0     .667        .5    + 0      =  .500
 *     5 not embedded yet     6     -      -     .75   .8·.75      .45   + .1875  =  .638
 *
 * Best first; equal scores by bm25, then by passage id, so the order of the list given does not matter.
 */
export function fuseRankings<Given extends Evidence>(
  candidates: readonly Given[],
  rules: FusionRules,
): Fused<Given>[] {
  const { alpha, beta, floor } = rules;
  let bestText = 0;
  let bestSimilarity = floor;
  for (const candidate of candidates) {
    bestText = Math.max(bestText, candidate.textScore);
    bestSimilarity = Math.max(bestSimilarity, effectiveSimilarity(candidate, floor));
  }
  const room = bestSimilarity - floor;
  return candidates
    .map((candidate) => {
      const { textScore, similarity, otherScript } = candidate;
      let b = bestText > 0 ? textScore / bestText : 0;
      let c = room > 0 ? Math.max(0, (effectiveSimilarity(candidate, floor) - floor) / room) : 0;
      if (similarity === null) c = beta * b;
      else if (otherScript) b = Math.max(b, beta * c);
      const meaningPart = alpha * c;
      const textPart = (1 - alpha) * b;
      return { ...candidate, textPart, meaningPart, score: meaningPart + textPart };
    })
    .sort(
      (one, other) =>
        other.score - one.score || other.textScore - one.textScore || one.passageId - other.passageId,
    );
}
