/**
 * Our own JSON, complete: everything known of a recording and one of its transcriptions.
 *
 *     { "format": "fonoteka-transcript", "version": 1,
 *       "recording": Recording, "transcription": Transcription,       // as in domain.ts
 *       "segments": [ { "startMs", "endMs", "speaker", "language",
 *                       "words": [ { "text", "startMs", "endMs", "confidence", "timing" }, … ] }, … ] }
 *
 * Members may be added within version 1; none is renamed or dropped.
 */

import type { Recording, Segment, Transcript, Transcription, Word } from "../../domain.ts";
import { type ArchiveError, archiveError } from "../../errors.ts";
import { maxMs } from "../build-transcript.ts";
import { meanConfidence } from "../measure-transcript.ts";
import { arrayAt, isObject, type JsonObject, numberAt, objectAt, textAt, toNumber } from "./json-values.ts";

export const fonotekaFormat = "fonoteka-transcript";
export const fonotekaVersion = 1;

/** What a JSON export holds. */
export type TranscriptExport = { recording: Recording; transcription: Transcription; segments: Segment[] };

export function isFonotekaJson(value: unknown): boolean {
  return isObject(value) && value.format === fonotekaFormat;
}

/**
 * An export, read back as it was written.
 * @throws ArchiveError `unsupported-transcript` for a later version or one with broken words
 */
export function readFonotekaExport(value: unknown): TranscriptExport {
  if (!isFonotekaJson(value)) throw broken("it is not one of Fonoteka's JSON exports");
  const version = numberAt(value, "version");
  if (version === null || version > fonotekaVersion) {
    throw archiveError("transcript-version-newer", { version: version ?? "?", newest: fonotekaVersion });
  }
  return {
    recording: objectAt(value, "recording") as Recording,
    transcription: objectAt(value, "transcription") as Transcription,
    segments: arrayAt(value, "segments")
      .map(readSegment)
      .filter(({ words }) => words.length > 0),
  };
}

/** The transcript of an export. */
export function readFonotekaTranscript(value: unknown): Transcript {
  const { transcription, segments } = readFonotekaExport(value);
  return {
    language: textAt(transcription, "language"),
    confidence: numberAt(transcription, "confidence") ?? meanConfidence(segments),
    segments,
  };
}

function readSegment(value: unknown): Segment {
  if (!isObject(value) || !Array.isArray(value.words)) throw broken("a segment has no words");
  return {
    startMs: timeAt(value, "startMs"),
    endMs: timeAt(value, "endMs"),
    speaker: textAt(value, "speaker")?.trim() || null,
    language: textAt(value, "language"),
    words: value.words.map(readWord),
  };
}

function readWord(value: unknown): Word {
  const text = textAt(value, "text");
  if (!isObject(value) || text === null || text === "" || /[\s\0]/.test(text))
    throw broken("a word is empty or has a space");
  const startMs = timeAt(value, "startMs");
  const endMs = timeAt(value, "endMs");
  if (endMs < startMs) throw broken(`the word ${JSON.stringify(text)} ends before it starts`);
  const confidence = toNumber(value.confidence);
  if (confidence !== null && (confidence < 0 || confidence > 1))
    throw broken("a confidence is not within 0…1");
  return {
    text,
    startMs,
    endMs,
    confidence,
    timing: value.timing === "interpolated" ? "interpolated" : "measured",
  };
}

function timeAt(value: JsonObject, key: string): number {
  const ms = value[key];
  if (typeof ms !== "number" || !Number.isInteger(ms) || ms < 0 || ms > maxMs)
    throw broken(`${key} is not whole milliseconds`);
  return ms;
}

function broken(why: string): ArchiveError {
  return archiveError("fonoteka-transcript-invalid", { why });
}
