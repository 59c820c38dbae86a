/** Deepgram: `results.utterances` when asked for, else `results.channels[].alternatives[0].words`; seconds. */

import type { Draft, DraftSegment } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import {
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  secondsAt,
  speakerAt,
  textAt,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const deepgramReader: JsonReader = {
  format: "deepgram-json",
  detect: (value) => Array.isArray(objectAt(value, "results").channels),
  read(value): Draft {
    const results = objectAt(value, "results");
    const channels = objectsAt(results, "channels");
    const utterances = objectsAt(results, "utterances");
    const several = channels.length > 1;
    const segments =
      utterances.length > 0
        ? utterances.map((utterance) => readUtterance(utterance, several))
        : channels.flatMap((channel, index) => readChannel(channel, several ? `Channel ${index + 1}` : null));
    return { language: textAt(channels[0], "detected_language"), segments, isOneClock: several };
  },
};

function readUtterance(utterance: JsonObject, several: boolean): DraftSegment {
  const channel = numberAt(utterance, "channel");
  const name = several && channel !== null ? `Channel ${channel + 1}` : null;
  return {
    startMs: secondsAt(utterance, "start"),
    endMs: secondsAt(utterance, "end"),
    speaker: nameSpeaker(speakerAt(utterance, "speaker"), name),
    text: textAt(utterance, "transcript") ?? "",
    words: objectsAt(utterance, "words").map((word) => readWord(word, name)),
  };
}

function readChannel(channel: JsonObject, name: string | null): DraftSegment[] {
  const best = objectsAt(channel, "alternatives")[0] ?? {};
  const words = objectsAt(best, "words");
  if (words.length > 0) return groupWords(words.map((word) => readWord(word, name)));
  return [{ startMs: null, endMs: null, speaker: name, text: textAt(best, "transcript") ?? "" }];
}

function readWord(word: JsonObject, channel: string | null): SpokenWord {
  return {
    text: textAt(word, "punctuated_word") ?? textAt(word, "word") ?? "",
    startMs: secondsAt(word, "start"),
    endMs: secondsAt(word, "end"),
    confidence: numberAt(word, "confidence"),
    speaker: nameSpeaker(speakerAt(word, "speaker"), channel),
  };
}

// Speakers are counted anew in every channel: `Speaker 0` of the second is another person.
function nameSpeaker(speaker: string | null, channel: string | null): string | null {
  return speaker !== null && channel !== null ? `${channel}, ${speaker}` : (speaker ?? channel);
}
