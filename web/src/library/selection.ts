import { signal } from "@preact/signals";

/** Ids of the recordings selected. */
export const selected = signal<ReadonlySet<number>>(new Set());

let anchor: number | undefined;

type SelectOptions = {
  /** Select everything between the last one and this one. */
  isRange: boolean;
  /** Ids in the order shown. */
  order: readonly number[];
};

/** Selects or deselects one recording; with `isRange`, selects all from the last one to it. */
export function toggleSelected(id: number, { isRange, order }: SelectOptions): void {
  const changed = new Set(selected.peek());
  const from = anchor === undefined ? -1 : order.indexOf(anchor);
  const to = order.indexOf(id);
  if (isRange && from >= 0 && to >= 0) {
    for (const between of order.slice(Math.min(from, to), Math.max(from, to) + 1)) changed.add(between);
  } else if (!changed.delete(id)) {
    changed.add(id);
  }
  anchor = id;
  selected.value = changed;
}

export function selectAll(ids: readonly number[]): void {
  selected.value = new Set(ids);
}

export function selectNone(): void {
  anchor = undefined;
  selected.value = new Set();
}
