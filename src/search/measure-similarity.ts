import type { Embedder } from "../embedding/embedder.ts";
import { compareSentences, nearestSentence } from "../embedding/sentence-codes.ts";
import { getVectors } from "../index/sqlite/put-vectors.ts";
import { findSentenceCodes } from "../index/sqlite/sentence-vectors.ts";
import { sentenceFingerprint } from "../language/cut-sentences.ts";
import type { Database } from "../storage/database.ts";
import { dotProduct } from "./dot-product.ts";
import { searchTuning } from "./search-tuning.ts";

/** How near a passage is to a question in meaning. */
export type Similarity = {
  /** Cosine of the passage, mixed with that of its nearest sentence if sentence vectors are stored. */
  similarity: number;
  /** Index of the first word of the nearest sentence, counted from the passage's first; null without sentence vectors. */
  nearestWord: number | null;
};

/** Weight of the nearest sentence in the similarity of a passage, for a question of `wordCount` words. */
function sentenceWeight(wordCount: number): number {
  const { sentenceWeight, sentenceWeightOfOneWord } = searchTuning.similarity;
  return wordCount === 1 ? sentenceWeightOfOneWord : sentenceWeight;
}

/**
 * Compares a question with stored passages; those that have no vector yet are absent.
 * @param question its vector and how many words it has
 */
export function measureSimilarity(
  { db, embedder }: { db: Database; embedder?: Embedder | undefined },
  { vector: question, wordCount }: { vector: Float32Array; wordCount: number },
  passageIds: readonly number[],
): Map<number, Similarity> {
  const weight = sentenceWeight(wordCount);
  const codes = embedder
    ? findSentenceCodes(db, passageIds, sentenceFingerprint(embedder.fingerprint))
    : new Map<number, Uint8Array>();
  const measured = new Map<number, Similarity>();
  for (const [id, vector] of getVectors(db, passageIds, embedder?.fingerprint)) {
    const similarity = dotProduct(question, vector);
    const own = codes.get(id);
    if (!own) {
      measured.set(id, { similarity, nearestWord: null });
      continue;
    }
    // A passage of a single sentence stores none: it is its own nearest sentence.
    const nearest = nearestSentence(compareSentences(own, question, similarity));
    measured.set(id, {
      similarity: (1 - weight) * similarity + weight * (nearest?.similarity ?? similarity),
      nearestWord: nearest?.firstWord ?? 0,
    });
  }
  return measured;
}
