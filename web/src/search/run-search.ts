/**
 * Runs what the address asks: by words at once, by words and meaning a moment later. The one place that decides when an
 * answer may change what is on the screen.
 */

import { batch, effect, signal } from "@preact/signals";
import { api, type SearchAnswer } from "../api/api.ts";
import { arrangeHits, mergeHits, type ShownHits } from "./merge-hits.ts";
import { type AskedMode, type AskedSearch, asked } from "./search-request.ts";

/** After a key: long enough that a fast typist costs one search, not one a letter. */
const wordsWaitMs = 40;
/** A vector costs some 20-100 ms of a core: only for a question that stands still. */
const meaningWaitMs = 220;
/** Loaded from an address, the better order is worth this wait before the first answer is shown. */
const orderPatienceMs = 350;
const pageSize = 50;

export type SearchResult = ShownHits & {
  asked: AskedSearch;
  answer: SearchAnswer;
  /** What the person who asked should know, and what came too late to stand above the hits. */
  notes: string[];
  lateNotes: string[];
  /** There may be more than were asked for. */
  hasMore: boolean;
};

/** What is on the screen; kept while the next answer is awaited. */
export const result = signal<SearchResult | null>(null);
export const isSearching = signal(false);
/** By meaning is still awaited. */
export const isMeaningAwaited = signal(false);
export const searchError = signal<unknown>(null);
/** Whether somebody is typing the question: then nothing on the screen may change its place. */
export const isTyping = signal(false);

const limit = signal(pageSize);
const repetition = signal(0);
let controller = new AbortController();
let lastKey = "";

/** Asks for the next hits of the same question. */
export function showMore(): void {
  limit.value += pageSize;
}

/** Asks the same question again: the archive knows more than before. */
export function searchAgain(): void {
  repetition.value++;
}

/** Shows the answer in its best order: the person asked for it, with Enter. */
export function sortByRelevance(): void {
  const present = result.peek();
  if (present && !isMeaningAwaited.peek()) {
    result.value = { ...present, ...arrangeHits(present.answer.hits) };
  }
  isTyping.value = false;
}

effect(() => {
  const request = asked.value;
  const most = limit.value;
  repetition.value;
  const key = JSON.stringify(request);
  if (key !== lastKey && most !== pageSize) {
    // A new question begins with its first page; the effect runs again for it.
    lastKey = key;
    limit.value = pageSize;
    return;
  }
  const isSameQuestion = key === lastKey && result.peek() !== null;
  lastKey = key;
  controller.abort();
  controller = new AbortController();
  if (request.q.trim() === "") {
    batch(() => {
      result.value = null;
      isSearching.value = false;
      isMeaningAwaited.value = false;
      searchError.value = null;
    });
    return;
  }
  void run(request, { most, isMore: isSameQuestion, signal: controller.signal });
});

type RunOptions = { most: number; isMore: boolean; signal: AbortSignal };

async function run(request: AskedSearch, { most, isMore, signal }: RunOptions): Promise<void> {
  isSearching.value = true;
  const typed = isTyping.peek();
  try {
    if (request.mode !== "hybrid" || isMore) {
      if (typed) await pause(request.mode === "semantic" ? meaningWaitMs : wordsWaitMs, signal);
      show(request, await ask(request, request.mode, { most, signal }), most);
      return;
    }
    isMeaningAwaited.value = true;
    if (typed) await pause(wordsWaitMs, signal);
    const byWords = ask(request, "keyword", { most, signal });
    if (!typed) {
      // Both at once; the better order is taken where it is there in time.
      const better = ask(request, "hybrid", { most, signal });
      const first = await Promise.race([better, pause(orderPatienceMs, signal)]);
      byWords.catch(() => {});
      if (first) {
        show(request, first, most);
        return;
      }
      better.catch(() => {});
      showFirst(request, await byWords, most);
      showMerged(request, await better, most);
      return;
    }
    showFirst(request, await byWords, most);
    await pause(meaningWaitMs - wordsWaitMs, signal);
    showMerged(request, await ask(request, "hybrid", { most, signal }), most);
  } catch (error) {
    if (signal.aborted) return;
    searchError.value = error;
  } finally {
    if (!signal.aborted) {
      batch(() => {
        isSearching.value = false;
        isMeaningAwaited.value = false;
      });
    }
  }
}

function ask(
  { q, from, to, language, recording }: AskedSearch,
  mode: AskedMode,
  { most, signal }: { most: number; signal: AbortSignal },
): Promise<SearchAnswer> {
  return api.search(
    {
      q,
      mode,
      limit: most,
      from: from || undefined,
      to: to || undefined,
      language: language ? [language] : undefined,
      recording: recording ? [recording] : undefined,
    },
    { signal },
  );
}

function show(request: AskedSearch, answer: SearchAnswer, most: number): void {
  const { hits, notes } = answer;
  batch(() => {
    searchError.value = null;
    result.value = {
      ...arrangeHits(hits),
      asked: request,
      answer,
      notes,
      lateNotes: [],
      hasMore: hits.length >= most,
    };
  });
}

/**
 * Shows an answer that a better one follows. What it is not sure of waits for that: sure hits still to come belong above
 * it, and nothing that is shown may be pushed down.
 */
function showFirst(request: AskedSearch, answer: SearchAnswer, most: number): void {
  batch(() => {
    show(request, answer, most);
    result.value = { ...result.peek()!, perhaps: [] };
  });
}

function showMerged(request: AskedSearch, answer: SearchAnswer, most: number): void {
  const shown = result.peek();
  if (!shown || shown.hits.length === 0) {
    show(request, answer, most);
    return;
  }
  const lateNotes = answer.notes.filter((note) => !shown.notes.includes(note));
  const hasMore = answer.hits.length >= most;
  result.value = { ...shown, ...mergeHits(shown.hits, answer.hits), answer, lateNotes, hasMore };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
