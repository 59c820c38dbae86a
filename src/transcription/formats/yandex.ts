/**
 * Yandex SpeechKit: version 2 has `response.chunks` with times as `"0.88s"`, version 3 a stream of `final` and
 * `finalRefinement` results in milliseconds. Words are as spoken; the text may have punctuation and digits.
 */

import { alignWords } from "../align-words.ts";
import type { Draft, DraftSegment } from "../draft.ts";
import { splitText } from "../split-words.ts";
import {
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  secondsAt,
  textAt,
  toNumber,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

const chunksReader: JsonReader = {
  format: "yandex-json",
  detect: (value) => chunksOf(value).some((chunk) => Array.isArray(chunk.alternatives)),
  read(value): Draft {
    const chunks = chunksOf(value);
    const channel = channelNames(chunks);
    return {
      isOneClock: channel !== nobody,
      segments: chunks.map((chunk): DraftSegment => {
        const best = objectsAt(chunk, "alternatives")[0] ?? {};
        const words = objectsAt(best, "words").map((word) => ({
          text: textAt(word, "word") ?? "",
          startMs: secondsAt(word, "startTime"),
          endMs: secondsAt(word, "endTime"),
          confidence: numberAt(word, "confidence"),
        }));
        const text = textAt(best, "text") ?? words.map((word) => word.text).join(" ");
        return {
          startMs: words[0]?.startMs ?? null,
          endMs: words.at(-1)?.endMs ?? null,
          speaker: channel(chunk),
          text,
          words: alignWords(splitText(text), words),
        };
      }),
    };
  },
};

function chunksOf(value: unknown): JsonObject[] {
  const inner = objectsAt(objectAt(value, "response"), "chunks");
  const own = inner.length > 0 ? inner : objectsAt(value, "chunks");
  return own.filter((chunk) => "alternatives" in chunk);
}

// One channel, or one speaker, needs no name.
function channelNames(items: JsonObject[]): (item: JsonObject) => string | null {
  const tag = (item: JsonObject) => toNumber(item.channelTag ?? item.channel_tag);
  if (new Set(items.map(tag)).size < 2) return nobody;
  return (item) => (tag(item) === null ? null : `Speaker ${tag(item)}`);
}

const nobody = () => null;

const streamReader: JsonReader = {
  format: "yandex-json",
  detect: (value) => resultsOf(value).some((result) => isObject(result.final)),
  read(value): Draft {
    const results = resultsOf(value);
    const refined = new Map<number, JsonObject>();
    for (const result of results) {
      const refinement = part(result, "finalRefinement", "final_refinement");
      const index = toNumber(refinement.finalIndex ?? refinement.final_index) ?? 0;
      if (Object.keys(refinement).length > 0)
        refined.set(index, part(refinement, "normalizedText", "normalized_text"));
    }
    const finals = results.filter((result) => isObject(result.final));
    const channel = channelNames(finals);
    return {
      isOneClock: channel !== nobody,
      segments: finals.map((result, i) =>
        readFinal(refined.get(i) ?? objectAt(result, "final"), channel(result)),
      ),
    };
  },
};

function resultsOf(value: unknown): JsonObject[] {
  const list = Array.isArray(value) ? value : isObject(value) ? [value] : [];
  return list.filter(isObject).map((item) => (isObject(item.result) ? item.result : item));
}

function part(value: JsonObject, key: string, other: string): JsonObject {
  return isObject(value[key]) ? value[key] : objectAt(value, other);
}

function readFinal(result: JsonObject, speaker: string | null): DraftSegment {
  const best = objectsAt(result, "alternatives")[0] ?? {};
  const words = objectsAt(best, "words").map((word) => ({
    text: textAt(word, "text") ?? "",
    ...milliseconds(word),
  }));
  const text = textAt(best, "text") ?? words.map((word) => word.text).join(" ");
  return { ...milliseconds(best), speaker, text, words: alignWords(splitText(text), words) };
}

function milliseconds(item: JsonObject): { startMs: number | null; endMs: number | null } {
  return {
    startMs: toNumber(item.startTimeMs ?? item.start_time_ms),
    endMs: toNumber(item.endTimeMs ?? item.end_time_ms),
  };
}

export const yandexReaders: JsonReader[] = [chunksReader, streamReader];
