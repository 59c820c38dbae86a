/**
 * The Whisper family, all with `segments` of `start`, `end`, `text` in seconds: OpenAI's own JSON and API
 * (`verbose_json`), faster-whisper (dumped or printed), whisperX, whisper-timestamped. They differ in how they
 * name words: `word` + `probability`, `word` + `score`, `text` + `confidence`, or words beside the segments.
 */

import { chooseTimeUnit, unitNotes } from "../choose-time-unit.ts";
import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import { arrayAt, isObject, type JsonObject, numberAt, objectsAt, speakerAt, textAt } from "./json-values.ts";
import type { JsonReader, ReadContext } from "./reader.ts";

function segmentsOf(value: unknown): JsonObject[] {
  const list = Array.isArray(value) ? value : arrayAt(value, "segments");
  return list.filter(isObject);
}

function isWhisper(value: unknown): boolean {
  const first = segmentsOf(value)[0];
  if (first === undefined)
    return isObject(value) && Array.isArray(value.segments) && typeof value.text === "string";
  return "start" in first && "end" in first && ("text" in first || Array.isArray(first.words));
}

function firstWord(value: unknown): JsonObject {
  for (const segment of segmentsOf(value)) {
    const word = objectsAt(segment, "words")[0];
    if (word !== undefined) return word;
  }
  return {};
}

/** A word of any of these formats; its times are multiplied by `scale`. */
function readWhisperWord(word: JsonObject, scale = 1000): SpokenWord {
  const time = (key: string) => {
    const value = numberAt(word, key);
    return value === null ? null : value * scale;
  };
  return {
    text: textAt(word, "word") ?? textAt(word, "text") ?? "",
    startMs: time("start"),
    endMs: time("end"),
    confidence:
      numberAt(word, "probability") ??
      numberAt(word, "score") ??
      numberAt(word, "confidence") ??
      numberAt(word, "conf"),
    speaker: speakerAt(word, "speaker"),
  };
}

function readWhisper(value: unknown, context: ReadContext): Draft {
  const lines = segmentsOf(value);
  const unit = unitOf(lines, context);
  const time = (segment: JsonObject, key: string) => {
    const count = numberAt(segment, key);
    return count === null ? null : count * unit;
  };
  const segments = lines.map((segment): DraftSegment => {
    const words = objectsAt(segment, "words").map((word) => readWhisperWord(word, unit));
    return {
      startMs: time(segment, "start"),
      endMs: time(segment, "end"),
      speaker:
        speakerAt(segment, "speaker") ??
        speakerAt(segment, "speaker_id") ??
        words.find((word) => word.speaker)?.speaker ??
        null,
      language: textAt(segment, "language"),
      text: textAt(segment, "text") ?? words.map((word) => word.text).join(" "),
      words,
    };
  });
  const apart = objectsAt(value, "words").map((word) => readWhisperWord(word));
  const wordless = segments.every((segment) => segment.words?.length === 0);
  return {
    language: textAt(value, "language") ?? textAt(objectsAt(value, "info")[0] ?? value, "language"),
    segments: wordless && apart.length > 0 ? spreadWords(segments, apart) : segments,
    notes: unitNotes(unit),
  };
}

// All of these write seconds. Other programs write the same fields in whole milliseconds or hundredths.
function unitOf(lines: JsonObject[], context: ReadContext): number {
  const spans = lines.map((line) => ({
    start: numberAt(line, "start"),
    end: numberAt(line, "end"),
    text: textAt(line, "text") ?? "",
  }));
  const isWhole = spans.every(({ start, end }) => Number.isInteger(start) && Number.isInteger(end));
  return isWhole ? chooseTimeUnit(spans, context) : 1000;
}

// The API returns words beside the segments, without punctuation: each belongs to the segment in which it starts.
function spreadWords(segments: DraftSegment[], words: SpokenWord[]): DraftSegment[] {
  if (segments.length === 0) return groupWords(words);
  let at = 0;
  for (const word of words) {
    while (at + 1 < segments.length && (word.startMs ?? 0) >= (segments[at + 1]!.startMs ?? 0) - 1) at += 1;
    (segments[at]!.words as DraftWord[]).push(word);
  }
  return segments;
}

export const whisperReaders: JsonReader[] = [
  {
    format: "whisperx-json",
    detect: (value) =>
      isWhisper(value) && ((isObject(value) && "word_segments" in value) || "score" in firstWord(value)),
    read: readWhisper,
  },
  {
    format: "whisper-timestamped-json",
    detect: (value) => isWhisper(value) && "text" in firstWord(value),
    read: readWhisper,
  },
  {
    format: "faster-whisper-json",
    detect: (value) => {
      if (!isWhisper(value)) return false;
      const marks = "probability" in firstWord(value) || "seek" in (segmentsOf(value)[0] ?? {});
      return marks && (Array.isArray(value) || !isObject(value) || !("text" in value));
    },
    read: readWhisper,
  },
  {
    format: "whisper-json",
    detect: (value) => !Array.isArray(value) && isWhisper(value),
    read: readWhisper,
  },
  {
    // Words of the API without segments.
    format: "whisper-json",
    detect: (value) => {
      const word = objectsAt(value, "words")[0];
      return word !== undefined && "word" in word && "start" in word && isObject(value) && "text" in value;
    },
    read: readWhisper,
  },
];
