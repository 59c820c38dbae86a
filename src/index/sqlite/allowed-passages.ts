/** SQL of a bound filter (storage/search-filter.ts) over passages. */

import {
  allowsAll,
  type BoundFilter,
  bindResolved,
  type ResolvedFilter,
} from "../../storage/search-filter.ts";

/** The values to bind where a filter leaves anything out; undefined where it allows everything. */
export function narrowing(filter: ResolvedFilter | undefined): BoundFilter | undefined {
  return filter && !allowsAll(filter) ? bindResolved(filter) : undefined;
}

// Recordings first: they are few, and a recording that is not allowed costs none of its passages.
export const fromAllowed = "from recordings r cross join passages p on p.recording_id = r.id";
export const isAllowed = `(:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
  and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))
  and (:languages is null or p.language in (select value from json_each(:languages)))`;
// The unary plus before it keeps FTS5 from being asked once for each allowed row: it walks its matches once.
export const allowedPassages = `(select p.id ${fromAllowed} where ${isAllowed})`;
