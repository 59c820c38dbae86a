/**
 * Formats of transcript editors and newsrooms: BBC Kaldi (`retval.words` with `punct`), digital paper edit (`words` +
 * `paragraphs`), autoEdit (`text[].paragraph[].line[]`), Trint (`words` with `time`, `duration`, `value` in ms), Vosk.
 */

import type { Draft, DraftSegment } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import {
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

type Turn = { startMs: number; endMs: number; speaker: string | null };

const kaldiReader: JsonReader = {
  format: "bbc-kaldi-json",
  detect: (value) => kaldiWords(value).some((word) => "punct" in word && "start" in word),
  read(value): Draft {
    const retval = objectAt(value, "retval");
    const root = "words" in retval ? retval : value;
    const segmentation = objectAt(root, "segmentation");
    const turns = objectsAt(segmentation, "segments").map((segment) => ({
      startMs: secondsAt(segment, "start") ?? 0,
      endMs: (secondsAt(segment, "start") ?? 0) + (secondsAt(segment, "duration") ?? 0),
      speaker: textAt(objectAt(segment, "speaker"), "@id"),
    }));
    const words = kaldiWords(value).map((word) => ({ ...readWord(word), text: textAt(word, "punct") ?? "" }));
    return { segments: groupWords(nameSpeakers(words, turns)) };
  },
};

function kaldiWords(value: unknown): JsonObject[] {
  const wrapped = objectsAt(objectAt(value, "retval"), "words");
  return wrapped.length > 0 ? wrapped : objectsAt(value, "words");
}

const paperEditReader: JsonReader = {
  format: "digital-paper-edit-json",
  detect: (value) =>
    isObject(value) && Array.isArray(value.paragraphs) && "start" in (objectsAt(value, "words")[0] ?? {}),
  read(value): Draft {
    const turns = objectsAt(value, "paragraphs").map((paragraph) => ({
      startMs: secondsAt(paragraph, "start") ?? 0,
      endMs: secondsAt(paragraph, "end") ?? 0,
      speaker: speakerAt(paragraph, "speaker"),
    }));
    return { segments: groupWords(nameSpeakers(objectsAt(value, "words").map(readWord), turns)) };
  },
};

const autoEditReader: JsonReader = {
  format: "autoedit-json",
  detect(value) {
    const first = autoEditParagraphs(value)[0];
    return first !== undefined && Array.isArray(objectsAt(first, "paragraph")[0]?.line);
  },
  read(value): Draft {
    const segments = autoEditParagraphs(value).flatMap((turn): DraftSegment[] => {
      const words = objectsAt(turn, "paragraph").flatMap((line) => objectsAt(line, "line").map(readWord));
      const speaker = speakerAt(turn, "speaker");
      return groupWords(words.map((word) => ({ ...word, speaker: speaker ?? word.speaker ?? null })));
    });
    return { segments };
  },
};

function autoEditParagraphs(value: unknown): JsonObject[] {
  const wrapped = objectsAt(objectAt(value, "transcript"), "text");
  return wrapped.length > 0 ? wrapped : objectsAt(value, "text");
}

const trintReader: JsonReader = {
  format: "trint-json",
  detect(value) {
    const first = objectsAt(value, "words")[0];
    return first !== undefined && "value" in first && "time" in first;
  },
  read(value): Draft {
    const speakers = objectAt(value, "speakers");
    const words = objectsAt(value, "words").filter((word) => word.strikethrough !== true);
    const groups = Map.groupBy(words, (word) => word.paragraphId);
    const segments = [...groups.values()].flatMap((paragraph) =>
      groupWords(paragraph.map((word) => readTrintWord(word, speakers))),
    );
    return { language: textAt(value, "language"), segments };
  },
};

function readTrintWord(word: JsonObject, speakers: JsonObject): SpokenWord {
  const startMs = numberAt(word, "time");
  const lengthMs = numberAt(word, "duration");
  const id = speakerAt(word, "speaker");
  return {
    text: textAt(word, "value") ?? "",
    startMs,
    endMs: startMs === null || lengthMs === null ? null : startMs + lengthMs,
    speaker: id === null ? null : (textAt(objectAt(speakers, id), "name") ?? textAt(speakers, id) ?? id),
  };
}

const voskReader: JsonReader = {
  format: "vosk-json",
  detect: (value) => voskResults(value).some((result) => "conf" in (objectsAt(result, "result")[0] ?? {})),
  read: (value) => ({
    segments: voskResults(value).flatMap((result) => groupWords(objectsAt(result, "result").map(readWord))),
  }),
};

function voskResults(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
}

function readWord(word: JsonObject): SpokenWord {
  return {
    text: textAt(word, "text") ?? textAt(word, "word") ?? "",
    startMs: secondsAt(word, "start"),
    endMs: secondsAt(word, "end"),
    confidence: numberAt(word, "confidence") ?? numberAt(word, "conf"),
    speaker: speakerAt(word, "speaker"),
  };
}

// Gives each word the speaker of the turn in which it starts, or of the turn before.
function nameSpeakers(words: SpokenWord[], turns: Turn[]): SpokenWord[] {
  let turn = -1;
  for (const word of words) {
    while (turn + 1 < turns.length && (word.startMs ?? 0) >= turns[turn + 1]!.startMs) turn += 1;
    word.speaker ??= turns[turn]?.speaker ?? null;
  }
  return words;
}

export const newsroomReaders: JsonReader[] = [
  kaldiReader,
  paperEditReader,
  autoEditReader,
  trintReader,
  voskReader,
];
