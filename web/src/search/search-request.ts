/** The search request, as the address bar states it. */

import { computed } from "@preact/signals";
import type { SearchAddress } from "../routing/addresses.ts";
import { path, query } from "../routing/router.ts";

/** The library also has `rerank`, which is too slow for search as you type. */
export type SearchMode = "hybrid" | "keyword" | "semantic";

export type SearchRequest = {
  q: string;
  mode: SearchMode;
  from: string;
  to: string;
  language: string;
  recording: number | null;
};

/** The request of the search page; an empty query on every other page. */
export const searchRequest = computed<SearchRequest>(() => {
  const values = path.value === "/" ? query.value : new URLSearchParams();
  const mode = values.get("mode");
  const recording = Number(values.get("recording"));
  return {
    q: values.get("q") ?? "",
    mode: mode === "keyword" || mode === "semantic" ? mode : "hybrid",
    from: readDate(values.get("from")),
    to: readDate(values.get("to")),
    language: /^[a-z]{2,3}$/.test(values.get("language") ?? "") ? values.get("language")! : "",
    recording: Number.isInteger(recording) && recording > 0 ? recording : null,
  };
});

/** The same request as parts of an address, so that some of them can be replaced. */
export function addressOf({ q, mode, from, to, language, recording }: SearchRequest): SearchAddress {
  return {
    q,
    mode: mode === "hybrid" ? "" : mode,
    from,
    to,
    language,
    recording: recording === null ? "" : String(recording),
  };
}

function readDate(value: string | null): string {
  return value !== null && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : "";
}
