/** The recordings that match the filter, fetched page by page while scrolling. */

import { batch, signal } from "@preact/signals";
import {
  api,
  type RecordingPage,
  type RecordingSort,
  type RecordingState,
  type RecordingSummary,
} from "../api/api.ts";

export type ListFilter = {
  sort: RecordingSort;
  state: RecordingState | "";
  language: string;
};

const pageSize = 100;

export const recordings = signal<readonly RecordingSummary[]>([]);
/** How many match the filter; null until the first answer. */
export const total = signal<number | null>(null);
export const listError = signal<unknown>(null);

let filter: ListFilter = { sort: "newest", state: "", language: "" };
let next: string | undefined;
let fetching: Promise<void> | undefined;
let generation = 0;

/** Applies another filter. The old list stays until the answer arrives. */
export function showList(newFilter: ListFilter): Promise<void> {
  filter = newFilter;
  return refetch(pageSize);
}

/** Reloads what is shown after a change in the archive. */
export function refreshList(): Promise<void> {
  return refetch(Math.min(500, Math.max(pageSize, recordings.peek().length)));
}

/** Fetches the next page if there is one. */
export function fetchMore(): Promise<void> {
  if (next === undefined) return Promise.resolve();
  fetching ??= fetchPage(generation).finally(() => {
    fetching = undefined;
  });
  return fetching;
}

/** Hides recordings at once, before the server confirms it. */
export function hideRecordings(ids: ReadonlySet<number>): void {
  batch(() => {
    const kept = recordings.peek().filter(({ id }) => !ids.has(id));
    total.value = (total.peek() ?? 0) - (recordings.peek().length - kept.length);
    recordings.value = kept;
  });
}

async function refetch(limit: number): Promise<void> {
  const ownGeneration = ++generation;
  try {
    showPage(await ask(limit), ownGeneration, []);
  } catch (error) {
    if (ownGeneration === generation) listError.value = error;
  }
}

async function fetchPage(ownGeneration: number): Promise<void> {
  try {
    showPage(await ask(pageSize, next), ownGeneration, recordings.peek());
  } catch (error) {
    if (ownGeneration === generation) listError.value = error;
  }
}

function ask(limit: number, cursor?: string): Promise<RecordingPage> {
  const { sort, state, language } = filter;
  return api.listRecordings({
    limit,
    cursor,
    sort,
    state: state ? [state] : undefined,
    language: language ? [language] : undefined,
  });
}

function showPage(page: RecordingPage, ownGeneration: number, before: readonly RecordingSummary[]): void {
  if (ownGeneration !== generation) return;
  next = page.next;
  batch(() => {
    recordings.value = [...before, ...page.recordings];
    total.value = page.total;
    listError.value = null;
  });
}
