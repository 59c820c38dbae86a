import type { Embedder } from "../embedding/embedder.ts";
import { comparePieces, nearestPiece } from "../embedding/piece-codes.ts";
import type { PassageIndex } from "../index/passage-index.ts";
import { findPieceCodes } from "../index/sqlite/piece-vectors.ts";
import { pieceFingerprint } from "../language/cut-pieces.ts";
import type { Database } from "../storage/database.ts";
import { dotProduct } from "./dot-product.ts";

/** How near a passage is to a question in meaning. */
export type Nearness = {
  /** Cosine of the passage, mixed with that of its nearest piece where pieces are stored. */
  similarity: number;
  /** First word of the nearest piece, counted from the passage's first; null when its pieces are not made yet. */
  nearestWord: number | null;
};

/**
 * What the nearest piece counts of the similarity; the passage as a whole has the rest. A passage's vector is a mean over
 * a minute: it knows the matter and forgets the remark. Measured, nDCG@10 by cosines alone, on XQuAD (dev half), on our
 * own questions by meaning (eval/texts), and for one word in the other language:
 *
 *     weight  ru-ru  en-en  ru-en  en-ru  own    word ru, en
 *     0       .964   .979   .940   .923   .828   .368  .328
 *     .25     .972   .990   .960   .945   .829   .383  .371
 *     .35     .973   .991   .964   .950   .806   .389  .394
 *     .5      .972   .990   .969   .948   .806   .388  .417
 *
 * So .25, which is never worse, and more for a single word, where the matter of a whole minute says least. What a cosine
 * means hardly changes: thresholds chosen for passages stay.
 */
export function pieceWeight(wordCount: number): number {
  return wordCount === 1 ? 0.5 : 0.25;
}

/**
 * Compares a question with stored passages; those that have no vector yet are absent.
 * @param question its vector and how many words it has
 */
export function measureNearness(
  { db, index, embedder }: { db: Database; index: PassageIndex; embedder?: Embedder | undefined },
  { vector: question, wordCount }: { vector: Float32Array; wordCount: number },
  passageIds: readonly number[],
): Map<number, Nearness> {
  const weight = pieceWeight(wordCount);
  const codes = embedder
    ? findPieceCodes(db, passageIds, pieceFingerprint(embedder.fingerprint))
    : new Map<number, Uint8Array>();
  const measured = new Map<number, Nearness>();
  for (const [id, vector] of index.getVectors(passageIds)) {
    const similarity = dotProduct(question, vector);
    const own = codes.get(id);
    if (!own) {
      measured.set(id, { similarity, nearestWord: null });
      continue;
    }
    // A passage of one piece has none: it is its own nearest.
    const nearest = nearestPiece(comparePieces(own, question, similarity));
    measured.set(id, {
      similarity: (1 - weight) * similarity + weight * (nearest?.similarity ?? similarity),
      nearestWord: nearest?.firstWord ?? 0,
    });
  }
  return measured;
}
