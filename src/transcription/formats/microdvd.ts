/**
 * MicroDVD (`.sub`), `{0}{50}Hello|world`, which counts frames, and MPL2, `[0][20]Hello|world`, which counts tenths of a
 * second.
 */

import { makeNote } from "../../messages/notes.ts";
import type { Draft, DraftSegment } from "../draft.ts";
import { fitsRecording } from "../fits-recording.ts";
import { stripMarkup } from "../strip-markup.ts";
import type { ReadContext, TextReader } from "./reader.ts";

const framesLine = /^\s*\{(\d{1,9})\}\{(\d{0,9})\}(.*)$/;
const tenthsLine = /^\s*\[(\d{1,9})\]\[(\d{0,9})\](.*)$/;
const rateText = /^\s*(\d{2,3}(?:[.,]\d{1,3})?)\s*$/;
// Most films in Europe, and what most players take where nothing is known.
const rates = [25, 30, 50, 60];
const closeSlackMs = 500;

function reader(format: string, line: RegExp, read: TextReader["read"]): TextReader {
  return {
    format,
    extensions: [".sub", ".mpl"],
    detect(text) {
      const lines = text
        .slice(0, 8000)
        .split("\n")
        .filter((each) => each.trim() !== "");
      return lines.filter((each) => line.test(each)).length * 2 > lines.length;
    },
    read,
  };
}

export const microDvdReaders: TextReader[] = [
  reader("microdvd", framesLine, (text, context) => {
    const { lines, rate } = readLines(text, framesLine);
    const chosen = rate ?? guessRate(lines, context);
    return {
      segments: toSegments(lines, 1000 / chosen),
      notes: rate === null ? [makeNote("transcript-frame-rate", { rate: chosen })] : [],
    };
  }),
  reader(
    "mpl2",
    tenthsLine,
    (text): Draft => ({ segments: toSegments(readLines(text, tenthsLine).lines, 100) }),
  ),
];

type Line = { start: number; end: number | null; text: string };

// The first line of many files is no subtitle: {1}{1}23.976
function readLines(text: string, pattern: RegExp): { lines: Line[]; rate: number | null } {
  const lines: Line[] = [];
  let rate: number | null = null;
  for (const each of text.split("\n")) {
    const previous = lines.at(-1);
    // A subtitle without a start begins at the end of the one before.
    const filled = each.replace(
      /^\s*([{[])\s*([}\]])(?=[{[]\d)/,
      `$1${previous?.end ?? previous?.start ?? 0}$2`,
    );
    const match = pattern.exec(filled);
    if (match === null) {
      // Subtitles that a program broke into several lines.
      if (lines.length > 0 && each.trim() !== "" && !/^\s*\{DEFAULT\}/i.test(each))
        lines.at(-1)!.text += `\n${each}`;
      continue;
    }
    const [, start, end, content] = match;
    const stated = lines.length === 0 && Number(start) <= 1 ? rateText.exec(content!) : null;
    const value = stated === null ? 0 : Number(stated[1]!.replace(",", "."));
    if (rate === null && value >= 10 && value <= 120) rate = value;
    else lines.push({ start: Number(start), end: end === "" ? null : Number(end), text: content! });
  }
  return { lines, rate };
}

function guessRate(lines: Line[], { durationMs }: ReadContext): number {
  if (durationMs === undefined) return rates[0]!;
  const fits = (slackMs?: number) => (rate: number) =>
    fitsRecording(
      lines.map(({ start }) => (start * 1000) / rate),
      durationMs,
      slackMs,
    );
  // The usual slack is wider than the step from 25 to 30 where the sound is short.
  return rates.find(fits(closeSlackMs)) ?? rates.find(fits()) ?? rates[0]!;
}

function toSegments(lines: Line[], unitMs: number): DraftSegment[] {
  return lines.map(({ start, end, text }) => ({
    startMs: start * unitMs,
    endMs: end === null ? null : end * unitMs,
    text: stripMarkup(withoutCodes(text)),
  }));
}

// {y:i}, {C:$0000ff}; in MPL2 a slash before a line makes it italic.
function withoutCodes(text: string): string {
  return text
    .replace(/\{[A-Za-z]:[^{}]*\}/g, "")
    .split("|")
    .map((line) => line.replace(/^\s*[/\\_]+(?=\S)/, ""))
    .join("\n");
}
