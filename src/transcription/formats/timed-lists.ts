/**
 * JSON of any program that writes a list of objects with a text and a time each: `start`, `from`, `startTime`, `start_ms`, …
 * The names of the fields say what they are; where a bare number's unit is not in its name, the speed of speech and the
 * length of the recording tell it.
 */

import { decodeHTMLStrict } from "entities/decode";
import { chooseTimeUnit, type RawSpan, unitNotes } from "../choose-time-unit.ts";
import type { Draft, DraftSegment } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import { parseClock } from "../parse-clock.ts";
import { stripMarkup } from "../strip-markup.ts";
import {
  arrayAt,
  isObject,
  type JsonObject,
  numberAt,
  objectsAt,
  speakerAt,
  textAt,
  toNumber,
} from "./json-values.ts";
import type { JsonReader, ReadContext } from "./reader.ts";
import { speakerNames } from "./speaker-names.ts";

// Compared without case, underscores and a unit at the end.
const startNames = [
  "start",
  "starttime",
  "startoffset",
  "begin",
  "begintime",
  "timebegin",
  "datastart",
  "from",
  "fromtime",
  "in",
];
const bareStartNames = ["timestamp", "time", "offset", "ts", "t"];
const endNames = [
  "end",
  "endtime",
  "endoffset",
  "stop",
  "stoptime",
  "to",
  "totime",
  "out",
  "finish",
  "timeend",
  "dataend",
  "endts",
];
const durationNames = ["duration", "dur", "length", "d"];
const textNames = [
  "text",
  "transcript",
  "transcription",
  "sentence",
  "content",
  "body",
  "caption",
  "line",
  "utterance",
  "predtext",
];
const wordNames = ["word", "punctuatedword", "value", "token", "term"];
const speakerFields = [
  "speaker",
  "speakername",
  "speakerdisplayname",
  "speakerlabel",
  "speakerid",
  "spk",
  "participant",
];
const wordListNames = ["words", "tokens", "terms", "wordtimestamps"];
// Lists of the same shape that say something about the text instead of giving it.
const aboutNames = /chapter|entit|highlight|topic|summar|keyword|sentiment|translat|safety|iab/i;
const maxDepth = 6;
const maxVisits = 1_000_000;

type Item = JsonObject;
type Time = { value: number; unit: number | null };

/** Items of all lists at one place, such as the sentences of every turn. */
type Found = { items: Item[]; lists: number };

export const timedListReader: JsonReader = {
  format: "segments-json",
  detect: (value) => findList(value) !== undefined,
  read(value, context): Draft {
    const { items, lists } = findList(value)!;
    const language = textAt(value, "language") ?? textAt(value, "language_code") ?? textAt(value, "lang");
    return { language, ...readList(items, speakerNames(value), context), isOneClock: lists > 1 };
  },
};

/** The list with the most text; among lists of the same text the one of lines, not of words. */
function findList(value: unknown): Found | undefined {
  const places = new Map<string, Found>();
  let visited = 0;
  const visit = (inner: unknown, path: string, depth: number, speaker: unknown): void => {
    if (depth > maxDepth || visited++ > maxVisits) return;
    if (Array.isArray(inner)) {
      if (!isTimedList(inner)) {
        for (const item of inner) visit(item, `${path}[]`, depth + 1, speaker);
        return;
      }
      const found = places.get(path) ?? { items: [], lists: 0 };
      places.set(path, found);
      found.lists += 1;
      for (const item of inner) if (isObject(item)) found.items.push(withSpeaker(item, speaker));
    } else if (isObject(inner)) {
      const own =
        inner[fieldOf(inner, speakerFields, (name) => name !== null && name !== "") ?? ""] ?? speaker;
      for (const key of Object.keys(inner))
        if (!aboutNames.test(key)) visit(inner[key], `${path}.${key}`, depth + 1, own);
    }
  };
  visit(value, "", 0, undefined);
  let best: Found | undefined;
  let bestLetters = 0;
  for (const found of places.values()) {
    const letters = lettersOf(found.items);
    const isMore = letters > bestLetters * 1.1;
    const isSame = letters >= bestLetters * 0.9 && letters > 0;
    if (isMore || (isSame && found.items.length < best!.items.length)) [best, bestLetters] = [found, letters];
  }
  return best;
}

function withSpeaker(item: Item, speaker: unknown): Item {
  return speaker === undefined || fieldOf(item, speakerFields, () => true) !== undefined
    ? item
    : { ...item, speaker };
}

function isTimedList(list: unknown[]): boolean {
  const sample = list.slice(0, 20);
  const timed = sample.filter(
    (item) => isObject(item) && ((startOf(item) !== null && hasText(item)) || wordsOf(item).length > 0),
  );
  return timed.length > 0 && timed.length * 2 > sample.length;
}

function hasText(item: Item): boolean {
  return fieldOf(item, textNames, isText) !== undefined || fieldOf(item, wordNames, isText) !== undefined;
}

function lettersOf(items: Item[]): number {
  return items.reduce((sum, item) => sum + (textOf(item).match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0);
}

function readList(
  items: Item[],
  names: Map<string, string>,
  context: ReadContext,
): Pick<Draft, "segments" | "notes"> {
  const words = items.map(wordsOf);
  const unit = unitOf(items, context);
  // Words have the unit of their lines, if they do not lie far behind them.
  const inner = words.flat();
  const wordUnit = lastOf(inner) <= lastOf(items) * 1.1 + 1 ? unit : unitOf(inner, context);
  const segments = items.map((item, i): DraftSegment => {
    const own = words[i]!.map((word) => readWord(word, wordUnit, names));
    const segment = {
      ...spanOf(item, unit),
      speaker: speakerOf(item, names),
      language: textAt(item, "language"),
    };
    return own.length === 0
      ? { ...segment, text: writtenText(item) }
      : { ...segment, text: textOf(item), words: own };
  });
  const notes = unitNotes(unit);
  // A list of single words is cut into lines.
  const singles = segments.filter(({ text }) => !/\S\s+\S/.test(text ?? "")).length;
  if (segments.length < 4 || singles < segments.length * 0.95 || words.some((list) => list.length > 0))
    return { segments, notes };
  return {
    segments: groupWords(segments.map(({ text, ...word }) => ({ ...word, text: text ?? "" }))),
    notes,
  };
}

function readWord(word: Item, unit: number, names: Map<string, string>): SpokenWord {
  return {
    text: textOf(word),
    ...spanOf(word, unit),
    confidence: numberAt(word, "confidence") ?? numberAt(word, "score") ?? numberAt(word, "probability"),
    speaker: speakerOf(word, names),
  };
}

function wordsOf(item: Item): Item[] {
  const key = Object.keys(item).find((name) => wordListNames.includes(plainName(name)));
  const list = key === undefined ? [] : objectsAt(item, key);
  return list.filter((word) => startOf(word) !== null && hasText(word));
}

function textOf(item: Item): string {
  const found = fieldOf(item, textNames, isText) ?? fieldOf(item, wordNames, isText);
  return found === undefined ? wordsOf(item).map(textOf).join(" ") : (textAt(item, found) ?? "");
}

// Captions that somebody scraped: tags, and references that were written twice (&amp;#39;).
function writtenText(item: Item): string {
  const text = stripMarkup(textOf(item));
  return /&(?:#\d+|quot);/.test(text) ? decodeHTMLStrict(text) : text;
}

function speakerOf(item: Item, names: Map<string, string>): string | null {
  const key = fieldOf(item, speakerFields, (value) => value !== null && value !== "");
  if (key === undefined) return null;
  const value = item[key];
  if (isObject(value)) return speakerAt(value, "name") ?? speakerAt(value, "label") ?? speakerAt(value, "id");
  return names.get(String(value)) ?? speakerAt(item, key);
}

function lastOf(items: Item[]): number {
  return items.reduce(
    (last, item) => Math.max(last, endOf(item, startOf(item))?.value ?? startOf(item)?.value ?? 0),
    0,
  );
}

function unitOf(items: Item[], context: ReadContext): number {
  const spans: RawSpan[] = [];
  for (const item of items) {
    const start = startOf(item);
    if (start === null || start.unit !== null) continue;
    const end = endOf(item, start);
    spans.push({ start: start.value, end: end?.unit === null ? end.value : null, text: textOf(item) });
  }
  return chooseTimeUnit(spans, context);
}

function spanOf(item: Item, unit: number): { startMs: number | null; endMs: number | null } {
  const start = startOf(item);
  const end = endOf(item, start);
  const ms = (time: Time | null) => (time === null ? null : time.value * (time.unit ?? unit));
  return { startMs: ms(start), endMs: ms(end) };
}

function startOf(item: Item): Time | null {
  const own = ownStart(item);
  // Azure Video Indexer: the places where a line is said.
  const [instance] = own === null ? objectsAt(item, "instances") : [];
  return instance === undefined ? own : ownStart(instance);
}

function ownStart(item: Item): Time | null {
  const [first] = arrayAt(item, "timestamp");
  if (first !== undefined) return timeOf(first, null);
  return timeAt(item, startNames) ?? timeAt(item, bareStartNames);
}

function endOf(item: Item, start: Time | null): Time | null {
  const [, second] = arrayAt(item, "timestamp");
  const [instance] = ownStart(item) === null ? objectsAt(item, "instances") : [];
  const end = second !== undefined ? timeOf(second, null) : timeAt(instance ?? item, endNames);
  if (end !== null || start === null) return end;
  const length = timeAt(item, durationNames);
  // A length with a unit of its own cannot be added to a start without one.
  return length === null || length.unit !== start.unit
    ? null
    : { value: start.value + length.value, unit: start.unit };
}

function timeAt(item: Item, names: string[]): Time | null {
  const key = fieldOf(item, names, (value) => timeOf(value, null) !== null);
  return key === undefined ? null : timeOf(item[key], unitInName(key));
}

function timeOf(value: unknown, unit: number | null): Time | null {
  const number = typeof value === "string" && /s\s*$/.test(value) ? null : toNumber(value);
  if (number !== null) return { value: number, unit };
  if (typeof value !== "string") return null;
  const ms = parseClock(value);
  return ms === null ? null : { value: ms, unit: 1 };
}

// start_ms, startMs, startTimeInSeconds, start_in_ms, durationMillis
const unitEnding = /(?:_?[Ii]n)?(?:_ms|Ms|MS|_?[Mm]illi(?:s|seconds)|_s|_sec(?:s|onds)?|Sec(?:s|onds)?)$/;

function unitInName(name: string): number | null {
  const ending = unitEnding.exec(name)?.[0];
  return ending === undefined ? null : /m(?:s|illi)/i.test(ending) ? 1 : 1000;
}

function plainName(name: string): string {
  return name
    .replace(unitEnding, "")
    .replace(/[_\s-]/g, "")
    .toLowerCase();
}

const isText = (value: unknown) => typeof value === "string";

// The first of the names that the object has, in the order of the names.
function fieldOf(item: Item, names: string[], accepts: (value: unknown) => boolean): string | undefined {
  let found: string | undefined;
  let place = names.length;
  for (const key of Object.keys(item)) {
    const at = placeOf(key, names);
    if (at >= 0 && at < place && accepts(item[key])) {
      found = key;
      place = at;
    }
  }
  return found;
}

const plainNames = new Map<string, string>();

function placeOf(key: string, names: string[]): number {
  let plain = plainNames.get(key);
  if (plain === undefined) {
    plain = plainName(key);
    // Keys of a foreign file: not without end.
    if (plainNames.size < 1000) plainNames.set(key, plain);
  }
  return names.indexOf(plain);
}
