/**
 * Unbounded bodies: what is read into memory has a limit. What is streamed to disk (uploads, live recordings) is bounded
 * where it is written, by the length that was announced.
 */

/** JSON of a request; the largest is a note of 100 000 characters. */
export const maxJsonByteLength = 1024 * 1024;

/** A transcript of ten hours with every word in the most verbose JSON stays below this. */
const maxTranscriptByteLength = 64 * 1024 * 1024;

/** How many bytes a request may have in its body; undefined where the route itself counts while it writes. */
export function bodyLimitOf(method: string, path: string): number | undefined {
  if (method === "PATCH" && /^\/api\/(uploads|live)\/[^/]+$/.test(path)) return undefined;
  // The announcement of an upload may bring its first bytes.
  if (method === "POST" && path === "/api/uploads") return undefined;
  if (method === "POST" && /^\/api\/recordings\/[^/]+\/transcripts$/.test(path))
    return maxTranscriptByteLength;
  return maxJsonByteLength;
}
