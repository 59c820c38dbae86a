const bins = 4096;

/**
 * Places of the best scores: `depth` of them and those that stand so near to the last that a bin of 1/4096 of the whole
 * range does not tell them apart. Which ones does not depend on their order. One pass to count, one to collect.
 */
export function chooseBest(scores: Float32Array, depth: number): number[] {
  if (scores.length <= depth) return Array.from(scores.keys());
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (score < least) least = score;
    if (score > most) most = score;
  }
  const perBin = most > least ? (bins - 1) / (most - least) : 0;
  const histogram = new Uint32Array(bins);
  for (let at = 0; at < scores.length; at++) histogram[((scores[at]! - least) * perBin) | 0]!++;
  let last = bins - 1;
  for (let kept = histogram[last]!; kept < depth; kept += histogram[last]!) last--;
  const chosen: number[] = [];
  for (let at = 0; at < scores.length; at++) {
    if ((((scores[at]! - least) * perBin) | 0) >= last) chosen.push(at);
  }
  return chosen;
}
