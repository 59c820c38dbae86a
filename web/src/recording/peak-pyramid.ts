/** Peaks of a waveform at several scales: each level joins four stretches of the one below into one. */
export type PeakPyramid = {
  durationMs: number;
  /** Loudest value of all levels, 1…127: quiet recordings are drawn to the full height. */
  loudest: number;
  levels: { pairsPerSecond: number; pairs: Int8Array }[];
};

const joined = 4;
const fewestPairs = 512;

/** From int8 pairs (minimum, maximum) in turn. */
export function buildPyramid(pairs: Int8Array, pairsPerSecond: number, durationMs: number): PeakPyramid {
  const levels = [{ pairsPerSecond, pairs }];
  for (let level = levels[0]; level && level.pairs.length / 2 > fewestPairs; ) {
    const coarser = { pairsPerSecond: level.pairsPerSecond / joined, pairs: joinPairs(level.pairs) };
    levels.push(coarser);
    level = coarser;
  }
  let loudest = 1;
  for (const value of levels.at(-1)?.pairs ?? []) loudest = Math.max(loudest, Math.abs(value));
  return { durationMs, loudest: Math.min(127, loudest), levels };
}

function joinPairs(pairs: Int8Array): Int8Array {
  const count = pairs.length / 2;
  const fewer = Math.ceil(count / joined);
  const result = new Int8Array(fewer * 2);
  for (let index = 0; index < fewer; index++) {
    const [low, high] = extremes(pairs, index * joined, Math.min(count, (index + 1) * joined));
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
 * Half the height of each column of a picture `columns` wide that shows a stretch of time, 0…1 of the loudest.
 * Reads the coarsest level that still has a pair for each column: the work depends on the picture, not on the recording.
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
    heights[column] = Math.max(Math.abs(low), Math.abs(high)) / pyramid.loudest;
  }
  return heights;
}
