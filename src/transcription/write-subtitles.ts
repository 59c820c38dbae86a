/** Segments → SRT or WebVTT. */

import type { Segment, Word } from "../domain.ts";
import { type Cue, cutCues } from "./cut-cues.ts";
import { formatClock } from "./parse-clock.ts";

/** SubRip. The speaker's name precedes the first line of each turn. */
export function writeSrt(segments: Segment[]): string {
  let speaker: string | null = null;
  return cutCues(segments)
    .map((cue, i) => {
      const name = cue.speaker !== null && cue.speaker !== speaker ? `${speakerPrefix(cue.speaker)} ` : "";
      speaker = cue.speaker;
      const text = cueLines(cue, escapeSrt);
      return `${i + 1}\n${formatClock(cue.startMs, ",")} --> ${formatClock(cue.endMs, ",")}\n${name}${text}\n`;
    })
    .join("\n");
}

/** WebVTT. Voices are `<v Name>`; with `wordTimes` the cues have the start of every measured word (and its end before a pause). */
export function writeVtt(segments: Segment[], options: { wordTimes?: boolean | undefined } = {}): string {
  const cues = cutCues(segments).map((cue) => {
    const voice = cue.speaker === null ? "" : `<v ${escapeVtt(cue.speaker.replace(/\s+/g, " "))}>`;
    const text = options.wordTimes ? timedLines(cue) : cueLines(cue, escapeVtt);
    return `${formatClock(cue.startMs, ".")} --> ${formatClock(cue.endMs, ".")}\n${voice}${text}\n`;
  });
  return ["WEBVTT\n", ...cues].join("\n");
}

function speakerPrefix(speaker: string): string {
  return `${speaker.replaceAll(":", "").replace(/\s+/g, " ").trim()}:`;
}

function cueLines(cue: Cue, escapeText: (text: string) => string): string {
  return cue.lines.map((line) => escapeText(line.map((word) => word.text).join(" "))).join("\n");
}

// SRT has no escapes; players and our reader support HTML's. Only what looks like markup is escaped.
function escapeSrt(text: string): string {
  return text
    .replace(/&(?=#?\w{1,8};)/g, "&amp;")
    .replace(/<(?=[a-z/!\d])/gi, "&lt;")
    .replaceAll("{\\", "&#123;\\")
    .replaceAll("-->", "--&gt;");
}

function escapeVtt(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * `one<00:00:01.200> <00:00:01.500>two`: each timestamp is the start of what follows. A space between two timestamps is a pause,
 * so the end of a word is kept, too. Timestamps lie strictly inside the cue and increase, as the format demands.
 */
function timedLines(cue: Cue): string {
  let atMs = cue.startMs;
  const stamp = (ms: number) => {
    if (ms <= atMs || ms >= cue.endMs) return "";
    atMs = ms;
    return `<${formatClock(ms, ".")}>`;
  };
  const words = cue.lines.flat();
  const breaks = new Set(cue.lines.map((line) => line.at(-1)!));
  return words
    .map((word, i) => {
      const next = words[i + 1];
      const start = word.timing === "measured" ? stamp(word.startMs) : "";
      const end = endsApart(word, next) ? stamp(word.endMs) : "";
      const gap = next === undefined ? "" : breaks.has(word) ? "\n" : " ";
      return `${start}${escapeVtt(word.text)}${end}${gap}`;
    })
    .join("");
}

function endsApart(word: Word, next: Word | undefined): boolean {
  if (word.timing !== "measured") return false;
  return next === undefined || next.timing !== "measured" || next.startMs > word.endMs;
}
