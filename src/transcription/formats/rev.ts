/** Rev, Rev AI and Temi: `monologues` of `elements`, `text` with times and `punct` without; seconds or clock times. */

import type { Draft } from "../draft.ts";
import { attachPunctuation, groupWords, type SpokenWord } from "../group-words.ts";
import { parseClock } from "../parse-clock.ts";
import { isObject, type JsonObject, numberAt, objectsAt, speakerAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";
import { speakerNames } from "./speaker-names.ts";

export const revReader: JsonReader = {
  format: "rev-json",
  detect: (value) => objectsAt(value, "monologues").some((monologue) => Array.isArray(monologue.elements)),
  read(value): Draft {
    const names = speakerNames(value);
    const words: SpokenWord[] = [];
    for (const monologue of objectsAt(value, "monologues")) {
      const speaker = speakerOf(monologue, names);
      const own: SpokenWord[] = [];
      for (const element of objectsAt(monologue, "elements")) {
        const text = textAt(element, "value") ?? "";
        if (element.type === "punct") attachPunctuation(own, text);
        else own.push({ text, ...span(element), confidence: numberAt(element, "confidence"), speaker });
      }
      for (const word of own) words.push(word);
    }
    return { language: textAt(value, "language"), segments: groupWords(words) };
  },
};

function speakerOf(monologue: JsonObject, names: Map<string, string>): string | null {
  if (isObject(monologue.speaker))
    return speakerAt(monologue.speaker, "name") ?? speakerAt(monologue.speaker, "id");
  return names.get(String(monologue.speaker)) ?? speakerAt(monologue, "speaker");
}

function span(element: JsonObject): { startMs: number | null; endMs: number | null } {
  const time = (...keys: string[]) => {
    for (const key of keys) {
      const seconds = numberAt(element, key);
      if (seconds !== null) return seconds * 1000;
      const clock = parseClock(textAt(element, key) ?? "");
      if (clock !== null) return clock;
    }
    return null;
  };
  return { startMs: time("ts", "timestamp"), endMs: time("end_ts", "end_timestamp") };
}
