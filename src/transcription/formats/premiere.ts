/** Adobe Premiere Pro's transcript as JSON: `segments` with `start` and `duration` in seconds, `speakers` by their ids. */

import type { Draft } from "../draft.ts";
import { attachPunctuation, type SpokenWord } from "../group-words.ts";
import { type JsonObject, numberAt, objectsAt, secondsAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";
import { speakerNames } from "./speaker-names.ts";

export const premiereReader: JsonReader = {
  format: "premiere-json",
  detect(value) {
    const first = objectsAt(value, "segments")[0];
    const word = objectsAt(first, "words")[0];
    return (
      first !== undefined && word !== undefined && "duration" in first && "duration" in word && "text" in word
    );
  },
  read(value): Draft {
    const names = speakerNames(value);
    return {
      language: textAt(value, "language"),
      segments: objectsAt(value, "segments").map((segment) => ({
        ...span(segment),
        speaker: names.get(String(segment.speaker)) ?? null,
        language: textAt(segment, "language"),
        words: readWords(segment),
      })),
    };
  },
};

function readWords(segment: JsonObject): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (const word of objectsAt(segment, "words")) {
    const text = textAt(word, "text") ?? "";
    if (word.type === "punctuation" && words.length > 0) attachPunctuation(words, text);
    else words.push({ text, ...span(word), confidence: numberAt(word, "confidence") });
  }
  return words;
}

function span(item: JsonObject): { startMs: number | null; endMs: number | null } {
  const startMs = secondsAt(item, "start");
  const lengthMs = secondsAt(item, "duration");
  return { startMs, endMs: startMs === null || lengthMs === null ? null : startMs + lengthMs };
}
