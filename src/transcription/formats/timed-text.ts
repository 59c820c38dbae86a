/**
 * Text with some times: `[00:01:02] Anna: …`, `Speaker 1  0:03` above a paragraph, lines printed by whisper
 * (`[00:00.000 --> 00:05.000]  …`), and the HTML of podcasts (`<cite>`, `<time>`, `<p>`).
 */

import { decodeHTMLStrict } from "entities/decode";
import type { Draft, DraftSegment } from "../draft.ts";
import { findSpeakers } from "../find-speakers.ts";
import { parseClock } from "../parse-clock.ts";
import { lrcReader } from "./lrc.ts";
import type { TextReader } from "./reader.ts";

const printed =
  /^\s*\[\s*((?:\d+:)?\d+:\d{2}(?:[.,]\d+)?)\s*-->\s*((?:\d+:)?\d+:\d{2}(?:[.,]\d+)?)\s*\]\s*(.*)$/;
const clock = String.raw`(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?`;
const bracketed = new RegExp(String.raw`^\s*[\[(]\s*(${clock})(?:\s*[-–—]\s*(${clock}))?\s*[\])]\s*(.*)$`);
const heading = new RegExp(String.raw`^\s*(\p{Lu}[^\n:.!?]{0,40}?)[\s,|(\[–—-]+(${clock})[)\]]?\s*$`, "u");

type Line = { startMs: number | null; endMs: number | null; speaker: string | null; text: string };

const printedReader: TextReader = {
  format: "whisper-txt",
  extensions: [".txt", ".log"],
  detect: (text) => text.split("\n", 200).some((line) => printed.test(line)),
  read(text): Draft {
    const segments: DraftSegment[] = [];
    for (const line of text.split("\n")) {
      const match = printed.exec(line);
      if (match !== null)
        segments.push({ startMs: parseClock(match[1]!), endMs: parseClock(match[2]!), text: match[3]! });
    }
    return { segments };
  },
};

const timedTextReader: TextReader = {
  format: "timed-txt",
  extensions: [".txt", ".md"],
  // LRC lyrics in a .txt file have such times, too, and tags that would be read as text.
  detect: (text) =>
    text.split("\n", 400).some((line) => readTimeLine(line) !== undefined) && !lrcReader.detect(text),
  read(text): Draft {
    const segments: DraftSegment[] = [];
    for (const line of text.split("\n")) {
      const timed = readTimeLine(line);
      const last = segments.at(-1);
      if (timed !== undefined) segments.push(timed);
      else if (last !== undefined) last.text = `${last.text}\n${line}`;
      else if (line.trim() !== "") segments.push({ startMs: null, endMs: null, text: line });
    }
    return { segments: segments.some((segment) => segment.speaker) ? segments : findSpeakers(segments) };
  },
};

function readTimeLine(line: string): Line | undefined {
  const inBrackets = bracketed.exec(line);
  if (inBrackets !== null) {
    const [, start, end, text] = inBrackets;
    return {
      startMs: parseClock(start!),
      endMs: end === undefined ? null : parseClock(end),
      speaker: null,
      text: text!,
    };
  }
  const named = heading.exec(line);
  if (named === null) return undefined;
  return { startMs: parseClock(named[2]!), endMs: null, speaker: named[1]!.trim(), text: "" };
}

const podcastHtmlReader: TextReader = {
  format: "html",
  extensions: [".html", ".htm"],
  detect: (text) => /<time[\s>]/i.test(text.slice(0, 20_000)) && /<p[\s>]/i.test(text.slice(0, 20_000)),
  read(text): Draft {
    const segments: DraftSegment[] = [];
    let speaker: string | null = null;
    let startMs: number | null = null;
    // Alternately the name of a tag and the text up to the next of these three tags.
    const parts = text.split(/<(\/?(?:cite|time|p))(?:\s[^<>]*)?>/i);
    for (let i = 1; i + 1 < parts.length; i += 2) {
      const tag = parts[i]!.toLowerCase();
      const content = decodeHTMLStrict(parts[i + 1]!.replace(/<[^<>]*>/g, " ")).trim();
      if (tag === "cite") speaker = content.replace(/:$/, "");
      else if (tag === "time") startMs = parseClock(content);
      else if (tag === "p") {
        segments.push({ startMs, endMs: null, speaker, text: content });
        startMs = null;
      }
    }
    return { segments };
  },
};

export const timedTextReaders: TextReader[] = [printedReader, podcastHtmlReader, timedTextReader];
