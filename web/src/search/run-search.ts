/**
 * Runs the search of the address: by words at once, by words and meaning a moment later. Only this file decides when an
 * answer may change what is on the screen.
 */

import { batch, effect, signal } from "@preact/signals";
import { api, type Note, type SearchAnswer } from "../api/api.ts";
import { hasWordToFind } from "./has-word-to-find.ts";
import { arrangeHits, mergeHits, type ShownHits } from "./merge-hits.ts";
import { type SearchMode, type SearchRequest, searchRequest } from "./search-request.ts";

/** Delay after a key press, so that fast typing costs one search and not one per letter. */
const keywordDelayMs = 40;
/** A query vector costs 20-100 ms of a core, so it is computed only when typing stops. */
const meaningDelayMs = 220;
/** A search that was not typed waits this long for the better order before the first answer is shown. */
const maxHybridWaitMs = 350;
const pageSize = 50;
/** The API takes no longer query. Its answer says that only the beginning was used. */
const maxQueryLength = 2000;

export type SearchResult = ShownHits & {
  request: SearchRequest;
  answer: SearchAnswer;
  notes: Note[];
  /** Notes that arrived too late to be shown above the hits. */
  laterNotes: Note[];
  /** There may be more hits than were requested. */
  hasMore: boolean;
};

/** What is on the screen. It stays while the next answer is awaited. */
export const result = signal<SearchResult | null>(null);
export const isSearching = signal(false);
/** The answer by meaning is still awaited. */
export const isMeaningPending = signal(false);
export const searchError = signal<unknown>(null);
/** Whether the query is being typed. Then nothing on the screen may move. */
export const isTyping = signal(false);

const limit = signal(pageSize);
const repetition = signal(0);
let controller = new AbortController();
let lastKey = "";

/** Requests more hits of the same search. */
export function showMore(): void {
  limit.value += pageSize;
}

/** Repeats the search, since the archive has changed. */
export function searchAgain(): void {
  repetition.value++;
}

/** Sorts what is shown by relevance: Enter asks for it. */
export function sortByRelevance(): void {
  const present = result.peek();
  if (present && !isMeaningPending.peek()) {
    result.value = { ...present, ...arrangeHits(present.answer.hits) };
  }
  isTyping.value = false;
}

effect(() => {
  const request = searchRequest.value;
  const hitLimit = limit.value;
  repetition.value;
  const key = JSON.stringify(request);
  if (key !== lastKey && hitLimit !== pageSize) {
    // A new search starts with its first page. Setting the limit runs this effect again.
    lastKey = key;
    limit.value = pageSize;
    return;
  }
  const isSameRequest = key === lastKey && result.peek() !== null;
  lastKey = key;
  controller.abort();
  controller = new AbortController();
  if (!hasWordToFind(request.q)) {
    // While a phrase or an exclusion is begun, the results before it stay.
    const stays = request.q.trim() !== "" && isTyping.peek();
    batch(() => {
      if (!stays) result.value = null;
      isSearching.value = false;
      isMeaningPending.value = false;
      searchError.value = null;
    });
    return;
  }
  void run(request, { hitLimit, isMore: isSameRequest, signal: controller.signal });
});

type RunOptions = { hitLimit: number; isMore: boolean; signal: AbortSignal };

async function run(request: SearchRequest, { hitLimit, isMore, signal }: RunOptions): Promise<void> {
  isSearching.value = true;
  const typed = isTyping.peek();
  try {
    if (request.mode !== "hybrid" || isMore) {
      if (typed) await pause(request.mode === "semantic" ? meaningDelayMs : keywordDelayMs, signal);
      show(request, await ask(request, request.mode, { hitLimit, signal }), hitLimit);
      return;
    }
    isMeaningPending.value = true;
    if (typed) await pause(keywordDelayMs, signal);
    const keywordAnswer = ask(request, "keyword", { hitLimit, signal });
    if (!typed) {
      // Both at once. The better order is shown if it arrives in time.
      const hybridAnswer = ask(request, "hybrid", { hitLimit, signal });
      // The one that is not awaited may fail, too.
      keywordAnswer.catch(() => {});
      hybridAnswer.catch(() => {});
      const first = await Promise.race([hybridAnswer, pause(maxHybridWaitMs, signal)]);
      if (first) {
        show(request, first, hitLimit);
        return;
      }
      showFirst(request, await keywordAnswer, hitLimit);
      showMerged(request, await hybridAnswer, hitLimit);
      return;
    }
    showFirst(request, await keywordAnswer, hitLimit);
    await pause(meaningDelayMs - keywordDelayMs, signal);
    showMerged(request, await ask(request, "hybrid", { hitLimit, signal }), hitLimit);
  } catch (error) {
    if (signal.aborted) return;
    searchError.value = error;
  } finally {
    if (!signal.aborted) {
      batch(() => {
        isSearching.value = false;
        isMeaningPending.value = false;
      });
    }
  }
}

function ask(
  { q, from, to, language, recording }: SearchRequest,
  mode: SearchMode,
  { hitLimit, signal }: { hitLimit: number; signal: AbortSignal },
): Promise<SearchAnswer> {
  return api.search(
    {
      q: q.slice(0, maxQueryLength),
      mode,
      limit: hitLimit,
      from: from || undefined,
      to: to || undefined,
      language: language ? [language] : undefined,
      recording: recording ? [recording] : undefined,
    },
    { signal },
  );
}

function show(request: SearchRequest, answer: SearchAnswer, hitLimit: number): void {
  const { hits, notes } = answer;
  batch(() => {
    searchError.value = null;
    result.value = {
      ...arrangeHits(hits),
      request,
      answer,
      notes,
      laterNotes: [],
      hasMore: hits.length >= hitLimit,
    };
  });
}

/**
 * Shows an answer that a better one will follow. Its uncertain hits are held back: confident hits still to come belong
 * above them, and nothing that is shown may be pushed down.
 */
function showFirst(request: SearchRequest, answer: SearchAnswer, hitLimit: number): void {
  batch(() => {
    show(request, answer, hitLimit);
    result.value = { ...result.peek()!, uncertain: [] };
  });
}

function showMerged(request: SearchRequest, answer: SearchAnswer, hitLimit: number): void {
  const shown = result.peek();
  if (!shown || shown.hits.length === 0) {
    show(request, answer, hitLimit);
    return;
  }
  const laterNotes = answer.notes.filter((note) => !shown.notes.some(({ text }) => text === note.text));
  const hasMore = answer.hits.length >= hitLimit;
  result.value = { ...shown, ...mergeHits(shown.hits, answer.hits), answer, laterNotes, hasMore };
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
