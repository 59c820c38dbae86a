import type { RecordingSummary } from "../api/api.ts";

/** Recorded in the page: the server names it after its start, which it also gives as the date. No person sent a file. */
export function isLive({
  sourceName,
  dateSource,
}: Pick<RecordingSummary, "sourceName" | "dateSource">): boolean {
  return (
    dateSource === "file-time" && /^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.(webm|ogg|mp4|m4a)$/.test(sourceName)
  );
}
