/**
 * Groups texts of like length into batches.
 *
 * Arithmetic bounds the work: a batch saves only the cost of a call, and its padding is computed like text. So long
 * texts go alone and short ones together, up to `tokenBudget` ids with padding.
 * @param lengths ids of each text
 * @param tokenBudget 0 for one text a batch
 * @returns indexes into `lengths`, shortest first
 */
export function planBatches(lengths: readonly number[], tokenBudget: number): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[a]! - lengths[b]!);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    if (batch.length > 0 && (batch.length + 1) * lengths[index]! > tokenBudget) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
