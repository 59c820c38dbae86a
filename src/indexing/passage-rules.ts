/**
 * How passages are cut. Sixty seconds cut at sentence ends, without overlap, rank as well as half-overlapping windows, with
 * half the index (nDCG@10 on XQuAD ru .936, Spoken-SQuAD .735 against .940 and .733); 120 s ranks better but places worse.
 */
export const passageRules = {
  /** Preferred length of a passage. */
  targetMs: 60_000,
  /** Maximum length of a passage, unless a single word is longer. */
  maxMs: 90_000,
  /** A silence of this length always ends a passage: what follows is another subject. */
  maxPauseMs: 15_000,
  /** A pause of this length is the best place to cut; longer ones are no better. */
  longPauseMs: 1_500,
  /** Maximum of estimated tokens; the embedding model takes 512, and the estimate is rather high. */
  maxTokens: 400,
} as const;

/** Changes whenever the same words may be cut into other passages: part of the fingerprint of the text index. */
export const passageRulesVersion = "1";
