/**
 * NVIDIA's recognisers: parakeet-mlx (`sentences` of `tokens`), NeMo (`timestamp` or `timestep` with `word` and `segment`), and
 * sherpa-onnx, which runs the same models (`tokens` beside `timestamps`). All in seconds.
 */

import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import { joinPieces } from "../join-pieces.ts";
import { splitText } from "../split-words.ts";
import {
  arrayAt,
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  secondsAt,
  textAt,
  toNumber,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

const parakeetReader: JsonReader = {
  format: "parakeet-json",
  detect(value) {
    const first = objectsAt(value, "sentences")[0];
    return first !== undefined && Array.isArray(first.tokens) && "start" in first;
  },
  read: (value): Draft => ({
    segments: objectsAt(value, "sentences").map((sentence) => ({
      startMs: secondsAt(sentence, "start"),
      endMs: secondsAt(sentence, "end"),
      text: textAt(sentence, "text") ?? "",
      words: objectsAt(sentence, "tokens").map((token) => readPiece(token, "text")),
    })),
  }),
};

const nemoReader: JsonReader = {
  format: "nemo-json",
  detect: (value) => hypothesesOf(value).some((stamps) => stamps.words.length + stamps.segments.length > 0),
  read: (value): Draft => ({ segments: hypothesesOf(value).flatMap(readStamps) }),
};

type Stamps = { words: JsonObject[]; segments: JsonObject[] };

function hypothesesOf(value: unknown): Stamps[] {
  const list = Array.isArray(value) ? value.filter(isObject) : [value];
  return list.map((hypothesis) => {
    const stamps = ["timestamp", "timestep", "timestamps"].map((key) => objectAt(hypothesis, key));
    const has = (key: string, text: string[]) =>
      stamps
        .map((stamp) => objectsAt(stamp, key))
        .find(
          (items) => items[0] !== undefined && "start" in items[0] && text.some((name) => name in items[0]!),
        ) ?? [];
    return { words: has("word", ["word", "char"]), segments: has("segment", ["segment"]) };
  });
}

// The segments have the punctuation; the words are the same in the same order.
function readStamps({ words, segments }: Stamps): DraftSegment[] {
  const spoken = words.map((word) => readPiece(word, "word" in word ? "word" : "char"));
  if (segments.length === 0) return groupWords(spoken);
  const lines = segments.map((segment) => ({
    startMs: secondsAt(segment, "start"),
    endMs: secondsAt(segment, "end"),
    text: textAt(segment, "segment") ?? "",
    words: [] as DraftWord[],
  }));
  // By their number, where it is the same in both; else by their time.
  const counts = lines.map((line) => splitText(line.text).length);
  const isSame = counts.reduce((sum, count) => sum + count, 0) === spoken.length;
  let at = 0;
  for (const word of spoken) {
    const isPast = (line: number) =>
      isSame
        ? lines[line]!.words.length >= counts[line]!
        : (word.startMs ?? 0) >= (lines[line + 1]!.startMs ?? 0) - 1;
    while (at + 1 < lines.length && isPast(at)) at += 1;
    lines[at]!.words.push(word);
  }
  return lines;
}

function readPiece(item: JsonObject, key: string): SpokenWord {
  return {
    text: textAt(item, key) ?? "",
    startMs: secondsAt(item, "start"),
    endMs: secondsAt(item, "end"),
    confidence: numberAt(item, "confidence"),
  };
}

const sherpaReader: JsonReader = {
  format: "sherpa-onnx-json",
  detect(value) {
    const tokens = arrayAt(value, "tokens");
    const times = arrayAt(value, "timestamps");
    return (
      tokens.length > 0 &&
      tokens.length === times.length &&
      typeof tokens[0] === "string" &&
      toNumber(times[0]) !== null
    );
  },
  read(value): Draft {
    const times = arrayAt(value, "timestamps").map(toNumber);
    const pieces = arrayAt(value, "tokens").map((token, i): DraftWord => {
      const start = times[i] ?? null;
      const end = times[i + 1] ?? null;
      return {
        text: typeof token === "string" ? token.replaceAll("▁", " ") : "",
        startMs: start === null ? null : start * 1000,
        endMs: end === null ? null : end * 1000,
      };
    });
    return {
      language: textAt(value, "lang"),
      segments: groupWords(joinPieces(textAt(value, "text") ?? "", pieces)),
    };
  },
};

export const parakeetReaders: JsonReader[] = [parakeetReader, nemoReader, sherpaReader];
