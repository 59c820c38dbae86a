import { type ReadTranscriptOptions, readTranscript } from "../../src/transcription/read-transcript.ts";

/** Reads a transcript given as text; the words as `text@start-end`, with `~` where a time is interpolated. */
export function readText(text: string, options: ReadTranscriptOptions = {}) {
  const { format, transcript } = readTranscript(new TextEncoder().encode(text), options);
  const words = transcript.segments.flatMap((segment) => segment.words);
  return {
    format,
    transcript,
    lines: transcript.segments.map((segment) => segment.words.map((word) => word.text).join(" ")),
    speakers: transcript.segments.map((segment) => segment.speaker),
    spans: transcript.segments.map((segment) => [segment.startMs, segment.endMs]),
    words: words.map(
      (word) => `${word.text}@${word.startMs}-${word.endMs}${word.timing === "interpolated" ? "~" : ""}`,
    ),
  };
}

export function readJson(value: unknown, options: ReadTranscriptOptions = {}) {
  return readText(JSON.stringify(value), options);
}
