import type { Word } from "../domain.ts";
import { type Span, splitSentences } from "./split-sentences.ts";

/**
 * Lengths in words: whole sentences, those under 12 words joined to a neighbour. Smaller pieces find a single word better
 * and draw questions to remarks that are near to everything; larger ones say less of where to listen. Measured: nDCG@10
 * of passage and nearest piece mixed 3 to 1 on XQuAD (dev half), on our own questions by meaning (eval/texts), and for
 * one word in the other language; last, how often the excerpt then holds the answer of XQuAD (mean of the four pairs):
 *
 *     most, least, joined   ru-ru  en-en  ru-en  en-ru   own    word ru, en   excerpt
 *     no pieces             .964   .979   .940   .923    .828   .368  .328    36 %
 *     16, 6, 20             .976   .990   .959   .952    .795   .407  .396    75 %
 *     40, 10, 40            .972   .990   .960   .946    .811   .380  .373    78 %
 *     40, 12, 40            .972   .990   .960   .945    .829   .383  .371    77 %
 *     40, 16, 48            .972   .991   .958   .936    .828   .409  .370    71 %
 *
 * "Late chunking" (arXiv 2409.04701: the means of the passage's own token states) costs no second pass through the
 * model, but hardly ranks better than the passage alone (nDCG@10 +.003 -.001 +.007 +.002 at equal weights) and places
 * worse: 64 69 59 48 % of the answers in the nearest sentence, 73 77 75 73 % with sentences embedded on their own.
 */
export const pieceRules = { mostWords: 40, fewestWords: 12, fewestOfShort: 4, mostJoined: 40 } as const;

/** Changes whenever the same words may be cut into other pieces. */
const pieceRulesVersion = "1";

/** Everything that shapes the pieces of passages whose vectors have the fingerprint `embedding`. */
export function pieceFingerprint(embedding: string): string {
  return `${embedding}, pieces ${pieceRulesVersion}`;
}

/**
 * Cuts a passage into pieces that are embedded on their own: sentences, short ones joined to a neighbour. A passage so
 * short that all would be one piece is cut into sentences of four words and more.
 */
export function cutPieces(words: readonly Word[]): Span[] {
  const sentences = splitSentences(words, pieceRules.mostWords);
  const pieces = joinShort(sentences, pieceRules.fewestWords);
  return pieces.length > 1 ? pieces : joinShort(sentences, pieceRules.fewestOfShort);
}

function joinShort(sentences: readonly Span[], fewestWords: number): Span[] {
  const pieces: Span[] = [];
  for (const { first, end } of sentences) {
    const before = pieces.at(-1);
    const isShort = end - first < fewestWords || (before && before.end - before.first < fewestWords);
    if (before && isShort && end - before.first <= pieceRules.mostJoined) before.end = end;
    else pieces.push({ first, end });
  }
  return pieces;
}
