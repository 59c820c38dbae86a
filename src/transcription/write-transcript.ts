/** A stored transcription → a file for people and other programs. */

import type { Recording, Segment, Transcription } from "../domain.ts";
import { nameChannels } from "../messages/name-channels.ts";
import { writeJson, writeMarkdown, writeTxt } from "./write-documents.ts";
import { writeSrt, writeVtt } from "./write-subtitles.ts";

/** The formats of an export; the name is also the file extension. */
export const exportFormats = ["txt", "srt", "vtt", "json", "md"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type WriteTranscriptOptions = {
  /** `txt`: a time before each paragraph. */
  times?: boolean | undefined;
  /** `vtt`: word times inside the cues, for karaoke and lossless reading. */
  wordTimes?: boolean | undefined;
  /** `md`: what the times link to; default: `recordings/FILENAME`. */
  audioHref?: string | undefined;
};

type TranscriptToWrite = {
  recording: Recording;
  transcription: Transcription;
  segments: Segment[];
  options?: WriteTranscriptOptions | undefined;
};

/** The transcription as text, with a line break at the end (empty for a `txt` or `srt` without speech). */
export function writeTranscript(format: ExportFormat, transcript: TranscriptToWrite): string {
  const { recording, transcription, options = {} } = transcript;
  const segments = nameChannels(transcript.segments);
  switch (format) {
    case "txt":
      return writeTxt(segments, options);
    case "srt":
      return writeSrt(segments);
    case "vtt":
      return writeVtt(segments, options);
    case "md":
      return writeMarkdown(recording, transcription, segments, options);
    case "json":
      return writeJson(recording, transcription, transcript.segments);
    default:
      throw new TypeError(`unknown export format: ${String(format satisfies never)}`);
  }
}
