/** Sber SaluteSpeech: results with `normalized_text`, `word_alignments` and times as `"0.480s"`. */

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
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const saluteReader: JsonReader = {
  format: "salutespeech-json",
  detect: (value) =>
    utterancesOf(value).some((utterance) =>
      objectsAt(utterance, "results").some(
        (result) => "normalized_text" in result || "word_alignments" in result,
      ),
    ),
  read(value): Draft {
    const utterances = utterancesOf(value);
    // With separated speakers, everything is there twice: -1 is the sound of all of them.
    const isSeparated = utterances.some((utterance) => (speakerId(utterance) ?? -1) >= 0);
    const own = isSeparated ? utterances.filter((utterance) => speakerId(utterance) !== -1) : utterances;
    return {
      isOneClock: isSeparated,
      segments: own.flatMap((utterance) =>
        objectsAt(utterance, "results")
          .slice(0, 1)
          .map((best) => readResult(best, utterance)),
      ),
    };
  },
};

function utterancesOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : objectsAt(value, "result");
}

function speakerId(utterance: JsonObject): number | null {
  return numberAt(objectAt(utterance, "speaker_info"), "speaker_id");
}

function readResult(result: JsonObject, utterance: JsonObject): DraftSegment {
  const words = objectsAt(result, "word_alignments").map((word) => ({
    text: textAt(word, "word") ?? "",
    startMs: secondsAt(word, "start"),
    endMs: secondsAt(word, "end"),
  }));
  const text =
    textAt(result, "normalized_text") || textAt(result, "text") || words.map((word) => word.text).join(" ");
  const speaker = speakerId(utterance);
  return {
    startMs: secondsAt(result, "start"),
    endMs: secondsAt(result, "end"),
    speaker: speaker === null || speaker < 0 ? null : `Speaker ${speaker}`,
    text,
    words: alignWords(splitText(text), words),
  };
}
