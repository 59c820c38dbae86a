/**
 * How many letters must be inserted, dropped, changed or swapped with their neighbour to make one word of the other
 * (optimal string alignment: Damerau's four errors, no letter touched twice), or `max + 1` as soon as it is more than
 * `max`.
 */
export function editDistance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  const width = b.length + 1;
  let beforeLast = new Uint8Array(width);
  let last = new Uint8Array(width);
  let row = new Uint8Array(width);
  for (let to = 0; to < width; to++) last[to] = Math.min(255, to);
  for (let from = 1; from <= a.length; from++) {
    row[0] = Math.min(255, from);
    let rowMin = row[0]!;
    for (let to = 1; to < width; to++) {
      const same = a.charCodeAt(from - 1) === b.charCodeAt(to - 1);
      let cost = Math.min(last[to]! + 1, row[to - 1]! + 1, last[to - 1]! + (same ? 0 : 1));
      const swapped =
        from > 1 &&
        to > 1 &&
        a.charCodeAt(from - 1) === b.charCodeAt(to - 2) &&
        a.charCodeAt(from - 2) === b.charCodeAt(to - 1);
      if (swapped) cost = Math.min(cost, beforeLast[to - 2]! + 1);
      row[to] = cost;
      if (cost < rowMin) rowMin = cost;
    }
    if (rowMin > max) return max + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[b.length]!, max + 1);
}

/** Which letters a word has, as bits: words with many different ones are far apart, and need not be compared. */
export function letterBits(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

/** A lower bound of `editDistance` from both words' `letterBits`: each edit removes at most one letter and adds one. */
export function minDistance(a: number, b: number): number {
  return Math.max(countBits(a & ~b), countBits(b & ~a));
}

function countBits(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
