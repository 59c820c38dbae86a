/**
 * Times and text with spaces between them, as aeneas writes it: `0.000 2.680 f000001 "text"`, `f000001 0.000 2.680 "text"`. Prose
 * with two numbers has the same signs, so only lines that begin with their times are a table, and nothing of a line is left out
 * but its times and its id.
 */

import type { Draft, DraftSegment } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import type { TextReader } from "./reader.ts";

const id = String.raw`[A-Za-z_-]{1,12}\d+`;
const time = String.raw`(?:\d{1,7}(?:\.\d{1,9})?|\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?)`;
const row = new RegExp(String.raw`^\s*(?:${id}\s+)?(${time})\s+(${time})\s+(?:${id}\s+)?(\S.*)$`);
const titles =
  /^\s*"?(?:start|begin)\w*"?\s+"?(?:end|stop)\w*"?\s+(?:.*\s)?"?(?:text|transcript|word)"?\s*$/i;
const isId = new RegExp(`^${id}$`);
const precise = /[.,]\d{2}|:\d{2}/;
const decimal = /[.,:]\d/;

type Row = { start: string; end: string; text: string };

export const spacedTableReader: TextReader = {
  format: "ssv",
  extensions: [".ssv"],
  detect(text) {
    const lines = text.slice(0, 20_000).split("\n");
    if (text.length > 20_000) lines.pop();
    return isTable(lines.filter((line) => line.trim() !== ""));
  },
  read(text): Draft {
    const segments: DraftSegment[] = [];
    for (const [i, line] of text.split("\n").entries()) {
      const found = readRow(line);
      const last = segments.at(-1);
      if (found !== undefined)
        segments.push({ startMs: parseClock(found.start), endMs: parseClock(found.end), text: found.text });
      else if (last !== undefined) last.text = `${last.text}\n${line}`;
      else if (i > 0 || !titles.test(line)) segments.push({ startMs: null, endMs: null, text: line });
    }
    return { segments };
  },
};

/** Whether nine lines in ten begin with a start and an end, in order, with evidence that they are times. */
function isTable(lines: string[]): boolean {
  // That is TSV, whatever the file is called.
  if (lines.every((line) => line.includes("\t"))) return false;
  const isTitled = titles.test(lines[0] ?? "");
  const body = isTitled ? lines.slice(1) : lines;
  const rows = body.map(readRow).filter((found) => found !== undefined);
  if (rows.length === 0 || rows.length < body.length * 0.9 || !areForward(rows)) return false;
  if (rows.every(({ text }) => isId.test(text) || !/\p{L}/u.test(text))) return false;
  const both = (pattern: RegExp) =>
    rows.filter(({ start, end }) => pattern.test(start) && pattern.test(end)).length;
  return isTitled || both(precise) === rows.length || (rows.length >= 3 && both(decimal) * 2 >= rows.length);
}

function areForward(rows: Row[]): boolean {
  let lastMs = 0;
  return rows.every(({ start, end }) => {
    const startMs = parseClock(start)!;
    const isForward = startMs >= lastMs && parseClock(end)! >= startMs;
    lastMs = startMs;
    return isForward;
  });
}

function readRow(line: string): Row | undefined {
  const [, start, end, text] = row.exec(line) ?? [];
  if (start === undefined || parseClock(start) === null || parseClock(end!) === null) return undefined;
  return { start, end: end!, text: unquote(text!.trim()) };
}

function unquote(text: string): string {
  return /^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}
