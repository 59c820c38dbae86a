import type { Hit, Word } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { isArchiveError } from "../errors.ts";
import { type Span, splitSentences } from "../language/split-sentences.ts";
import type { BuiltHit } from "./build-hit.ts";
import { dotProduct } from "./dot-product.ts";
import { makeExcerpt } from "./make-excerpt.ts";
import { searchTuning } from "./search-tuning.ts";

type LocateRequest = {
  embedder: Embedder | undefined;
  /** Vector of the question; without it nothing is located. */
  vector: Float32Array | undefined;
  maxHits: number;
};

/**
 * For passages without sentence vectors: the first `maxHits` hits without a matching word then begin at the sentence nearest
 * to the question, whose sentences are embedded now. Other hits stay as they are; so do these when the embedder fails.
 */
export async function locateByMeaning(
  built: readonly BuiltHit[],
  { embedder, vector, maxHits }: LocateRequest,
): Promise<Hit[]> {
  const hits = built.map(({ hit }) => hit);
  if (!embedder || !vector) return hits;
  let located = 0;
  for (const [at, { hit, words, best, isLocated }] of built.entries()) {
    if (isLocated || hit.highlights.length > 0 || located >= maxHits) continue;
    located++;
    try {
      const startAt = await nearestSentence(words, best, { embedder, vector });
      hits[at] = { ...hit, ...makeExcerpt({ words, marks: [], weights: new Map(), startAt }) };
    } catch (error) {
      if (!isArchiveError(error)) throw error;
      return hits;
    }
  }
  return hits;
}

/** Index of the first word of the sentence in `best` whose vector is nearest to the question's. */
async function nearestSentence(
  words: readonly Word[],
  best: Span,
  { embedder, vector }: { embedder: Embedder; vector: Float32Array },
): Promise<number> {
  const own = words.slice(best.first, best.end);
  let sentences = splitSentences(own, searchTuning.excerpt.maxWords);
  while (sentences.length > searchTuning.excerpt.maxSentences) sentences = joinTwoAndTwo(sentences);
  if (sentences.length < 2) return best.first;
  const vectors = await embedder.embedPassages(
    sentences.map(({ first, end }) =>
      own
        .slice(first, end)
        .map((word) => word.text)
        .join(" "),
    ),
  );
  const similarities = vectors.map((sentence) => dotProduct(vector, sentence));
  return best.first + sentences[similarities.indexOf(Math.max(...similarities))]!.first;
}

function joinTwoAndTwo(sentences: readonly Span[]): Span[] {
  return sentences.flatMap((sentence, at) => {
    if (at % 2 === 1) return [];
    return [{ first: sentence.first, end: (sentences[at + 1] ?? sentence).end }];
  });
}
