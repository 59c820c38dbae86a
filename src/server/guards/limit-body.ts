/**
 * Unbounded bodies: what is read into memory has a limit of bytes and of time. What is streamed to disk (uploads, live
 * recordings) is bounded where it is written, by the length that was announced, and may take hours.
 */

/** JSON of a request; the largest is a note of 100 000 characters. */
export const maxJsonByteLength = 1024 * 1024;

export type BodyLimit = { maxByteLength: number; maxSeconds: number };

/** 1 MB at 35 kB/s. */
const json: BodyLimit = { maxByteLength: maxJsonByteLength, maxSeconds: 30 };
/** A transcript of ten hours with every word in the most verbose JSON stays below this. */
const transcript: BodyLimit = { maxByteLength: 64 * 1024 * 1024, maxSeconds: 300 };

/** Limits of a request's body; undefined where the route itself counts while it writes. */
export function bodyLimitOf(method: string, path: string): BodyLimit | undefined {
  if (method === "PATCH" && /^\/api\/(uploads|live)\/[^/]+$/.test(path)) return undefined;
  // The announcement of an upload may bring its first bytes.
  if (method === "POST" && path === "/api/uploads") return undefined;
  if (method === "POST" && /^\/api\/recordings\/[^/]+\/transcripts$/.test(path)) return transcript;
  return json;
}
