/** Plain text without times, which `buildTranscript` spreads over the recording. */

import { type ArchiveError, archiveError } from "../../errors.ts";
import type { Draft } from "../draft.ts";

const maxLength = 200;
const clock = String.raw`(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?`;
const unit = String.raw`(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ч|час\p{L}{0,2}|мин|минут\p{L}?|с|сек|секунд\p{L}?)`;

// A line like one of these is of some format of subtitles or logs, whatever else is in the file.
const never = [
  // 00:00:01,000 -->
  /\d[.:,]\d+\s*-{1,2}>/,
  // {0}{50}
  /^\s*\{\d+\}\s*\{\d+\}/,
  // 0:05, [0:05], 0:05 - 0:07
  new RegExp(String.raw`^\s*[\[(]?\s*${clock}(?:\s*[-–—→]+>?\s*${clock})?\s*[\])]?\s*$`),
  // 2024-05-01 10:00
  /^\s*\[?\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}/,
  // A chat: 12.05.2024, 14:30 - Anna: …; [5/12/24, 2:30:05 PM] Anna: …
  /^[\s\u200e\u200f]*\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?(?:\]|\s+[-–—])\s*[^:\n]{1,60}:/i,
];
// Where a third of the lines are like these, two or more, the file is data.
const data = [
  // 0:05 …; [0:05] …; 0:05;Anna;…
  new RegExp(String.raw`^\s*[\[(]?${clock}(?!\d)`),
  // … 0:05; Anna (0:05):
  new RegExp(String.raw`[\s(\[]${clock}[\])]?\s*:?\s*$`),
  // so [0:05] we begin
  new RegExp(String.raw`\[${clock}\]`),
  // 00:00:05.000 anywhere
  /\d:\d{2}:\d{2}[.,:;]\d{2,}/,
  // Anna 1 minute 5 seconds
  new RegExp(String.raw`^\D{0,40}?(?:\d{1,3}\s*${unit}[,.\s]*){2,3}\)?$`, "iu"),
  new RegExp(String.raw`^\s*\d{1,3}\s*${unit}\.?\s*$`, "iu"),
  // A table
  /\S\t+\S[^\t]*\t+\S/,
  // <line>, "key":, {
  /^\s*<[/!?a-z][^<>]*>/i,
  /^\s*"[\w .-]+"\s*:/,
  /^\s*[[\]{}(),]+\s*$/,
  // talk 1 0.00 0.35 hello
  /^\s*(?:\S+\s+){0,2}\d+\.\d+[\s;,|]+\d+\.\d+(?:[\s;,|]|$)/,
];

/** Lines (or paragraphs, where blank lines separate them) as segments without times. */
export function readPlainText(text: string): Draft {
  const lines = text.split("\n").map((line) => line.trim());
  const first = lines.findIndex((line) => line !== "");
  const last = lines.findLastIndex((line) => line !== "");
  const apart = lines.slice(first, last).includes("");
  const paragraphs: string[] = [];
  lines.forEach((line, i) => {
    if (line === "") return;
    if (apart && i > 0 && lines[i - 1] !== "") paragraphs.push(`${paragraphs.pop()}\n${line}`);
    else paragraphs.push(line);
  });
  return { segments: paragraphs.map((line) => ({ startMs: null, endMs: null, text: line })) };
}

/**
 * Refuses what looks like a format that is not known: read as plain text, its times, numbers and marks would become spoken words.
 * Times within sentences are text.
 * @throws ArchiveError `unsupported-transcript`, with the first such line
 */
export function assertPlainText(text: string): void {
  const odd: number[] = [];
  let filled = 0;
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    filled += 1;
    // A longer line is a paragraph: only its beginning can have a form.
    const head = line.slice(0, maxLength);
    if (never.some((pattern) => pattern.test(head))) throw unknown(line, at);
    if (data.some((pattern) => pattern.test(head))) odd.push(at);
  }
  if (odd.length > 1 && odd.length * 3 >= filled) throw unknown(lines[odd[0]!]!, odd[0]!);
}

function unknown(line: string, at: number): ArchiveError {
  const sample = line.trim();
  return archiveError("transcript-format-unknown", {
    line: at + 1,
    sample: sample.length > 60 ? `${sample.slice(0, 60)}…` : sample,
  });
}
