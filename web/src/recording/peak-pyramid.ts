/** Peaks of a waveform at several scales: each level merges four pairs of the level below. */
export type PeakPyramid = {
  durationMs: number;
  /** Highest value of all levels, 1…127, so that quiet recordings fill the height. */
  maxPeak: number;
  levels: { pairsPerSecond: number; pairs: Int8Array }[];
};

const mergeFactor = 4;
const minPairs = 512;

/** Builds the levels from alternating int8 minima and maxima. */
export function buildPyramid(pairs: Int8Array, pairsPerSecond: number, durationMs: number): PeakPyramid {
  const levels = [{ pairsPerSecond, pairs }];
  for (let level = levels[0]; level && level.pairs.length / 2 > minPairs; ) {
    const coarser = { pairsPerSecond: level.pairsPerSecond / mergeFactor, pairs: joinPairs(level.pairs) };
    levels.push(coarser);
    level = coarser;
  }
  let maxPeak = 1;
  for (const value of levels.at(-1)?.pairs ?? []) maxPeak = Math.max(maxPeak, Math.abs(value));
  return { durationMs, maxPeak: Math.min(127, maxPeak), levels };
}

function joinPairs(pairs: Int8Array): Int8Array {
  const count = pairs.length / 2;
  const fewer = Math.ceil(count / mergeFactor);
  const result = new Int8Array(fewer * 2);
  for (let index = 0; index < fewer; index++) {
    const [low, high] = extremes(pairs, index * mergeFactor, Math.min(count, (index + 1) * mergeFactor));
    result[index * 2] = low;
    result[index * 2 + 1] = high;
  }
  return result;
}

function extremes(pairs: Int8Array, from: number, to: number): [low: number, high: number] {
  let low = 127;
  let high = -127;
  for (let index = from; index < to; index++) {
    low = Math.min(low, pairs[index * 2] ?? 0);
    high = Math.max(high, pairs[index * 2 + 1] ?? 0);
  }
  return low > high ? [0, 0] : [low, high];
}

/**
 * Half-heights of `columns` bars for a range of time, 0…1 of the maximum peak. Reads the coarsest level that has a pair
 * for each column, so the work depends on the width, not on the length of the recording.
 */
export function readColumns(
  pyramid: PeakPyramid,
  options: { startMs: number; endMs: number; columns: number },
): Float32Array {
  const { startMs, endMs, columns } = options;
  const heights = new Float32Array(columns);
  const msPerColumn = (endMs - startMs) / columns;
  const level =
    pyramid.levels.findLast(({ pairsPerSecond }) => 1000 / pairsPerSecond <= msPerColumn) ??
    pyramid.levels[0];
  if (!level) return heights;
  const count = level.pairs.length / 2;
  const pairsPerMs = level.pairsPerSecond / 1000;
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((startMs + column * msPerColumn) * pairsPerMs);
    const to = Math.max(from + 1, Math.floor((startMs + (column + 1) * msPerColumn) * pairsPerMs));
    if (from >= count) break;
    const [low, high] = extremes(level.pairs, Math.max(0, from), Math.min(count, to));
    heights[column] = Math.max(Math.abs(low), Math.abs(high)) / pyramid.maxPeak;
  }
  return heights;
}
