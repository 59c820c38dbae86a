/**
 * SubRip, and anything else with `time --> time` lines: without numbers, blank lines or hours, with dots for commas or `->` for
 * `-->`. Any line that is neither a time nor the number of the next block is text.
 */

import type { Draft, DraftSegment } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import { stripMarkup } from "../strip-markup.ts";
import type { TextReader } from "./reader.ts";
import { cueSegments, type TimedText } from "./webvtt-cue.ts";

const part = String.raw`\d{1,3}\s?:\s?`;
const fraction = String.raw`\s?[.,:;]\s?\d{1,9}`;
// Some writers put a second field of hours, or one of days, before `1:00:04,000`.
const clock = String.raw`(?:${part}${part}${part}\d{1,3}\s?[.,]\s?\d{1,9}|(?:\d{1,4}\s?:\s?)?(?:${part})?\d{1,3}(?:${fraction})?)`;
const timeLine = new RegExp(String.raw`^\s*(-?${clock})\s*(?:-{1,3}|—|–)+>\s*(-?${clock})(?=\s|$)`);

const brokenClock =
  /^\s*-?[\dOoIlx]{1,4}\s?:\s?[\dOoIlx]{1,4}(?:\s?[:.,;]\s?[\dOoIlx]{0,9})*\s*(?:$|\s\w{1,2}:)/;
const msPerDay = 86_400_000;

export const srtReader: TextReader = {
  format: "srt",
  extensions: [".srt"],
  detect: (text) => text.split("\n").some((line) => line.includes(">") && isTimes(line)),
  read: (text): Draft => ({ segments: readTimedBlocks(text).flatMap(toSegments) }),
};

// `5 -> 10 people` is a sentence: a time has a colon or a fraction, or nothing follows it on the line.
function isTimes(line: string): boolean {
  const match = timeLine.exec(line);
  if (match === null) return false;
  return /[:.,]/.test(match[1]!) || line.slice(match[0].length).trim() === "";
}

function toSegments(cue: TimedText): DraftSegment[] {
  // Converters leave the voices of WebVTT in.
  if (/<v[.\s]/.test(cue.text))
    return cueSegments(cue).map((segment) => ({ ...segment, number: cue.number }));
  return [{ ...cue, text: stripMarkup(cue.text) }];
}

/** The text after every `time --> time` line, up to the next; text before the first is ignored. */
export function readTimedBlocks(text: string): TimedText[] {
  const blocks: { startMs: number | null; endMs: number | null; number: number | null; lines: string[] }[] =
    [];
  const head: string[] = [];
  let number: number | null = null;
  for (const line of text.split("\n")) {
    const times = line.includes(">") ? timeLine.exec(line) : null;
    const last = blocks.at(-1);
    const above = last?.lines ?? head;
    if (times === null && !isBrokenTime(line, above)) {
      above.push(line);
      continue;
    }
    const index: number | null = takeNumber(above, number);
    if (index !== null) number = index;
    blocks.push({
      startMs: times && toTime(times[1]!),
      endMs: times && toTime(times[2]!),
      number: index,
      lines: [],
    });
  }
  dropCutHead(blocks.at(-1)?.lines ?? [], number);
  return blocks.map(({ lines, ...block }) => ({ ...block, text: lines.join("\n").trim() }));
}

// `00:00:9x,500 --> 00:01:00`, or anything with an arrow below a number: a subtitle whose time is lost, no words of the one above.
function isBrokenTime(line: string, above: string[]): boolean {
  const sides = line.length > 100 || !line.includes(">") ? null : /^(.*?)-{1,3}>(.*)$/.exec(line);
  if (sides === null) return false;
  if (brokenClock.test(sides[1]!) || brokenClock.test(sides[2]!)) return true;
  const isNumbered = /^\s*\d{1,9}\s*$/.test(above.at(-1) ?? "") && (above.at(-2) ?? "").trim() === "";
  return isNumbered && /^\s*\S+\s*-{2,3}>\s*\S+\s*$/.test(line);
}

// The line above a time is its number if it is digits and follows a blank line or is the expected number.
function takeNumber(lines: string[], previous: number | null): number | null {
  const last = lines.at(-1)?.trim() ?? "";
  if (!/^\d{1,9}$/.test(last)) return null;
  const value = Number(last);
  const apart = lines.length === 1 || lines.at(-2)!.trim() === "";
  if (!apart && value !== (previous ?? 1) + 1) return null;
  lines.pop();
  return value;
}

// In a truncated file, the number and part of the times of the next block would be read as text.
function dropCutHead(lines: string[], previous: number | null): void {
  const head = [...lines];
  if (/^\d{1,2}:[\d:,. ]*[->]*[\d:,. ]*$/.test(head.at(-1) ?? "")) head.pop();
  if (head.at(-1)?.trim() === String((previous ?? 1) + 1) && takeNumber(head, previous) !== null)
    lines.length = head.length;
}

// `00:00:03:500`, and spaces inside, as in files from optical recognition; a negative time is before the start.
function toTime(text: string): number | null {
  if (text.startsWith("-")) return 0;
  const whole = text.replaceAll(/\s/g, "");
  const days = /^(\d+):(\d+:\d+:\d+[.,]\d+)$/.exec(whole);
  if (days === null) return parseClock(whole);
  const ms = parseClock(days[2]!);
  return ms === null ? null : Number(days[1]) * msPerDay + ms;
}
