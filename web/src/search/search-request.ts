/** What is asked, as the address bar says it. */

import { computed } from "@preact/signals";
import type { SearchAddress } from "../routing/addresses.ts";
import { path, query } from "../routing/router.ts";

/** `rerank` is the library's: too slow to type to. */
export type AskedMode = "hybrid" | "keyword" | "semantic";

export type AskedSearch = {
  q: string;
  mode: AskedMode;
  from: string;
  to: string;
  language: string;
  recording: number | null;
};

/** The question of the page, empty on every other page. */
export const asked = computed<AskedSearch>(() => {
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

/** The same question as parts of an address, to be asked in another way. */
export function addressOf({ q, mode, from, to, language, recording }: AskedSearch): SearchAddress {
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
