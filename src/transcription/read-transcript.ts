/** A transcript file of any known format → a Transcript. */

import type { Transcript } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { buildTranscript } from "./build-transcript.ts";
import { convertTimecodes } from "./convert-timecodes.ts";
import { decodeText } from "./decode-text.ts";
import type { Draft } from "./draft.ts";
import { isTimesOnly } from "./formats/delimited.ts";
import { hasTimes, jsonFields } from "./formats/describe-json.ts";
import { isFonotekaJson, readFonotekaTranscript } from "./formats/fonoteka.ts";
import { isObject, textAt } from "./formats/json-values.ts";
import { assertPlainText, readPlainText } from "./formats/plain-text.ts";
import { parsePythonLiterals } from "./formats/python-literal.ts";
import type { ReadContext, TextReader } from "./formats/reader.ts";
import { jsonReaders, textReaders } from "./formats/readers.ts";
import { shiftTimeline } from "./shift-timeline.ts";

export type ReadTranscriptOptions = {
  /** Used where the content fits several formats; a subtitle file by its ending is never read as plain text. */
  filename?: string | undefined;
  /** Length of the recording: a text without times is spread over it. */
  durationSeconds?: number | undefined;
};

/**
 * Reads a transcript. The format is detected by content.
 * @returns the format (`srt`, `whisperx-json`, …) and the transcript: words without spaces, each with a time
 * @throws ArchiveError `unsupported-transcript` for anything else, and for a file that is incomplete, has no words, or is
 *   a subtitle file by its ending without valid cues;
 *   `invalid-input` for a text without times when no duration is given
 */
export function readTranscript(
  bytes: Uint8Array,
  options: ReadTranscriptOptions = {},
): { format: string; transcript: Transcript } {
  const { text, joinedLetters } = decodeText(bytes);
  if (text.trim() === "") throw archiveError("transcript-empty", {});
  const durationMs = options.durationSeconds === undefined ? undefined : options.durationSeconds * 1000;
  const json = parseJson(text);
  if (json !== undefined && isFonotekaJson(json.value)) {
    return { format: "fonoteka-json", transcript: readFonotekaTranscript(json.value) };
  }
  const context = { durationMs };
  const { format, draft } =
    json === undefined ? readText(text, options.filename, context) : readJson(json.value, context);
  const isWritten = json === undefined || draft.segments.every(({ words }) => !words?.length);
  const shifted = shiftTimeline({ isWritten, joinedLetters, ...draft }, durationMs);
  return { format, transcript: buildTranscript(shifted, durationMs) };
}

const subtitleEndings = [".srt", ".vtt", ".sbv", ".sub", ".ass", ".ssa", ".lrc", ".ttml", ".dfxp"];

// Their content is so clear that a name cannot make it another format.
const certainFormats = ["vtt", "zoom-txt", "ctm"];

type Found = { format: string; draft: Draft };

function readJson(value: unknown, context: ReadContext): Found {
  const reader = jsonReaders.find((candidate) => candidate.detect(value));
  if (reader !== undefined) return { format: reader.format, draft: reader.read(value, context) };
  const text = textAt(value, "text");
  // With times somewhere, the text alone would lose them and be laid over the whole recording.
  if (text !== null && isObject(value) && !hasTimes(value)) {
    return { format: "text-json", draft: { ...readPlainText(text), language: textAt(value, "language") } };
  }
  throw archiveError("unknown-json-transcript", { fields: jsonFields(value) });
}

function readText(source: string, filename: string | undefined, context: ReadContext): Found {
  if (/^Scenarist_SCC/.test(source)) throw archiveError("scc-not-supported", {});
  const frames = convertTimecodes(source);
  const text = frames?.text ?? source;
  const ending = /\.[^./\\]+$/.exec(filename ?? "")?.[0].toLowerCase() ?? "";
  const reader = findReader(text, ending);
  if (reader !== undefined) {
    const draft = reader.read(text, context);
    const notes = frames === null ? draft.notes : [...(draft.notes ?? []), frames.note];
    return { format: reader.format, draft: { ...draft, ...(notes === undefined ? {} : { notes }) } };
  }
  if (/^\s*<(?:\?xml|!doctype|!--|[a-z]+[\s>])/i.test(text)) {
    throw archiveError("unknown-xml-transcript", {});
  }
  // A broken subtitle file read as plain text would make its numbers and arrows words of the recording.
  if (subtitleEndings.includes(ending)) throw archiveError("transcript-without-cues", { ending });
  if (isTimesOnly(text)) throw archiveError("transcript-only-times", {});
  // `null` is what a program writes that found nothing.
  const isEmpty = ending === ".json" && /^\s*(?:null|true|false)\s*$/.test(text);
  if (isEmpty || !/\p{L}/u.test(text)) throw archiveError("transcript-without-words", {});
  assertPlainText(source);
  return { format: "txt", draft: readPlainText(source) };
}

/** The reader of the file's ending that fits its content, else the first one that does. */
function findReader(text: string, ending: string): TextReader | undefined {
  const first = textReaders.find((candidate) => candidate.detect(text));
  if (first === undefined || certainFormats.includes(first.format)) return first;
  const named = textReaders.filter(({ extensions }) => ending !== "" && extensions.includes(ending));
  return named.find((candidate) => candidate === first || candidate.detect(text)) ?? first;
}

/** The value of a JSON text, also with one value per line or as printed by Python; undefined for any other text. */
function parseJson(text: string): { value: unknown } | undefined {
  const source = text.replace(/^\ufeff/, "").trim();
  if (!/^[{[]|^[A-Z]\w*\(/.test(source)) return undefined;
  try {
    const value = JSON.parse(source) as unknown;
    return isObject(value) || Array.isArray(value) ? { value } : undefined;
  } catch (error) {
    const several = parseLines(source) ?? parsePythonLiterals(source);
    if (several !== undefined) return { value: several.length === 1 ? several[0] : withHeader(several) };
    if (!/^\{\s*["'}]|^\[\s*[[{\]]/.test(source)) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw archiveError("transcript-json-invalid", { why: why.slice(0, 120) });
  }
}

// NDJSON: one object per line.
function parseLines(source: string): unknown[] | undefined {
  try {
    return source
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line) as unknown);
  } catch {
    return undefined;
  }
}

// faster-whisper returns (segments, info): an object without times holds the language.
function withHeader(values: unknown[]): unknown {
  const flat = values.flatMap((value) => (Array.isArray(value) ? value : [value]));
  const found = flat.filter((value) => isObject(value) && ("start" in value || "result" in value));
  const segments = found.length > 0 ? found : flat;
  const info = flat.find((value) => isObject(value) && "language" in value && !("start" in value));
  return info === undefined ? segments : { language: textAt(info, "language"), segments };
}
