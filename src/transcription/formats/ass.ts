/** Advanced SubStation Alpha and SSA: `Dialogue:` lines with the columns of `Format:`; word times from karaoke `{\k50}`. */

import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import type { TextReader } from "./reader.ts";

const defaultColumns = [
  "layer",
  "start",
  "end",
  "style",
  "name",
  "marginl",
  "marginr",
  "marginv",
  "effect",
  "text",
];

export const assReader: TextReader = {
  format: "ass",
  extensions: [".ass", ".ssa"],
  detect: (text) =>
    /^[ \t]*\[(?:Script Info|Events)\]/im.test(text) ||
    /^Dialogue:\s*(?:\w+=)?\d+,\d+:\d{2}:\d{2}/m.test(text),
  read(text): Draft {
    let columns = defaultColumns;
    let inEvents = !/^[ \t]*\[Events\]/im.test(text);
    const segments: DraftSegment[] = [];
    for (const line of text.split("\n")) {
      if (/^\s*\[[^\]]+\]\s*$/.test(line)) inEvents = /\[Events\]/i.test(line);
      if (!inEvents) continue;
      const [, kind, rest] = /^\s*(Format|Dialogue):\s*(.*)$/i.exec(line) ?? [];
      if (kind === undefined) continue;
      if (kind.toLowerCase() === "format")
        columns = rest!.split(",").map((name) => name.trim().toLowerCase());
      else segments.push(...readDialogue(rest!, columns));
    }
    // Lines of different styles (dialogue, signs) stand in any order.
    return { segments, isOneClock: true };
  },
};

function readDialogue(line: string, columns: string[]): DraftSegment[] {
  const cells = line.split(",");
  const textAt = columns.indexOf("text") < 0 ? columns.length - 1 : columns.indexOf("text");
  const cell = (name: string) => cells[columns.indexOf(name)]?.trim() ?? "";
  const raw = cells.slice(textAt).join(",");
  // Drawings (\p1) are shapes, not words.
  if (/\{[^{}]*\\p[1-9]/.test(raw)) return [];
  const startMs = parseClock(cell("start"));
  const segment: DraftSegment = {
    startMs,
    endMs: parseClock(cell("end")),
    speaker: cell("name") || cell("actor") || null,
  };
  return [
    /\\[kK][fo]?\d/.test(raw)
      ? { ...segment, words: readKaraoke(raw, startMs ?? 0) }
      : { ...segment, text: plain(raw) },
  ];
}

function plain(text: string): string {
  return text
    .replace(/\{[^{}]*\}/g, "")
    .replace(/\\[Nn]/g, "\n")
    .replace(/\\h/g, " ");
}

// Each {\kNN} gives the length of the syllable after it, in hundredths of a second.
function readKaraoke(text: string, startMs: number): DraftWord[] {
  const words: DraftWord[] = [];
  let atMs = startMs;
  let spaced = true;
  for (const match of text.matchAll(/((?:\{[^{}]*\})+)([^{]*)|([^{]+)/g)) {
    const lengthMs = Number(/\\[kK][fo]?(\d+)/.exec(match[1] ?? "")?.[1] ?? 0) * 10;
    const syllable = plain(match[2] ?? match[3] ?? "");
    const last = words.at(-1);
    if (syllable.trim() !== "") {
      if (last !== undefined && !spaced && /^\S/.test(syllable)) {
        last.text += syllable.trimEnd();
        last.endMs = atMs + lengthMs;
      } else {
        words.push({ text: syllable.trim(), startMs: atMs, endMs: atMs + lengthMs });
      }
    }
    spaced = /\s$/.test(syllable) || (syllable === "" && spaced);
    atMs += lengthMs;
  }
  return words;
}
