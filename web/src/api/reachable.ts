import { signal } from "@preact/signals";

/** False from a request that got no answer until one that does. */
export const isReachable = signal(true);

/** `fetch` that keeps `isReachable`. */
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
