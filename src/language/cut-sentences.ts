import type { Word } from "../domain.ts";
import { type Span, splitSentences } from "./split-sentences.ts";

/**
 * Lengths in words: whole sentences, those under 12 words joined to a neighbour. Shorter ones find a single word better
 * but also draw questions to remarks that are near to everything; longer ones say less about where to listen. Measured:
 * nDCG@10 of passage and nearest sentence mixed 3 to 1 on XQuAD (dev half), on our own questions by meaning (eval/texts),
 * and for one word in the other language; last, how often the excerpt then holds the answer of XQuAD (mean of the four
 * pairs):
 *
 *     max, min, joined      ru-ru  en-en  ru-en  en-ru   own    word ru, en   excerpt
 *     passage alone         .964   .979   .940   .923    .828   .368  .328    36 %
 *     16, 6, 20             .976   .990   .959   .952    .795   .407  .396    75 %
 *     40, 10, 40            .972   .990   .960   .946    .811   .380  .373    78 %
 *     40, 12, 40            .972   .990   .960   .945    .829   .383  .371    77 %
 *     40, 16, 48            .972   .991   .958   .936    .828   .409  .370    71 %
 *
 * "Late chunking" (arXiv 2409.04701: the means of the passage's own token states) needs no second pass through the
 * model, but hardly ranks better than the passage alone (nDCG@10 +.003 -.001 +.007 +.002 at equal weights) and locates
 * worse: 64 69 59 48 % of the answers in the nearest sentence, 73 77 75 73 % with sentences embedded on their own.
 */
export const sentenceRules = { maxWords: 40, minWords: 12, minWordsOfShort: 4, maxJoinedWords: 40 } as const;

/** Changes whenever the same words may be cut into other sentences. */
const sentenceRulesVersion = "1";

/** Everything that shapes the sentence vectors of passages whose own vectors have the fingerprint `embedding`. */
export function sentenceFingerprint(embedding: string): string {
  return `${embedding}, sentences ${sentenceRulesVersion}`;
}

/**
 * Cuts a passage into sentences that are embedded on their own, short ones joined to a neighbour. A passage so short that
 * everything would be joined into one is cut into sentences of at least four words.
 */
export function cutSentences(words: readonly Word[]): Span[] {
  const sentences = splitSentences(words, sentenceRules.maxWords);
  const joined = joinShort(sentences, sentenceRules.minWords);
  return joined.length > 1 ? joined : joinShort(sentences, sentenceRules.minWordsOfShort);
}

function joinShort(sentences: readonly Span[], minWords: number): Span[] {
  const joined: Span[] = [];
  for (const { first, end } of sentences) {
    const before = joined.at(-1);
    const isShort = end - first < minWords || (before && before.end - before.first < minWords);
    if (before && isShort && end - before.first <= sentenceRules.maxJoinedWords) before.end = end;
    else joined.push({ first, end });
  }
  return joined;
}
