/** Lines printed by whisper (`[00:00.000 --> 00:05.000]  …`), and the HTML of podcasts (`<cite>`, `<time>`, `<p>`). */

import { decodeHTMLStrict } from "entities/decode";
import type { Draft, DraftSegment } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import type { TextReader } from "./reader.ts";

const printed =
  /^\s*\[\s*((?:\d+:)?\d+:\d{2}(?:[.,]\d+)?)\s*-->\s*((?:\d+:)?\d+:\d{2}(?:[.,]\d+)?)\s*\]\s*(.*)$/;

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

export const timedTextReaders: TextReader[] = [printedReader, podcastHtmlReader];
