/** IBM Watson: `results[].alternatives[0].timestamps` as `["word", start, end]`, with a separate list of speakers by start time. */

import type { Draft } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import { arrayAt, isObject, type JsonObject, objectsAt, speakerAt, toNumber } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const watsonReader: JsonReader = {
  format: "watson-json",
  detect: (value) => Array.isArray(objectsAt(objectsAt(value, "results")[0], "alternatives")[0]?.timestamps),
  read(value): Draft {
    const speakers = new Map<number, string | null>();
    for (const label of objectsAt(value, "speaker_labels")) {
      const from = toNumber(label.from);
      if (from !== null) speakers.set(from, speakerAt(label, "speaker"));
    }
    const results = objectsAt(value, "results").filter((result) => result.final !== false);
    return { segments: results.flatMap((result) => groupWords(readWords(result, speakers))) };
  },
};

function readWords(result: JsonObject, speakers: Map<number, string | null>): SpokenWord[] {
  const best = objectsAt(result, "alternatives")[0];
  const confidences = arrayAt(best, "word_confidence");
  const confidence = isObject(best) ? toNumber(best.confidence) : null;
  return arrayAt(best, "timestamps")
    .filter((item) => Array.isArray(item))
    .map(([word, start, end], index) => {
      const own = confidences[index];
      const from = toNumber(start);
      const to = toNumber(end);
      return {
        text: String(word),
        startMs: from === null ? null : from * 1000,
        endMs: to === null ? null : to * 1000,
        confidence: (Array.isArray(own) ? toNumber(own[1]) : null) ?? confidence,
        speaker: from === null ? null : (speakers.get(from) ?? null),
      };
    });
}
