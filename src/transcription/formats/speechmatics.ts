/** Speechmatics: version 1 has `words` with `time` and `duration`, version 2 `results` with `start_time`; in seconds. */

import type { Draft } from "../draft.ts";
import { attachPunctuation, groupWords, type SpokenWord } from "../group-words.ts";
import { type JsonObject, numberAt, objectAt, objectsAt, secondsAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const speechmaticsReaders: JsonReader[] = [
  {
    format: "speechmatics-json",
    detect(value) {
      const first = objectsAt(value, "words")[0];
      return first !== undefined && "name" in first && "time" in first && "duration" in first;
    },
    read(value): Draft {
      return { language: textAt(objectAt(value, "job"), "lang"), segments: groupWords(readOldWords(value)) };
    },
  },
  {
    format: "speechmatics-json",
    detect(value) {
      const first = objectsAt(value, "results")[0];
      return first !== undefined && "start_time" in first && Array.isArray(first.alternatives);
    },
    read(value): Draft {
      const config = objectAt(objectAt(value, "metadata"), "transcription_config");
      return { language: textAt(config, "language"), segments: groupWords(readResults(value)) };
    },
  },
];

function readOldWords(value: unknown): SpokenWord[] {
  const turns = objectsAt(value, "speakers").map((turn) => ({ ...span(turn), name: textAt(turn, "name") }));
  const words: SpokenWord[] = [];
  let turn = 0;
  for (const item of objectsAt(value, "words")) {
    const text = textAt(item, "name") ?? "";
    if (/^\p{P}+$/u.test(text)) {
      attachPunctuation(words, text);
      continue;
    }
    const { startMs, endMs } = span(item);
    while (turn + 1 < turns.length && (startMs ?? 0) >= (turns[turn + 1]!.startMs ?? 0)) turn += 1;
    words.push({
      text,
      startMs,
      endMs,
      confidence: numberAt(item, "confidence"),
      speaker: turns[turn]?.name ?? null,
    });
  }
  return words;
}

function span(item: JsonObject): { startMs: number | null; endMs: number | null } {
  const startMs = secondsAt(item, "time");
  const lengthMs = secondsAt(item, "duration");
  return { startMs, endMs: startMs === null || lengthMs === null ? null : startMs + lengthMs };
}

function readResults(value: unknown): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (const item of objectsAt(value, "results")) {
    const best = objectsAt(item, "alternatives")[0] ?? {};
    const text = textAt(best, "content") ?? "";
    if (item.type === "punctuation") {
      attachPunctuation(words, text);
      continue;
    }
    words.push({
      text,
      startMs: secondsAt(item, "start_time"),
      endMs: secondsAt(item, "end_time"),
      confidence: numberAt(best, "confidence"),
      speaker: textAt(best, "speaker") === "UU" ? null : textAt(best, "speaker"),
      language: textAt(best, "language"),
    });
  }
  return words;
}
