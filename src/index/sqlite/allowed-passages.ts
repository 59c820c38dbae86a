/** SQL of a filter (storage/search-filter.ts) over passages. */

import {
  allowsAll,
  type BoundFilter,
  bindResolved,
  type ResolvedFilter,
} from "../../storage/search-filter.ts";

/** The values to bind for a filter; undefined if it allows everything. */
export function narrowing(filter: ResolvedFilter | undefined): BoundFilter | undefined {
  return filter && !allowsAll(filter) ? bindResolved(filter) : undefined;
}

// Recordings first: they are few, and for a recording that is not allowed no passage is read.
export const fromAllowed = "from recordings r cross join passages p on p.recording_id = r.id";
export const isAllowed = `(:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
  and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))
  and (:languages is null or p.language in (select value from json_each(:languages)))`;
// Put a unary plus before rowid: without it SQLite asks FTS5 once for each allowed row instead of walking its matches once.
export const allowedPassages = `(select p.id ${fromAllowed} where ${isAllowed})`;
