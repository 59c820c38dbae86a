import type { Hit } from "../api/api.ts";

/** What was said, the found words marked. */
export function Excerpt({ hit: { excerpt, highlights } }: { hit: Hit }) {
  const parts = [];
  let at = 0;
  for (const { from, to } of [...highlights].sort((one, other) => one.from - other.from)) {
    if (from < at) continue;
    parts.push(excerpt.slice(at, from), <mark key={from}>{excerpt.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(excerpt.slice(at));
  return <>{parts}</>;
}
