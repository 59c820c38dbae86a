/** Google Speech-to-Text v1 and v2: `results[].alternatives[0].words`, times as `"1.300s"` or seconds and nanos. */

import type { Draft, DraftSegment } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import {
  arrayAt,
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  speakerAt,
  textAt,
  toNumber,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

function resultsOf(value: unknown): JsonObject[] {
  const own = arrayAt(value, "results");
  const inner = own.length > 0 ? own : arrayAt(objectAt(value, "response"), "results");
  return inner.filter(isObject);
}

export const googleReader: JsonReader = {
  format: "google-json",
  detect(value) {
    const best = objectsAt(resultsOf(value)[0], "alternatives")[0];
    if (best === undefined) return false;
    const word = objectsAt(best, "words")[0];
    return word === undefined
      ? "resultEndTime" in resultsOf(value)[0]!
      : "startTime" in word || "endTime" in word || "endOffset" in word;
  },
  read(value): Draft {
    const results = resultsOf(value);
    const last = wordsOf(results.at(-1)!);
    const earlier = results.slice(0, -1).flatMap(wordsOf);
    const language =
      results.map((result) => textAt(result, "languageCode")).find((code) => code !== null) ?? null;
    // With diarization the last result repeats all words, with their speakers.
    if (earlier.length > 0 && last.length >= earlier.length && last.every((word) => word.speaker)) {
      return { language, segments: groupWords(last) };
    }
    const channels = new Set(results.map((result) => result.channelTag));
    return { language, segments: results.flatMap(readResult), isOneClock: channels.size > 1 };
  },
};

function readResult(result: JsonObject): DraftSegment[] {
  const words = wordsOf(result);
  const best = objectsAt(result, "alternatives")[0] ?? {};
  const text = textAt(best, "transcript") ?? "";
  const endMs = duration(result.resultEndTime ?? result.resultEndOffset);
  if (words.length === 0) return [{ startMs: null, endMs, text }];
  if (new Set(words.map((word) => word.speaker)).size > 1) return groupWords(words);
  return [
    {
      startMs: words[0]!.startMs,
      endMs: words.at(-1)!.endMs,
      speaker: words[0]!.speaker ?? null,
      language: textAt(result, "languageCode"),
      text,
      words,
    },
  ];
}

function wordsOf(result: JsonObject): SpokenWord[] {
  return objectsAt(objectsAt(result, "alternatives")[0], "words").map((word) => ({
    text: textAt(word, "word") ?? "",
    startMs: duration(word.startTime ?? word.startOffset) ?? 0,
    endMs: duration(word.endTime ?? word.endOffset),
    confidence: numberAt(word, "confidence"),
    speaker: speakerAt(word, "speakerLabel") ?? speakerAt(word, "speakerTag"),
  }));
}

function duration(value: unknown): number | null {
  const seconds = toNumber(value);
  if (seconds !== null) return seconds * 1000;
  if (!isObject(value)) return null;
  return (numberAt(value, "seconds") ?? 0) * 1000 + (numberAt(value, "nanos") ?? 0) / 1e6;
}
