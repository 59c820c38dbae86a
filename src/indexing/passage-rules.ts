/**
 * What shapes a passage. Sixty seconds cut at sentence ends, without overlap, ranked as well as half-overlapping
 * windows at half the index (XQuAD ru .936, Spoken-SQuAD .735 against .940 and .733); 120 s ranks better but jumps
 * worse.
 */
export const passageRules = {
  /** Length a passage aims at. */
  targetMs: 60_000,
  /** No passage is longer, except one word that is. */
  maxMs: 90_000,
  /** A silence of this length always ends a passage: what is said after it is another matter. */
  maxPauseMs: 15_000,
  /** From this length on a pause is as good as it gets to cut at. */
  longPauseMs: 1_500,
  /** Estimated tokens of the embedding model; it takes 512, and the estimate is on the high side. */
  maxTokens: 400,
} as const;

/** Changes whenever the same words may be cut into other passages: part of the fingerprint of the text index. */
export const passageRulesVersion = "1";
