/**
 * Fonoteka's own JSON: everything known of a recording and one of its transcriptions.
 *
 *     { "format": "fonoteka-transcript", "version": 1,
 *       "recording": Recording, "transcription": Transcription,       // as in domain.ts
 *       "segments": [ { "startMs", "endMs", "speaker", "language", "channel",
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
type TranscriptExport = { recording: Recording; transcription: Transcription; segments: Segment[] };

export function isFonotekaJson(value: unknown): boolean {
  return isObject(value) && value.format === fonotekaFormat;
}

/**
 * Reads an export without loss.
 * @throws ArchiveError `unsupported-transcript` for a newer version or invalid words
 */
export function readFonotekaExport(value: unknown): TranscriptExport {
  if (!isFonotekaJson(value)) throw invalid("not a JSON export of Fonoteka");
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
    language: languageAt(transcription),
    confidence: numberAt(transcription, "confidence") ?? meanConfidence(segments),
    segments,
  };
}

function readSegment(value: unknown): Segment {
  if (!isObject(value) || !Array.isArray(value.words)) throw invalid("a segment has no words");
  const startMs = timeAt(value, "startMs");
  const endMs = timeAt(value, "endMs");
  if (endMs < startMs) throw invalid("a segment ends before it starts");
  return {
    startMs,
    endMs,
    speaker: textAt(value, "speaker")?.trim() || null,
    language: languageAt(value),
    channel: channelAt(value),
    words: value.words.map(readWord).sort((a, b) => a.startMs - b.startMs),
  };
}

function readWord(value: unknown): Word {
  const text = textAt(value, "text");
  if (!isObject(value) || text === null || text === "" || /[\s\0]/.test(text))
    throw invalid("a word is empty or has a space");
  const startMs = timeAt(value, "startMs");
  const endMs = timeAt(value, "endMs");
  if (endMs < startMs) throw invalid(`the word ${JSON.stringify(text)} ends before it starts`);
  const confidence = toNumber(value.confidence);
  if (confidence !== null && (confidence < 0 || confidence > 1))
    throw invalid("a confidence is not within 0…1");
  return {
    text,
    startMs,
    endMs,
    confidence,
    timing: value.timing === "interpolated" ? "interpolated" : "measured",
  };
}

// As stored: Whisper also has codes of three letters.
function languageAt(value: JsonObject): string | null {
  const language = textAt(value, "language");
  return language !== null && /^[a-z]{2,3}$/.test(language) ? language : null;
}

/** From 1; exports of earlier versions have none. */
function channelAt(value: JsonObject): number | null {
  const channel = numberAt(value, "channel");
  return channel !== null && Number.isInteger(channel) && channel >= 1 && channel <= 255 ? channel : null;
}

function timeAt(value: JsonObject, key: string): number {
  const ms = value[key];
  if (typeof ms !== "number" || !Number.isInteger(ms) || ms < 0 || ms > maxMs)
    throw invalid(`${key} is not whole milliseconds`);
  return ms;
}

function invalid(why: string): ArchiveError {
  return archiveError("fonoteka-transcript-invalid", { why });
}
