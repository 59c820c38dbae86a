/** Gladia: `result.transcription.utterances`, or as a part of it; in seconds. Translations beside it are not read. */

import type { Draft } from "../draft.ts";
import {
  arrayAt,
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  secondsAt,
  speakerAt,
  textAt,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const gladiaReader: JsonReader = {
  format: "gladia-json",
  detect(value) {
    const first = objectsAt(transcriptionOf(value), "utterances")[0];
    return first !== undefined && "start" in first && "text" in first;
  },
  read(value): Draft {
    const transcription = transcriptionOf(value);
    const [language] = arrayAt(transcription, "languages");
    return {
      language: typeof language === "string" ? language : null,
      segments: objectsAt(transcription, "utterances").map((utterance) => ({
        startMs: secondsAt(utterance, "start"),
        endMs: secondsAt(utterance, "end"),
        speaker: speakerAt(utterance, "speaker"),
        language: textAt(utterance, "language"),
        text: textAt(utterance, "text") ?? "",
        words: objectsAt(utterance, "words").map((word) => ({
          text: textAt(word, "word") ?? "",
          startMs: secondsAt(word, "start"),
          endMs: secondsAt(word, "end"),
          confidence: numberAt(word, "confidence"),
        })),
      })),
    };
  },
};

function transcriptionOf(value: unknown): JsonObject {
  const inner = objectAt(objectAt(value, "result"), "transcription");
  if ("utterances" in inner) return inner;
  const outer = objectAt(value, "transcription");
  if ("utterances" in outer) return outer;
  // The transcription alone; AssemblyAI and Deepgram also have utterances, but no full_transcript.
  return isObject(value) && "full_transcript" in value ? value : {};
}
