/**
 * SubRip, and anything else with `time --> time` lines: without numbers, blank lines or hours, with dots for commas or `->` for
 * `-->`. Any line that is neither a time nor the number of the next block is text.
 */

import type { Draft, DraftSegment } from "../draft.ts";
import { findSpeakers } from "../find-speakers.ts";
import { parseClock } from "../parse-clock.ts";
import { stripMarkup } from "../strip-markup.ts";
import type { TextReader } from "./reader.ts";

const clock = String.raw`(?:\d{1,4}\s?:\s?)?(?:\d{1,3}\s?:\s?)?\d{1,3}(?:\s?[.,:;]\s?\d{1,9})?`;
const timeLine = new RegExp(String.raw`^\s*(-?${clock})\s*(?:-{1,3}|—|–)+>\s*(-?${clock})(?=\s|$)`);

export type TimedText = { startMs: number | null; endMs: number | null; text: string };

export const srtReader: TextReader = {
  format: "srt",
  extensions: [".srt"],
  detect: (text) => text.split("\n").some((line) => line.includes(">") && timeLine.test(line)),
  read: (text): Draft => ({ segments: findSpeakers(readTimedBlocks(text).map(toSegment)) }),
};

function toSegment({ startMs, endMs, text }: TimedText): DraftSegment {
  return { startMs, endMs, text: stripMarkup(text) };
}

/** The text after every `time --> time` line, up to the next; text before the first is ignored. */
export function readTimedBlocks(text: string): TimedText[] {
  const blocks: { startMs: number | null; endMs: number | null; lines: string[] }[] = [];
  let number: number | null = null;
  for (const line of text.split("\n")) {
    const times = line.includes(">") ? timeLine.exec(line) : null;
    const last = blocks.at(-1);
    if (times === null) {
      last?.lines.push(line);
      continue;
    }
    const index: number | null = last === undefined ? null : takeNumber(last.lines, number);
    if (index !== null) number = index;
    blocks.push({ startMs: toTime(times[1]!), endMs: toTime(times[2]!), lines: [] });
  }
  dropCutHead(blocks.at(-1)?.lines ?? [], number);
  return blocks.map(({ startMs, endMs, lines }) => ({ startMs, endMs, text: lines.join("\n").trim() }));
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
  return text.startsWith("-") ? 0 : parseClock(text.replaceAll(/\s/g, ""));
}
