/**
 * Bodies without end: what is read into memory has a limit. What is streamed to disk (uploads, live recordings) is
 * bounded where it is written, by the length that was announced.
 */

import { largestTranscript } from "../routes/transcripts.ts";

/** JSON of a request; the longest is a note of 100 000 characters. */
export const largestJson = 1024 * 1024;

/** How many bytes a request may have in its body; undefined where the route itself counts while it writes. */
export function bodyLimitOf(method: string, path: string): number | undefined {
  if (method === "PATCH" && /^\/api\/(uploads|live)\/[^/]+$/.test(path)) return undefined;
  if (method === "POST" && /^\/api\/recordings\/[^/]+\/transcripts$/.test(path)) return largestTranscript;
  return largestJson;
}
