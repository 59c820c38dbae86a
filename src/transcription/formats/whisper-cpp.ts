/** whisper.cpp `-oj` and `-ojf`: `transcription` of lines with `offsets` in milliseconds, with `-ojf` also its tokens. */

import type { Draft, DraftSegment, DraftWord } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import { type JsonObject, numberAt, objectAt, objectsAt, speakerAt, textAt } from "./json-values.ts";
import type { JsonReader } from "./reader.ts";

export const whisperCppReader: JsonReader = {
  format: "whisper-cpp-json",
  detect(value) {
    const first = objectsAt(value, "transcription")[0];
    return first !== undefined && ("offsets" in first || "timestamps" in first);
  },
  read(value): Draft {
    return {
      language:
        textAt(objectAt(value, "result"), "language") ?? textAt(objectAt(value, "params"), "language"),
      segments: objectsAt(value, "transcription").map(readLine),
    };
  },
};

function readLine(line: JsonObject): DraftSegment {
  const words = objectsAt(line, "tokens").flatMap(readToken);
  return {
    startMs: timeAt(line, "from"),
    endMs: timeAt(line, "to"),
    speaker: speakerAt(line, "speaker"),
    text: (textAt(line, "text") ?? "").replace(/\[SPEAKER_TURN\]/g, ""),
    ...(words.length > 0 ? { words } : {}),
  };
}

function readToken(token: JsonObject): DraftWord[] {
  const text = textAt(token, "text") ?? "";
  // Special tokens of the model: [_BEG_], [_TT_550], <|ru|>.
  if (/^\s*(\[_[A-Z_]+[\d]*\]|<\|[^|]*\|>)\s*$/.test(text)) return [];
  return [
    { text, startMs: timeAt(token, "from"), endMs: timeAt(token, "to"), confidence: numberAt(token, "p") },
  ];
}

function timeAt(item: JsonObject, key: "from" | "to"): number | null {
  return (
    numberAt(objectAt(item, "offsets"), key) ?? parseClock(textAt(objectAt(item, "timestamps"), key) ?? "")
  );
}
