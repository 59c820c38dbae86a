/** Another program's transcript → a stored transcription, if it fits the length of the recording. */

import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Language, Recording, Segment, Transcript, Transcription } from "../domain.ts";
import { archiveError, fromSystemError, isArchiveError } from "../errors.ts";
import { guessLanguage } from "../language/guess-language.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import type { Database } from "../storage/database.ts";
import { findSameTranscription } from "../storage/find-same-transcription.ts";
import { hasForgottenStretch } from "../storage/recordings-like.ts";
import { findCurrentTranscription, insertTranscription, makeCurrent } from "../storage/transcriptions.ts";
import { formatShortClock } from "./parse-clock.ts";
import { readLanguage } from "./parse-language.ts";

const maxBytes = 256 * 1024 * 1024;
// Subtitles may stay on screen after the end of the sound, and players disagree about the length of MP3 files.
const slackMs = 3000;
const slackShare = 0.01;
// Subtitle files may have a line of advertising long after the end.
const strayShare = 0.02;

type StoreTranscriptOptions = {
  db: Database;
  recording: Recording;
  /** The transcript file, of any format `readTranscript` knows. */
  path: string;
  /** The language; default: that of the file, else Russian or English where the text clearly is. */
  language?: Language | undefined;
  /** Accept a transcript that runs far past the end of the recording. */
  force?: boolean | undefined;
  /**
   * It was found beside the sound, and nobody named it: one that is stored already is not stored again, a plain text is refused, and
   * the current transcription stays current if it is in another language.
   */
  isFound?: boolean | undefined;
  /** Store it as an earlier transcription if there is a current one. */
  keepCurrent?: boolean | undefined;
};

type StoredTranscript = {
  transcription: Transcription;
  format: string;
  /** What did not fit, and what the reader had to say; stored with the transcription. */
  warnings: Note[];
  /** It was stored before. */
  isKnown?: true;
};

/**
 * Reads the file and stores it as the recording's current transcription (engine `import`, model the format).
 * Earlier transcriptions stay. Times a little past the recording's end are moved to the end.
 * @throws ArchiveError `invalid-input` when the transcript clearly belongs to another recording,
 *   `unsupported-transcript`, `not-found`, `no-permission`
 */
export async function storeTranscript(options: StoreTranscriptOptions): Promise<StoredTranscript> {
  const { db, recording, path, force = false, isFound = false, keepCurrent = false } = options;
  const language = options.language === undefined ? null : readLanguage(options.language);
  const bytes = await readTranscriptFile(path);
  const { durationSeconds } = recording;
  // Loaded here, as thirty readers and their parsers take 30 ms that most commands do not need.
  const { readTranscript } = await import("./read-transcript.ts");
  const { format, transcript } = readTranscript(bytes, { filename: basename(path), durationSeconds });
  if (isFound && format === "txt") throw archiveError("plain-text-beside", {});
  const { fitted, warnings: misfits } = fitToRecording(transcript, recording, force);
  const warnings = [...(transcript.notes ?? []), ...misfits];
  const known = isFound ? findSameTranscription(db, recording.id, fitted.segments) : undefined;
  if (known) return { transcription: known, format, warnings: [], isKnown: true };
  if (isFound && hasForgottenStretch(recording)) throw archiveError("transcript-beside-forgotten", {});
  const previous = isFound || keepCurrent ? findCurrentTranscription(db, recording.id) : undefined;
  const transcription = insertTranscription(db, {
    recordingId: recording.id,
    transcript: {
      ...fitted,
      notes: warnings,
      language: language ?? fitted.language ?? guessLanguage(textOf(fitted)),
    },
    engine: "import",
    model: format,
    createdAt: new Date().toISOString(),
  });
  const isOtherLanguage =
    previous?.language && transcription.language && previous.language !== transcription.language;
  if (!previous || !(isOtherLanguage || keepCurrent)) return { transcription, format, warnings };
  makeCurrent(db, previous.id);
  return { transcription: { ...transcription, isCurrent: false }, format, warnings };
}

/** Whether a file is a transcript with times: a text or a table of a sound's name may be anything. */
export async function hasTimedText(path: string): Promise<boolean> {
  const { readTranscript } = await import("./read-transcript.ts");
  try {
    const bytes = await readTranscriptFile(path);
    return readTranscript(bytes, { filename: basename(path) }).format !== "txt";
  } catch (error) {
    if (isArchiveError(error)) return false;
    throw error;
  }
}

function textOf(transcript: Transcript): string {
  return transcript.segments.flatMap((segment) => segment.words.map((word) => word.text)).join(" ");
}

async function readTranscriptFile(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      throw archiveError("transcript-too-large", { path, limitMegabytes: maxBytes / 1024 / 1024 });
    }
    return await readFile(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Moves words slightly past the end of the recording to its end. @throws ArchiveError `invalid-input` when many are far past it */
function fitToRecording(
  transcript: Transcript,
  recording: Pick<Recording, "durationSeconds" | "filename">,
  force: boolean,
): { fitted: Transcript; warnings: Note[] } {
  const durationMs = Math.round(recording.durationSeconds * 1000);
  const limitMs = durationMs + Math.max(slackMs, durationMs * slackShare);
  const words = transcript.segments.flatMap((segment) => segment.words);
  const outside = words.filter((word) => word.startMs > limitMs).length;
  const lastMs = words.reduce((last, word) => Math.max(last, word.endMs), 0);
  const ends = {
    end: formatShortClock(lastMs),
    recording: recording.filename,
    length: formatShortClock(durationMs),
  };
  if (outside > words.length * strayShare && !force) {
    throw archiveError("transcript-does-not-fit", ends);
  }
  const warnings: Note[] = [];
  if (outside > 0) warnings.push(makeNote("transcript-runs-past-end", { ...ends, count: outside }));
  else if (lastMs < durationMs / 2) warnings.push(makeNote("transcript-ends-early", ends));
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
