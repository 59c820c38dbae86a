/** Another program's transcript → a stored transcription of a recording, with a look whether it belongs to it. */

import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Language, Recording, Segment, Transcript, Transcription } from "../domain.ts";
import { ArchiveError, fromSystemError } from "../errors.ts";
import { guessLanguage } from "../language/guess-language.ts";
import type { Database } from "../storage/database.ts";
import { insertTranscription } from "../storage/transcriptions.ts";
import { formatShortClock } from "./parse-clock.ts";
import { parseLanguage } from "./parse-language.ts";
import { readTranscript } from "./read-transcript.ts";

const largestBytes = 256 * 1024 * 1024;
// Subtitles stay on screen a little longer than the sound lasts, and players disagree about the length of MP3.
const slackMs = 3000;
const slackShare = 0.01;
// Of long subtitle files a line of advertising may stand far behind the end.
const strayShare = 0.02;

export type AttachTranscriptOptions = {
  db: Database;
  recording: Recording;
  /** The transcript file, of any format `readTranscript` knows. */
  path: string;
  /** The language; default: what the file says, else Russian or English where the text is clearly that. */
  language?: Language | undefined;
  /** Takes a transcript that runs far past the end of the recording all the same. */
  force?: boolean | undefined;
};

export type AttachedTranscript = {
  transcription: Transcription;
  format: string;
  /** Sentences for a person: what did not quite fit. */
  warnings: string[];
};

/**
 * Reads the file and stores it as the recording's current transcription (engine `import`, model the format).
 * Earlier transcriptions stay. Times a little past the recording's end are moved to the end.
 * @throws ArchiveError `invalid-input` when the transcript clearly belongs to another recording,
 *   `unsupported-transcript`, `not-found`, `no-permission`
 */
export async function attachTranscript(options: AttachTranscriptOptions): Promise<AttachedTranscript> {
  const { db, recording, path, force = false } = options;
  const language = options.language === undefined ? null : parseLanguage(options.language);
  if (options.language !== undefined && language === null) {
    throw new ArchiveError(
      "invalid-input",
      `unknown language: ${options.language}`,
      "give a two-letter code such as ru or en",
    );
  }
  const bytes = await readTranscriptFile(path);
  const { durationSeconds } = recording;
  const { format, transcript } = readTranscript(bytes, { filename: basename(path), durationSeconds });
  const { fitted, warnings } = fitToRecording(transcript, recording, force);
  const transcription = insertTranscription(db, {
    recordingId: recording.id,
    transcript: {
      ...fitted,
      language: language ?? fitted.language ?? guessLanguage(textOf(fitted)),
    },
    engine: "import",
    model: format,
    createdAt: new Date().toISOString(),
  });
  return { transcription, format, warnings };
}

function textOf(transcript: Transcript): string {
  return transcript.segments.flatMap((segment) => segment.words.map((word) => word.text)).join(" ");
}

async function readTranscriptFile(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > largestBytes) {
      throw new ArchiveError(
        "unsupported-transcript",
        `${path}: larger than ${largestBytes / 1024 / 1024} MB, no transcript is`,
        "check that it is the right file",
      );
    }
    return await readFile(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Moves what lies a little past the end of the recording to its end; refuses what lies far past it. */
export function fitToRecording(
  transcript: Transcript,
  recording: Pick<Recording, "durationSeconds" | "filename">,
  force: boolean,
): { fitted: Transcript; warnings: string[] } {
  const durationMs = Math.round(recording.durationSeconds * 1000);
  const limitMs = durationMs + Math.max(slackMs, durationMs * slackShare);
  const words = transcript.segments.flatMap((segment) => segment.words);
  const outside = words.filter((word) => word.startMs > limitMs).length;
  const lastMs = words.reduce((last, word) => Math.max(last, word.endMs), 0);
  const lengths = `the transcript runs to ${formatShortClock(lastMs)}, the recording ${recording.filename} lasts ${formatShortClock(durationMs)}`;
  if (outside > words.length * strayShare && !force) {
    throw new ArchiveError(
      "invalid-input",
      `the transcript does not fit the recording: ${lengths}`,
      "check that it belongs to this recording; if it does, attach it with force: later words then stand at the end",
    );
  }
  const warnings: string[] = [];
  if (outside > 0) warnings.push(`${lengths}: ${outside} words past the end were moved to it`);
  else if (lastMs < durationMs / 2) warnings.push(`${lengths}: the rest has no text`);
  const segments = transcript.segments.map((segment) => clampSegment(segment, durationMs));
  return { fitted: { ...transcript, segments }, warnings };
}

function clampSegment(segment: Segment, durationMs: number): Segment {
  if (segment.endMs <= durationMs) return segment;
  return {
    ...segment,
    startMs: Math.min(segment.startMs, durationMs),
    endMs: durationMs,
    words: segment.words.map((word) => ({
      ...word,
      startMs: Math.min(word.startMs, durationMs),
      endMs: Math.min(word.endMs, durationMs),
      timing: word.startMs > durationMs ? "interpolated" : word.timing,
    })),
  };
}
