/** One line of a text that says when what follows was said. */

import { parseClock } from "../parse-clock.ts";

export type TimeLine = {
  /** `leading`: a time and text on one line; `alone`: nothing but a time. */
  kind: "bracket" | "span" | "heading" | "alone" | "leading";
  startMs: number;
  endMs: number | null;
  speaker: string | null;
  /** What follows on the same line. */
  text: string;
  /** It can be nothing else: the time has hours and a fraction, or stands apart from the name. */
  isClear: boolean;
};

const clock = String.raw`(?:\d{1,3}:)?\d{1,2}:[0-5]\d(?:[.,]\d{1,3})?`;
const bracketed = new RegExp(String.raw`^\s*[\[(]\s*(${clock})(?:\s*[-–—]\s*(${clock}))?\s*[\])]\s*(.*)$`);
const span = new RegExp(String.raw`^\s*(${clock})\s*(?:[-–—]|→)\s*(${clock})\s*$`);
// A second time after the first makes a table.
const leading = new RegExp(String.raw`^\s*(${clock})(?:\s*[-–—|]\s*|\s+)(?!${clock})(\S.*)$`);
const alone = new RegExp(String.raw`^\s*(${clock})\s*$`);
// A name, and the time after two spaces, a tab, a dash or a bracket, or after one space where it looks like a name.
const heading = new RegExp(
  String.raw`^\s*(\p{Lu}[^\n:.!?\t]{0,40}?)([\s,|(\[–—-]{1,40})(${clock})([)\]]?)(:?)(?:\s*$|\s*(?<=[)\]]:?)\s*(\S.*)$|(?:\s{2,}|\t)(\S.*)$)`,
  "u",
);
const inWords =
  /^\s*(\p{Lu}[^\n:.!?\t]{0,40}?)\s+(?:(\d{1,3}) (?:hours?|час\p{L}*) )?(?:(\d{1,3}) (?:minutes?|минут\p{L}*)\s?)?(?:(\d{1,2}) (?:seconds?|секунд\p{L}*))?\s*(\d[\d:]*)?\s*$/iu;
const nameWord = /^[\p{Lu}\p{N}(][\p{L}\p{M}\p{N}'’().-]*$|^(?:de|van|von|da|di|la|le|ибн|фон)$/u;

/** The time that a line gives, or undefined where it is text. Whether it is meant so, the other lines of the text tell. */
export function readTimeLine(line: string): TimeLine | undefined {
  // Marks of Markdown, as documents are exported: **Anna**, ### 00:05:00
  const unmarked = line.includes("**") ? line.replaceAll("**", "") : line;
  const plain = unmarked.startsWith("#") ? unmarked.replace(/^#{1,6}\s+/, "") : unmarked;
  if (!/\d/.test(plain)) return undefined;
  const mark = { endMs: null, speaker: null, text: "", isClear: false };
  const inBrackets = bracketed.exec(plain);
  if (inBrackets !== null) {
    const [, start, end, text] = inBrackets;
    return {
      ...mark,
      kind: "bracket",
      startMs: toMs(start),
      endMs: end === undefined ? null : toMs(end),
      text: text!,
    };
  }
  const times = span.exec(plain);
  if (times !== null) return { ...mark, kind: "span", startMs: toMs(times[1]), endMs: toMs(times[2]) };
  const single = alone.exec(plain);
  if (single !== null) return { ...mark, kind: "alone", startMs: toMs(single[1]) };
  return readHeading(plain) ?? readLeading(plain);
}

function readHeading(line: string): TimeLine | undefined {
  const spoken = /\d (?:sec|min|сек|мин)/i.test(line) ? inWords.exec(line) : null;
  if (spoken !== null) {
    const [, name, hours = 0, minutes = 0, seconds, shown] = spoken;
    const startMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
    const isApart = /\s{2}\d/.test(line) || shown !== undefined;
    // `Wait 5 minutes` is said.
    // `Smith, John`: the last name first.
    return isApart || (isName(name!.replace(/,(?= \p{Lu})/u, "")) && seconds !== undefined)
      ? { kind: "heading", startMs, endMs: null, speaker: name!.trim(), text: "", isClear: true }
      : undefined;
  }
  const match = line.includes(":") ? heading.exec(line) : null;
  if (match === null) return undefined;
  const [, name, between, start, closing, colon, inline, apart] = match;
  const isApart = /\s{2}|\t/.test(between!) || (closing !== "" && /[[(]/.test(between!));
  if (!isApart && (!isName(name!) || apart !== undefined)) return undefined;
  // `Hello everyone (0:05) this is it` is said; a colon after the bracket makes a heading of it.
  if (inline !== undefined && colon === "" && !isName(name!.replace(/,(?= \p{Lu})/u, ""))) return undefined;
  return {
    kind: "heading",
    startMs: toMs(start),
    endMs: null,
    speaker: name!.trim(),
    text: inline ?? apart ?? "",
    isClear: isApart,
  };
}

function readLeading(line: string): TimeLine | undefined {
  const match = leading.exec(line);
  if (match === null) return undefined;
  return {
    kind: "leading",
    startMs: toMs(match[1]),
    endMs: null,
    speaker: null,
    text: match[2]!,
    isClear: /^\d+:\d+:\d+[.,]\d/.test(match[1]!),
  };
}

function isName(text: string): boolean {
  const words = text.trim().split(/\s+/);
  return words.length <= 5 && words.every((word) => nameWord.test(word));
}

function toMs(text: string | undefined): number {
  return parseClock(text ?? "") ?? 0;
}

/** Whether the times go forwards, but for one in ten. */
export function areInOrder(marks: { startMs: number }[]): boolean {
  const back = marks.filter(({ startMs }, i) => i > 0 && startMs < marks[i - 1]!.startMs).length;
  return back * 10 <= marks.length;
}
