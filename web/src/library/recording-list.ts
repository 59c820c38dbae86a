/** The recordings that a filter lets through, fetched page by page as they are scrolled to. */

import { batch, signal } from "@preact/signals";
import {
  api,
  type ListedRecording,
  type RecordingPage,
  type RecordingSort,
  type RecordingState,
} from "../api/api.ts";

export type ListFilter = {
  sort: RecordingSort;
  state: RecordingState | "";
  language: string;
};

const pageSize = 100;

export const recordings = signal<readonly ListedRecording[]>([]);
/** How many the filter lets through; null until the first answer. */
export const total = signal<number | null>(null);
export const listError = signal<unknown>(null);

let filter: ListFilter = { sort: "newest", state: "", language: "" };
let next: string | undefined;
let fetching: Promise<void> | undefined;
let generation = 0;

/** Shows another filter; what was shown stays until the answer is there. */
export function showList(wanted: ListFilter): Promise<void> {
  filter = wanted;
  return refetch(pageSize);
}

/** Reads again what is shown: something in the archive changed. */
export function refreshList(): Promise<void> {
  return refetch(Math.min(500, Math.max(pageSize, recordings.peek().length)));
}

/** Fetches the next page when there is one. */
export function fetchMore(): Promise<void> {
  if (next === undefined) return Promise.resolve();
  fetching ??= fetchPage(generation).finally(() => {
    fetching = undefined;
  });
  return fetching;
}

/** Takes recordings out at once; the server's word comes after. */
export function hideRecordings(ids: ReadonlySet<number>): void {
  batch(() => {
    const kept = recordings.peek().filter(({ id }) => !ids.has(id));
    total.value = (total.peek() ?? 0) - (recordings.peek().length - kept.length);
    recordings.value = kept;
  });
}

async function refetch(limit: number): Promise<void> {
  const mine = ++generation;
  try {
    take(await ask(limit), mine, []);
  } catch (error) {
    if (mine === generation) listError.value = error;
  }
}

async function fetchPage(mine: number): Promise<void> {
  try {
    take(await ask(pageSize, next), mine, recordings.peek());
  } catch (error) {
    if (mine === generation) listError.value = error;
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

function take(page: RecordingPage, mine: number, before: readonly ListedRecording[]): void {
  if (mine !== generation) return;
  next = page.next;
  batch(() => {
    recordings.value = [...before, ...page.recordings];
    total.value = page.total;
    listError.value = null;
  });
}
