/** Text with highlights. Offsets count UTF-16 units, `to` is exclusive. */
export function MarkedText({
  text,
  marks,
}: {
  text: string;
  marks: readonly { from: number; to: number }[];
}) {
  const parts = [];
  let at = 0;
  for (const { from, to } of marks.toSorted((a, b) => a.from - b.from)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
