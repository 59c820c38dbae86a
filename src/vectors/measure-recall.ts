import { chooseBest } from "./choose-best.ts";
import type { VectorIndex } from "./vector-index.ts";

const slotsPerStep = 8192;
/** Median cosine of a question with the passage that answers it, both less the mean (XQuAD). */
const shareOfAnswer = 0.51;
const golden = 0.618_033_988_749_895;

/**
 * Share of the nearest `wanted` vectors that the cascade finds, compared with comparing all codes. Questions are made from
 * stored vectors: one, with the sum of three others as noise, as far from it as real questions are from their answers.
 * Yields every few milliseconds; returns undefined when the index changes meanwhile.
 */
export function* measureRecall(
  index: VectorIndex,
  { questions = 20, wanted = 100 } = {},
): Generator<undefined, number | undefined> {
  const { version, count } = index;
  if (count === 0) return 1;
  const depth = Math.min(wanted, count);
  let kept = 0;
  let sought = 0;
  for (let number = 0; number < questions; number++) {
    const question = makeQuestion(index, number);
    const scores = new Float32Array(count);
    for (let from = 0; from < count; from += slotsPerStep) {
      if (index.version !== version) return undefined;
      scores.set(index.multiplySlots(question, from, Math.min(count, from + slotsPerStep)), from);
      yield;
    }
    if (index.version !== version) return undefined;
    const nearest = chooseBest(scores, depth)
      .sort((a, b) => scores[b]! - scores[a]!)
      .slice(0, depth);
    const found = new Set(index.findCandidates(question, depth));
    for (const id of index.passagesOfSlots(nearest)) if (found.has(id)) kept++;
    sought += depth;
    yield;
  }
  return kept / sought;
}

function makeQuestion(index: VectorIndex, number: number): Float32Array {
  const { mean, count } = index;
  const [answer, ...others] = [0, 1, 2, 3].map((at) =>
    index.decode(Math.floor((((number * 4 + at + 1) * golden) % 1) * count)),
  ) as [Float32Array, ...Float32Array[]];
  const noise = Math.sqrt((1 - shareOfAnswer ** 2) / others.length);
  const sum = mean.map((value, at) => {
    const other = others.reduce((total, vector) => total + vector[at]! - value, 0);
    return value + shareOfAnswer * (answer[at]! - value) + noise * other;
  });
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
