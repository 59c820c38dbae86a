/** AssemblyAI: `words` and `utterances` with times in milliseconds. */

import type { Draft } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import { isObject, type JsonObject, numberAt, objectsAt, speakerAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const assemblyAiReader: JsonReader = {
  format: "assemblyai-json",
  detect(value) {
    if (!isObject(value)) return false;
    const marked = "audio_url" in value || "acoustic_model" in value || "audio_duration" in value;
    return marked && (Array.isArray(value.words) || Array.isArray(value.utterances));
  },
  read(value): Draft {
    const utterances = objectsAt(value, "utterances");
    const segments =
      utterances.length > 0
        ? utterances.map((utterance) => ({
            startMs: numberAt(utterance, "start"),
            endMs: numberAt(utterance, "end"),
            speaker: speakerAt(utterance, "speaker"),
            text: textAt(utterance, "text") ?? "",
            words: objectsAt(utterance, "words").map(readWord),
          }))
        : groupWords(objectsAt(value, "words").map(readWord));
    return { language: textAt(value, "language_code"), segments };
  },
};

function readWord(word: JsonObject): SpokenWord {
  return {
    text: textAt(word, "text") ?? "",
    startMs: numberAt(word, "start"),
    endMs: numberAt(word, "end"),
    confidence: numberAt(word, "confidence"),
    speaker: speakerAt(word, "speaker"),
  };
}
