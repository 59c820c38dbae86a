/**
 * Heights of the items of a long list, estimated until they are rendered. Finds the items in view and their positions.
 * The sums are in a Fenwick tree (Fenwick 1994), so updating one height costs log n.
 */
export class ListHeights {
  readonly count: number;
  readonly #heights: Float64Array;
  readonly #measured: Uint8Array;
  readonly #tree: Float64Array;

  constructor(estimates: Float64Array) {
    this.count = estimates.length;
    this.#heights = estimates.slice();
    this.#measured = new Uint8Array(estimates.length);
    this.#tree = new Float64Array(estimates.length + 1);
    for (let index = 0; index < estimates.length; index++) this.#add(index, estimates[index] ?? 0);
  }

  get total(): number {
    return this.topOf(this.count);
  }

  isMeasured(index: number): boolean {
    return this.#measured[index] === 1;
  }

  heightOf(index: number): number {
    return this.#heights[index] ?? 0;
  }

  /** Distance from the top of the list to the top of an item, in pixels. */
  topOf(index: number): number {
    let sum = 0;
    for (let place = Math.min(index, this.count); place > 0; place -= place & -place)
      sum += this.#tree[place] ?? 0;
    return sum;
  }

  /** Stores a measured height. @returns the difference from the old one */
  measure(index: number, height: number): number {
    const change = height - this.heightOf(index);
    this.#measured[index] = 1;
    if (change === 0) return 0;
    this.#heights[index] = height;
    this.#add(index, change);
    return change;
  }

  /** Index of the item at a distance from the top. */
  itemAt(distance: number): number {
    let place = 0;
    let left = distance;
    let step = 1;
    while (step * 2 <= this.count) step *= 2;
    for (; step > 0; step >>= 1) {
      const next = place + step;
      if (next <= this.count && (this.#tree[next] ?? 0) <= left) {
        place = next;
        left -= this.#tree[next] ?? 0;
      }
    }
    return Math.min(place, Math.max(0, this.count - 1));
  }

  #add(index: number, change: number): void {
    for (let place = index + 1; place <= this.count; place += place & -place)
      this.#tree[place] = (this.#tree[place] ?? 0) + change;
  }
}

/** Estimates the heights of paragraphs from their length: off by a line, correct on average. */
export function estimateHeights(paragraphs: readonly { length: number }[], widthPx: number): Float64Array {
  const isNarrow = widthPx < 560;
  const charactersPerLine = Math.max(20, (widthPx - (isNarrow ? 0 : gutterPx)) / characterPx);
  const estimates = new Float64Array(paragraphs.length);
  paragraphs.forEach(({ length }, index) => {
    const lines = Math.ceil(length / charactersPerLine + 0.3);
    estimates[index] = lines * linePx + (isNarrow ? 44 : 20);
  });
  return estimates;
}

/** Measured with recording.css at its default size: serif 17 px. */
const gutterPx = 84;
const characterPx = 8.1;
const linePx = 28;
