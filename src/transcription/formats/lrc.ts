/** LRC lyrics: `[01:02.50]text`, several times before one line, `<01:02.80>` before words, `[offset:…]`. */

import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import { splitText } from "../split-words.ts";
import type { TextReader } from "./reader.ts";

const stamp = /^\s*\[(\d{1,4}:\d{1,2}(?:\.\d{1,3})?)\]/;
// [1:02] also starts lines of ordinary transcripts: only LRC has hundredths or tags.
const marks = /^\s*\[\d{1,4}:\d{1,2}\.\d{1,3}\]|^\[(?:ti|ar|al|by|la|offset|length|re|ve):/;

export const lrcReader: TextReader = {
  format: "lrc",
  extensions: [".lrc"],
  detect(text) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const tagged = lines.filter((line) => /^\s*\[[^\]]+:[^\]]*\]/.test(line)).length;
    return (
      tagged * 2 > lines.length &&
      lines.some((line) => stamp.test(line)) &&
      lines.some((line) => marks.test(line))
    );
  },
  read(text): Draft {
    const offsetMs = Number(/^\[offset:\s*([+-]?\d+)\s*\]/im.exec(text)?.[1] ?? 0);
    const segments: DraftSegment[] = [];
    let isOneClock = false;
    for (const line of text.split("\n")) {
      let rest = line;
      const starts: number[] = [];
      for (let match = stamp.exec(rest); match !== null; match = stamp.exec(rest)) {
        starts.push((parseClock(match[1]!) ?? 0) - offsetMs);
        rest = rest.slice(match[0].length);
      }
      // Several times before a line: the song has it again.
      if (starts.length > 1) isOneClock = true;
      const last = segments.at(-1);
      if (starts.length === 1 && last !== undefined) {
        // A caption of two lines is written as two lines of one time.
        const { text: line } = readLine(rest, starts[0]!, offsetMs);
        if (last.startMs === starts[0] && last.text?.trim() && line?.trim()) {
          last.text = `${last.text}\n${line}`;
          continue;
        }
      }
      for (const startMs of starts) segments.push(readLine(rest, startMs, offsetMs));
    }
    if (isOneClock) segments.sort((a, b) => a.startMs! - b.startMs!);
    endAtNext(segments);
    return { language: /^\[la:\s*([a-z-]+)\s*\]/im.exec(text)?.[1] ?? null, segments, isOneClock };
  },
};

function readLine(text: string, startMs: number, offsetMs: number): DraftSegment {
  const parts = text.split(/<(\d{1,4}:\d{1,2}(?:\.\d{1,3})?)>/);
  if (parts.length === 1) return { startMs, endMs: null, text };
  const words: DraftWord[] = [];
  let endMs: number | null = null;
  for (let i = 0; i < parts.length; i += 2) {
    const from = i === 0 ? startMs : (parseClock(parts[i - 1]!) ?? 0) - offsetMs;
    const to = i + 1 < parts.length ? (parseClock(parts[i + 1]!) ?? 0) - offsetMs : null;
    const found = splitText(parts[i]!);
    if (found.length === 0) endMs = from;
    else endMs = to;
    for (const [k, word] of found.entries()) {
      words.push({ text: word, startMs: k === 0 ? from : null, endMs: found.length === 1 ? to : null });
    }
  }
  return { startMs, endMs, words };
}

// A line with a time but no text is the end of the line before.
function endAtNext(segments: DraftSegment[]): void {
  for (let i = 0; i + 1 < segments.length; i++) {
    const next = segments[i + 1]!;
    const blank = next.words === undefined && splitText(next.text ?? "").length === 0;
    if (blank) segments[i]!.endMs ??= next.startMs;
  }
}
