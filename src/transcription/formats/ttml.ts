/** TTML, DFXP, iTunes lyrics: `<p begin end>` with nested timing, frames and ticks, agents as speakers, timed spans. */

import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { findElements, parseXml, type XmlElement, xmlText } from "../parse-xml.ts";
import type { TextReader } from "./reader.ts";

type Clock = { frameMs: number; tickMs: number };

export const ttmlReader: TextReader = {
  format: "ttml",
  extensions: [".ttml", ".dfxp", ".xml"],
  detect: (text) => /<(?:[a-z]+:)?tt[\s>]/i.test(text.slice(0, 8000)),
  read(text): Draft {
    const root = findElements(parseXml(text), "tt")[0] ?? parseXml(text);
    const clock = readClock(root.attributes);
    const speakers = readAgents(root);
    const segments: DraftSegment[] = [];
    const body = findElements(root, "body")[0] ?? root;
    collect(body, { startMs: 0, endMs: null, speaker: null, language: null }, { clock, speakers, segments });
    return { language: root.attributes.lang ?? null, segments };
  },
};

function readClock(attributes: Record<string, string>): Clock {
  const rate = Number(attributes.frameRate ?? 30) || 30;
  const [over, under] = (attributes.frameRateMultiplier ?? "1 1").split(/[\s:]+/).map(Number);
  const frames = rate * ((over || 1) / (under || 1));
  const ticks =
    Number(attributes.tickRate) ||
    (attributes.frameRate ? frames * (Number(attributes.subFrameRate) || 1) : 1);
  return { frameMs: 1000 / frames, tickMs: 1000 / ticks };
}

// <ttm:agent xml:id="a1"><ttm:name>Anna</ttm:name></ttm:agent>
function readAgents(root: XmlElement): Map<string, string> {
  const names = new Map<string, string>();
  for (const agent of findElements(root, "agent")) {
    const name = xmlText(agent).trim();
    if (agent.attributes.id !== undefined)
      names.set(agent.attributes.id, name === "" ? agent.attributes.id : name);
  }
  return names;
}

type Around = { startMs: number; endMs: number | null; speaker: string | null; language: string | null };
type Reading = { clock: Clock; speakers: Map<string, string>; segments: DraftSegment[] };

function collect(element: XmlElement, around: Around, reading: Reading): void {
  const inner = { ...around, ...interval(element, around, reading.clock) };
  const agent = element.attributes.agent?.split(/\s+/)[0];
  if (agent !== undefined) inner.speaker = reading.speakers.get(agent) ?? agent;
  if (element.attributes.lang) inner.language = element.attributes.lang;
  if (element.name === "p") {
    reading.segments.push(readParagraph(element, inner, reading.clock));
    return;
  }
  for (const child of element.children) if (typeof child !== "string") collect(child, inner, reading);
}

function interval(element: XmlElement, around: { startMs: number; endMs: number | null }, clock: Clock) {
  const begin = parseTime(element.attributes.begin, clock);
  const end = parseTime(element.attributes.end, clock);
  const dur = parseTime(element.attributes.dur, clock);
  const startMs = around.startMs + (begin ?? 0);
  const endMs = end !== null ? around.startMs + end : dur !== null ? startMs + dur : around.endMs;
  return { startMs, endMs };
}

function readParagraph(element: XmlElement, own: Around, clock: Clock): DraftSegment {
  const segment: DraftSegment = { ...own, text: xmlText(element) };
  const spans = findElements(element, "span").filter((span) => span.attributes.begin !== undefined);
  if (spans.length === 0) return segment;
  // By the standard, times of spans are relative to the paragraph; in lyrics they are often absolute.
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  for (const { attributes } of spans) {
    firstMs = Math.min(firstMs, parseTime(attributes.begin, clock) ?? 0);
    lastMs = Math.max(lastMs, parseTime(attributes.end ?? attributes.begin, clock) ?? 0);
  }
  const absolute = firstMs >= own.startMs && (own.endMs === null || own.startMs + lastMs > own.endMs + 50);
  const words: DraftWord[] = spans.map((span) => ({
    text: xmlText(span),
    ...interval(span, { startMs: absolute ? 0 : own.startMs, endMs: null }, clock),
  }));
  return { ...segment, words };
}

/** A time of TTML: `00:01:02.5`, `00:01:02:12` (frames), `1.5s`, `300ms`, `2m`, `1h`, `36f`, `1374000000t`. */
function parseTime(text: string | undefined, clock: Clock): number | null {
  if (text === undefined) return null;
  const parts = /^\s*(\d+):(\d+):(\d+)(?:[.,](\d+)|:(\d+(?:\.\d+)?))?\s*$/.exec(text);
  if (parts !== null) {
    const [, hours, minutes, seconds, fraction, frames] = parts;
    const whole = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return whole + Number(`0.${fraction ?? 0}`) * 1000 + Number(frames ?? 0) * clock.frameMs;
  }
  const offset = /^\s*(\d+(?:\.\d+)?)\s*(h|ms|m|s|f|t)?\s*$/.exec(text);
  if (offset === null) return null;
  const units: Record<string, number> = {
    h: 3_600_000,
    m: 60_000,
    s: 1000,
    ms: 1,
    f: clock.frameMs,
    t: clock.tickMs,
  };
  return Number(offset[1]) * units[offset[2] ?? "s"]!;
}
