/** oTranscribe (`.otr`): the HTML of its editor inside JSON, with marks that a person set where a line begins. */

import { decodeHTMLStrict } from "entities/decode";
import type { Draft, DraftSegment } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import { isObject, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

const mark = /<span[^<>]*\bclass="[^"<>]*timestamp[^"<>]*"[^<>]*>([^<]*)<\/span>/i;

export const oTranscribeReader: JsonReader = {
  format: "otranscribe-json",
  detect: (value) =>
    isObject(value) && ("media-time" in value || mark.test(textAt(value, "text") ?? "")) && "text" in value,
  read(value): Draft {
    const parts = (textAt(value, "text") ?? "").split(
      /(<span[^<>]*\bclass="[^"<>]*timestamp[^"<>]*"[^<>]*>[^<]*<\/span>)/i,
    );
    const segments: DraftSegment[] = [];
    let startMs: number | null = null;
    for (const part of parts) {
      const found = mark.exec(part);
      if (found === null) segments.push({ startMs, endMs: null, text: plainText(part) });
      else startMs = readTime(part, found[1]!);
    }
    return { segments: segments.filter(({ text }) => text !== "") };
  },
};

function readTime(tag: string, shown: string): number | null {
  const seconds = /data-timestamp="(\d+(?:\.\d+)?)"/.exec(tag)?.[1];
  return seconds === undefined ? parseClock(shown) : Number(seconds) * 1000;
}

function plainText(html: string): string {
  return decodeHTMLStrict(html.replace(/<(?:br|\/p|\/div)[^<>]*>/gi, "\n").replace(/<[^<>]*>/g, ""))
    .replaceAll("\u00a0", " ")
    .trim();
}
