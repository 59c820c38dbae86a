/**
 * Azure batch transcription: `recognizedPhrases` in ticks of 100 ns. Words are as spoken (`zero zero three`), the text is as
 * displayed (`003`): words that are the same in both have their measured times. Fast transcription has `phrases` in
 * milliseconds.
 */

import { alignWords } from "../align-words.ts";
import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { splitText } from "../split-words.ts";
import { isObject, type JsonObject, numberAt, objectsAt, speakerAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

const batchReader: JsonReader = {
  format: "azure-json",
  detect: (value) => isObject(value) && Array.isArray(value.recognizedPhrases),
  read(value): Draft {
    const phrases = objectsAt(value, "recognizedPhrases");
    const channels = new Set(phrases.map((phrase) => phrase.channel));
    const several = channels.size > 1;
    return { segments: phrases.map((phrase) => readPhrase(phrase, several)), isOneClock: several };
  },
};

function readPhrase(phrase: JsonObject, severalChannels: boolean): DraftSegment {
  const best = objectsAt(phrase, "nBest")[0] ?? {};
  const display = textAt(best, "display") ?? textAt(best, "lexical") ?? "";
  const shown = objectsAt(best, "displayWords").map((word) => readWord(word, "displayText"));
  const heard = objectsAt(best, "words").map((word) => readWord(word, "word"));
  const channel = severalChannels ? numberAt(phrase, "channel") : null;
  return {
    ...span(phrase),
    speaker: speakerAt(phrase, "speaker") ?? (channel === null ? null : `Channel ${channel + 1}`),
    language: textAt(phrase, "locale"),
    text: display,
    words: shown.length > 0 ? shown : alignWords(splitText(display), heard),
  };
}

function span(item: JsonObject): { startMs: number | null; endMs: number | null } {
  const start = ticks(item, "offset");
  const length = ticks(item, "duration");
  return { startMs: start, endMs: start === null || length === null ? null : start + length };
}

// `offsetInTicks`, or `offset` as ISO 8601 duration: PT1M2.5S.
function ticks(item: JsonObject, key: string): number | null {
  const count = numberAt(item, `${key}InTicks`);
  if (count !== null) return count / 10_000;
  const milliseconds = numberAt(item, `${key}Milliseconds`);
  if (milliseconds !== null) return milliseconds;
  const iso = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(textAt(item, key) ?? "");
  if (iso === null) return null;
  return Math.round((Number(iso[1] ?? 0) * 3600 + Number(iso[2] ?? 0) * 60 + Number(iso[3] ?? 0)) * 1000);
}

function readWord(word: JsonObject, key: string): DraftWord {
  return { text: textAt(word, key) ?? "", ...span(word), confidence: numberAt(word, "confidence") };
}

const fastReader: JsonReader = {
  format: "azure-json",
  detect: (value) =>
    objectsAt(value, "phrases").some((phrase) => "offsetMilliseconds" in phrase && "text" in phrase),
  read(value): Draft {
    const phrases = objectsAt(value, "phrases");
    const severalChannels = new Set(phrases.map((phrase) => phrase.channel)).size > 1;
    return {
      isOneClock: severalChannels,
      segments: phrases.map((phrase) => {
        const channel = severalChannels ? numberAt(phrase, "channel") : null;
        return {
          ...span(phrase),
          speaker: speakerAt(phrase, "speaker") ?? (channel === null ? null : `Channel ${channel + 1}`),
          language: textAt(phrase, "locale"),
          text: textAt(phrase, "text") ?? "",
          words: alignWords(
            splitText(textAt(phrase, "text") ?? ""),
            objectsAt(phrase, "words").map((word) => readWord(word, "text")),
          ),
        };
      }),
    };
  },
};

export const azureReaders: JsonReader[] = [batchReader, fastReader];
