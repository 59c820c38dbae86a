const bins = 4096;

/**
 * Indexes of the best scores: `depth` of them, and those so near to the last that they are in the same bin of 1/4096 of the
 * whole range. The choice does not depend on their order. One pass to count, one to collect.
 */
export function chooseBest(scores: Float32Array, depth: number): number[] {
  if (scores.length <= depth) return Array.from(scores.keys());
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  const perBin = max > min ? (bins - 1) / (max - min) : 0;
  const histogram = new Uint32Array(bins);
  for (let at = 0; at < scores.length; at++) histogram[((scores[at]! - min) * perBin) | 0]!++;
  let last = bins - 1;
  for (let kept = histogram[last]!; kept < depth; kept += histogram[last]!) last--;
  const chosen: number[] = [];
  for (let at = 0; at < scores.length; at++) {
    if ((((scores[at]! - min) * perBin) | 0) >= last) chosen.push(at);
  }
  return chosen;
}
