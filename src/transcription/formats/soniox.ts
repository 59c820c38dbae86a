/** Soniox: `tokens` in milliseconds, which are parts of words and have their spaces; translations are not read. */

import type { Draft } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import { type JsonObject, numberAt, objectsAt, speakerAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const sonioxReader: JsonReader = {
  format: "soniox-json",
  detect: (value) =>
    objectsAt(value, "tokens")
      .slice(0, 20)
      .some((token) => "start_ms" in token && "text" in token),
  read: (value): Draft => ({ segments: groupWords(joinTokens(objectsAt(value, "tokens"))) }),
};

function joinTokens(tokens: JsonObject[]): SpokenWord[] {
  const words: SpokenWord[] = [];
  let pieces = 0;
  for (const token of tokens) {
    const text = textAt(token, "text") ?? "";
    // <end> and <fin> mark the end of an utterance.
    if (token.translation_status === "translation" || /^\s*<\w+>\s*$/.test(text)) continue;
    const startMs = numberAt(token, "start_ms");
    const endMs = numberAt(token, "end_ms");
    const confidence = numberAt(token, "confidence");
    const speaker = speakerAt(token, "speaker");
    const last = words.at(-1);
    if (last === undefined || /^\s/.test(text) || /\s$/.test(last.text) || last.speaker !== speaker) {
      words.push({ text, startMs, endMs, confidence, speaker, language: textAt(token, "language") });
      pieces = 1;
      continue;
    }
    last.text += text;
    last.endMs = endMs ?? last.endMs;
    if (confidence !== null && last.confidence !== null)
      last.confidence = ((last.confidence ?? confidence) * pieces + confidence) / (pieces + 1);
    pieces += 1;
  }
  return words;
}
