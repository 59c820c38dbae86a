/** A text with what was found in it marked; offsets are UTF-16, `to` exclusive. */
export function MarkedText({
  text,
  marks,
}: {
  text: string;
  marks: readonly { from: number; to: number }[];
}) {
  const parts = [];
  let at = 0;
  for (const { from, to } of marks.toSorted((one, other) => one.from - other.from)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
