import { signal } from "@preact/signals";

/** False after a request without an answer, until one succeeds. */
export const isReachable = signal(true);

/** `fetch` that updates `isReachable`. */
export async function watchedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const response = await window.fetch(input, init);
    isReachable.value = true;
    return response;
  } catch (error) {
    if (!init?.signal?.aborted) isReachable.value = false;
    throw error;
  }
}
