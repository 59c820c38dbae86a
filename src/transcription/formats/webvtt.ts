/**
 * WebVTT, parsed by the W3C specification (https://www.w3.org/TR/webvtt1/, "WebVTT parser algorithm").
 * Where that would lose text (invalid times, blank lines inside cues), the tolerant reader of SRT is used.
 */

import type { Draft } from "../draft.ts";
import type { TextReader } from "./reader.ts";
import { readTimedBlocks } from "./srt.ts";
import { cueSegments, readTimestamp } from "./webvtt-cue.ts";

type VttCue = { id: string; startMs: number; endMs: number; text: string };

export const webVttReader: TextReader = {
  format: "vtt",
  extensions: [".vtt"],
  detect: (text) => /^\ufeff?WEBVTT(?:[ \t\n]|$)/.test(text),
  read(text): Draft {
    const { cues, lostText, language } = parseWebVtt(text);
    const blocks = lostText ? readTimedBlocks(withoutComments(text)) : cues;
    return { language, segments: blocks.flatMap(cueSegments) };
  },
};

function withoutComments(text: string): string {
  return text.replace(/^(?:NOTE|STYLE|REGION)(?:[ \t][^\n]*)?\n(?:(?![^\n]*-->)[^\n]+\n?)*/gm, "");
}

/** The cues of a file, by the specification. `lostText`: whether it ignores lines that a person would read as text. */
export function parseWebVtt(input: string): { cues: VttCue[]; lostText: boolean; language: string | null } {
  const lines = input
    .replace(/^\ufeff/, "")
    .replaceAll("\0", "\ufffd")
    .split("\n");
  const cues: VttCue[] = [];
  let lostText = false;
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? "")) return { cues, lostText: true, language: null };
  let at = 1;
  let language: string | null = null;
  // The header: lines up to a blank one, or up to the first cue.
  while (at < lines.length && lines[at] !== "" && !lines[at]!.includes("-->")) {
    language ??= /^Language:\s*(\S+)/i.exec(lines[at]!)?.[1] ?? null;
    at += 1;
  }
  while (at < lines.length) {
    if (lines[at] === "") {
      at += 1;
      continue;
    }
    const block = readBlock(lines, at);
    if (block.cue !== undefined) cues.push(block.cue);
    if (block.lost) lostText = true;
    at = block.next;
  }
  return { cues, lostText, language };
}

// A block ends at a blank line or at a second line with an arrow.
function readBlock(lines: string[], from: number): { cue?: VttCue; lost: boolean; next: number } {
  const above: string[] = [];
  let at = from;
  while (at < lines.length && lines[at] !== "" && !lines[at]!.includes("-->") && above.length < 1) {
    above.push(lines[at]!);
    at += 1;
  }
  const arrow = lines[at]?.includes("-->") ? lines[at]! : undefined;
  if (arrow === undefined) {
    while (at < lines.length && lines[at] !== "" && !lines[at]!.includes("-->")) at += 1;
    const comment = /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(above[0] ?? "");
    return { lost: !comment && !/^WEBVTT\b|^\s*\d*\s*$/.test(above[0] ?? ""), next: at };
  }
  const times = readTimings(arrow);
  at += 1;
  const text: string[] = [];
  while (at < lines.length && lines[at] !== "" && !lines[at]!.includes("-->")) {
    text.push(lines[at]!);
    at += 1;
  }
  if (times === undefined) return { lost: text.length > 0 || /\p{L}/u.test(arrow), next: at };
  return { cue: { id: above[0] ?? "", ...times, text: text.join("\n") }, lost: false, next: at };
}

function readTimings(line: string): { startMs: number; endMs: number } | undefined {
  const match = /^[ \t\f]*([\d:.]+)[ \t\f]*-->[ \t\f]*([\d:.]+)/.exec(line);
  const startMs = readTimestamp(match?.[1] ?? "");
  const endMs = readTimestamp(match?.[2] ?? "");
  return startMs === undefined || endMs === undefined ? undefined : { startMs, endMs };
}
