/**
 * Captions of YouTube as its player gets them: json3 (`events` of `segs`) and the XML formats srv1, srv2 and srv3. Automatic
 * captions have a time for each word; their lines stay on the screen while the next ones come.
 */

import { decodeHTMLStrict } from "entities/decode";
import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { findElements, parseXml, type XmlElement, xmlText } from "../parse-xml.ts";
import { arrayAt, numberAt, objectsAt, textAt } from "./json-values.ts";
import type { JsonReader, TextReader } from "./reader.ts";

type Piece = { text: string; offsetMs: number | null };
type Event = { startMs: number | null; lengthMs: number | null; pieces: Piece[] };

export const json3Reader: JsonReader = {
  format: "youtube-json3",
  detect: (value) =>
    arrayAt(value, "events").length > 0 &&
    objectsAt(value, "events")
      .slice(0, 50)
      .some((event) => "tStartMs" in event && objectsAt(event, "segs").some((piece) => "utf8" in piece)),
  read: (value): Draft => ({
    segments: toSegments(
      objectsAt(value, "events").map((event) => ({
        startMs: numberAt(event, "tStartMs"),
        lengthMs: numberAt(event, "dDurationMs"),
        pieces: objectsAt(event, "segs").map((piece) => ({
          text: textAt(piece, "utf8") ?? "",
          offsetMs: numberAt(piece, "tOffsetMs"),
        })),
      })),
    ),
  }),
};

export const youTubeXmlReader: TextReader = {
  format: "youtube-xml",
  extensions: [".xml", ".srv1", ".srv2", ".srv3", ".ytt"],
  detect: (text) => /<timedtext[\s>]|<transcript[^>]*>\s*<text\s/i.test(text.slice(0, 4000)),
  read(text): Draft {
    const root = parseXml(text);
    const old = findElements(root, "text").map((element) => readOld(element));
    return { segments: toSegments(old.length > 0 ? old : findElements(root, "p").map(readParagraph)) };
  },
};

// srv1 has seconds (start, dur), srv2 milliseconds (t, d). Both write references twice: &amp;#39;
function readOld(element: XmlElement): Event {
  const { start, dur, t, d } = element.attributes;
  const text = decodeHTMLStrict(xmlText(element));
  const startMs = start === undefined ? toMs(t, 1) : toMs(start, 1000);
  const lengthMs = start === undefined ? toMs(d, 1) : toMs(dur, 1000);
  return { startMs, lengthMs, pieces: [{ text, offsetMs: null }] };
}

function readParagraph(element: XmlElement): Event {
  const pieces = element.children.map((child): Piece => {
    if (typeof child === "string") return { text: child, offsetMs: null };
    return { text: child.name === "br" ? "\n" : xmlText(child), offsetMs: toMs(child.attributes.t, 1) };
  });
  return { startMs: toMs(element.attributes.t, 1), lengthMs: toMs(element.attributes.d, 1), pieces };
}

function toMs(text: string | undefined, scale: number): number | null {
  return text === undefined || text.trim() === "" || !Number.isFinite(Number(text))
    ? null
    : Number(text) * scale;
}

function toSegments(events: Event[]): DraftSegment[] {
  const spoken = events.filter(({ pieces }) => pieces.some(({ text }) => text.trim() !== ""));
  return spoken.map(({ startMs, lengthMs, pieces }, i): DraftSegment => {
    const nextMs = spoken[i + 1]?.startMs ?? null;
    const ownEndMs = startMs === null || lengthMs === null ? null : startMs + lengthMs;
    const isCut = ownEndMs !== null && nextMs !== null && nextMs > startMs! && nextMs < ownEndMs;
    const endMs = isCut ? nextMs : ownEndMs;
    const segment = { startMs, endMs, text: pieces.map(({ text }) => text).join("") };
    // A word without an offset is the first; a line without any offset has no word times.
    if (startMs === null || pieces.every(({ offsetMs }) => offsetMs === null)) return segment;
    return { ...segment, words: readPieces(pieces, startMs, endMs) };
  });
}

function readPieces(pieces: Piece[], startMs: number, endMs: number | null): DraftWord[] {
  const said = pieces.filter(({ text }) => text.trim() !== "");
  const at = (piece: Piece | undefined) => (piece === undefined ? endMs : startMs + (piece.offsetMs ?? 0));
  return said.map((piece, i) => ({ text: piece.text, startMs: at(piece), endMs: at(said[i + 1]) }));
}
