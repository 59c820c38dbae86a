/**
 * Azure batch transcription: `recognizedPhrases` in ticks of 100 ns. Words are as spoken (`zero zero three`), the text is as
 * displayed (`003`): words that are the same in both have their measured times.
 */

import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { splitText } from "../split-words.ts";
import { isObject, type JsonObject, numberAt, objectsAt, speakerAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const azureReader: JsonReader = {
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

// Displayed words in the longest common subsequence with the spoken words get their times; the others have none.
function alignWords(shown: string[], heard: DraftWord[]): DraftWord[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const left = shown.map(plain);
  const right = heard.map((word) => plain(word.text));
  const untimed = (text: string): DraftWord => ({ text, startMs: null, endMs: null });
  if (left.length * right.length > 4_000_000) return shown.map(untimed);
  const width = right.length + 1;
  const common = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const skip = Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
      const match = left[i] === right[j] ? common[(i + 1) * width + j + 1]! + 1 : 0;
      common[i * width + j] = Math.max(skip, match);
    }
  }
  let j = 0;
  return shown.map((text, i) => {
    while (
      j < right.length &&
      left[i] !== right[j] &&
      common[i * width + j + 1]! >= common[(i + 1) * width + j]!
    )
      j++;
    if (j < right.length && left[i] === right[j]) return { ...heard[j++]!, text };
    return untimed(text);
  });
}
