/**
 * Plain lists of timed lines: Podcasting 2.0 JSON (`startTime`, `body`), Hugging Face transformers (`chunks` with
 * `timestamp`), aeneas (`fragments`).
 */

import type { Draft, DraftSegment } from "../draft.ts";
import {
  arrayAt,
  type JsonObject,
  objectsAt,
  secondsAt,
  speakerAt,
  textAt,
  toNumber,
} from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

const podcastingReader: JsonReader = {
  format: "podcasting20-json",
  detect(value) {
    const first = objectsAt(value, "segments")[0];
    return first !== undefined && "startTime" in first && "body" in first;
  },
  read(value) {
    return { segments: joinSingleWords(objectsAt(value, "segments")) };
  },
};

/**
 * Many podcast hosts write one segment per word, with separate segments for spaces and commas. These are joined to lines, whose
 * words keep their times.
 */
function joinSingleWords(items: JsonObject[]): DraftSegment[] {
  const singles = items.filter((item) => !/\S\s+\S/.test(textAt(item, "body") ?? "")).length;
  const wordByWord = items.length > 1 && singles > items.length * 0.9;
  const segments: DraftSegment[] = [];
  let glued = false;
  for (const item of items) {
    const body = textAt(item, "body") ?? "";
    const startMs = secondsAt(item, "startTime");
    const endMs = secondsAt(item, "endTime");
    const speaker = speakerAt(item, "speaker");
    const last = segments.at(-1);
    if (!wordByWord) {
      segments.push({ startMs, endMs, speaker, text: body });
    } else if (body.trim() === "") {
      glued = false;
    } else if (last === undefined || startsNewLine(last, startMs, speaker)) {
      segments.push({ startMs, endMs, speaker, words: [{ text: body.trim(), startMs, endMs }] });
      glued = !/\s$/.test(body);
    } else {
      const word = last.words!.at(-1)!;
      if (/^[\p{P}]+$/u.test(body.trim()) && glued) word.text += body.trim();
      else last.words!.push({ text: body.trim(), startMs, endMs });
      last.endMs = endMs ?? last.endMs;
      glued = !/\s$/.test(body);
    }
  }
  return segments;
}

function startsNewLine(last: DraftSegment, startMs: number | null, speaker: string | null): boolean {
  if ((last.speaker ?? null) !== speaker || startMs === null) return true;
  const pauseMs = startMs - (last.endMs ?? startMs);
  const lengthMs = startMs - (last.startMs ?? startMs);
  return (
    pauseMs >= 1000 || (lengthMs > 6000 && /[.!?…]$/.test(last.words!.at(-1)!.text)) || lengthMs > 30_000
  );
}

const transformersReader: JsonReader = {
  format: "transformers-json",
  detect: (value) => Array.isArray(objectsAt(value, "chunks")[0]?.timestamp),
  read(value): Draft {
    const chunks = objectsAt(value, "chunks");
    const speakers = objectsAt(value, "speakers");
    return {
      segments: (speakers.length > 0 ? speakers : chunks).map((chunk) => {
        const [start, end] = arrayAt(chunk, "timestamp").map(toNumber);
        return {
          startMs: start == null ? null : start * 1000,
          endMs: end == null ? null : end * 1000,
          speaker: speakerAt(chunk, "speaker"),
          language: textAt(chunk, "language"),
          text: textAt(chunk, "text") ?? "",
        };
      }),
    };
  },
};

const aeneasReader: JsonReader = {
  format: "aeneas-json",
  detect: (value) => "begin" in (objectsAt(value, "fragments")[0] ?? {}),
  read: (value) => ({
    segments: objectsAt(value, "fragments").map((fragment) => ({
      startMs: secondsAt(fragment, "begin"),
      endMs: secondsAt(fragment, "end"),
      language: textAt(fragment, "language"),
      text: arrayAt(fragment, "lines")
        .filter((line) => typeof line === "string")
        .join(" "),
    })),
  }),
};

export const segmentListReaders: JsonReader[] = [podcastingReader, transformersReader, aeneasReader];
