/**
 * ElevenLabs Scribe: `words` of the types `word`, `spacing` and `audio_event` in seconds, also as `segments` of the editor's
 * export, and one list for each channel (`transcripts`).
 */

import { makeNote } from "../../messages/notes.ts";
import type { Draft } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import {
  isObject,
  type JsonObject,
  numberAt,
  objectsAt,
  secondsAt,
  speakerAt,
  textAt,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

const types = ["word", "spacing", "audio_event"];
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;

export const elevenLabsReader: JsonReader = {
  format: "elevenlabs-json",
  detect: (value) =>
    channelsOf(value).some(({ items }) => {
      const first = items[0];
      return first !== undefined && types.includes(String(first.type)) && "text" in first && "start" in first;
    }),
  read(value): Draft {
    const channels = channelsOf(value);
    const sounds = channels
      .flatMap(({ items }) => items)
      .filter((item) => item.type === "audio_event").length;
    return {
      language: channels.map(({ language }) => language).find((language) => language !== null) ?? null,
      segments: channels.flatMap(({ items, name }) => groupWords(joinItems(items, name))),
      isOneClock: channels.length > 1,
      notes: sounds === 0 ? [] : [makeNote("transcript-sounds-left-out", { count: sounds })],
    };
  },
};

type Channel = { items: JsonObject[]; name: string | null; language: string | null };

function channelsOf(value: unknown): Channel[] {
  const several = objectsAt(value, "transcripts");
  if (several.length > 0)
    return several.map((channel, i) => ({ ...wordsOf(channel), name: `Channel ${i + 1}` }));
  return isObject(value) ? [wordsOf(value)] : [];
}

function wordsOf(value: JsonObject): Channel {
  const words = objectsAt(value, "words");
  const items =
    words.length > 0 ? words : objectsAt(value, "segments").flatMap((part) => objectsAt(part, "words"));
  return { items, name: null, language: textAt(value, "language_code") };
}

// A space is an item of its own; words without one between them are parts of one word.
function joinItems(items: JsonObject[], channel: string | null): SpokenWord[] {
  const words: SpokenWord[] = [];
  // Some programs leave the spaces out: every item with a letter first is a word of its own then.
  const hasSpaces = items.some((item) => item.type === "spacing" || /\s/.test(textAt(item, "text") ?? ""));
  let isNew = true;
  for (const item of items) {
    const text = textAt(item, "text") ?? "";
    if (item.type === "spacing" || item.type === "audio_event" || text.trim() === "") {
      isNew = true;
      continue;
    }
    const speaker = speakerAt(item, "speaker_id") ?? channel;
    const last = words.at(-1);
    if (
      last !== undefined &&
      !isNew &&
      (hasSpaces || /^[^\p{L}\p{N}]/u.test(text)) &&
      last.speaker === speaker &&
      /\S$/.test(last.text) &&
      isPart(last.text, text)
    ) {
      last.text += text;
      last.endMs = secondsAt(item, "end") ?? last.endMs;
    } else {
      words.push({
        text,
        startMs: secondsAt(item, "start"),
        endMs: secondsAt(item, "end"),
        confidence: probability(numberAt(item, "logprob")),
        speaker,
      });
    }
    isNew = false;
  }
  return words;
}

function isPart(before: string, text: string): boolean {
  return /^\S/.test(text) && !unspaced.test(before);
}

function probability(logarithm: number | null): number | null {
  return logarithm === null || logarithm > 0 ? null : Math.exp(logarithm);
}
