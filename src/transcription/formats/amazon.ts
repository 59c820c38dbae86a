/** Amazon Transcribe: `results.items` with times as strings in seconds; punctuation is an item without a time. */

import type { Draft } from "../draft.ts";
import { attachPunctuation, groupWords, type SpokenWord } from "../group-words.ts";
import {
  arrayAt,
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  secondsAt,
  textAt,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

function itemsOf(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? value : arrayAt(objectAt(value, "results"), "items")).filter(isObject);
}

export const amazonReader: JsonReader = {
  format: "amazon-json",
  detect(value) {
    const first = itemsOf(value)[0];
    return (
      first !== undefined &&
      Array.isArray(first.alternatives) &&
      "type" in first &&
      !("end_of_sentence" in first)
    );
  },
  read(value): Draft {
    const results = objectAt(value, "results");
    const labels = speakerLabels(objectsAt(objectAt(results, "speaker_labels"), "segments"));
    const words: SpokenWord[] = [];
    for (const item of itemsOf(value)) {
      const best = objectsAt(item, "alternatives")[0] ?? {};
      const text = textAt(best, "content") ?? "";
      if (item.type === "punctuation") {
        attachPunctuation(words, text);
        continue;
      }
      words.push({
        text,
        startMs: secondsAt(item, "start_time"),
        endMs: secondsAt(item, "end_time"),
        confidence: numberAt(best, "confidence"),
        speaker: textAt(item, "speaker_label") ?? labels.get(String(item.start_time)) ?? null,
        language: textAt(item, "language_code"),
      });
    }
    return { language: textAt(results, "language_code"), segments: groupWords(words) };
  },
};

// Older results have a separate list of speakers, keyed by the start time of each word.
function speakerLabels(segments: JsonObject[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const segment of segments) {
    for (const item of objectsAt(segment, "items")) {
      const label = textAt(item, "speaker_label");
      if (label !== null) labels.set(String(item.start_time), label);
    }
  }
  return labels;
}
