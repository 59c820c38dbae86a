/** What a sidecar holds: the JSON file beside an Opus file with all that data.db knows of it. docs/archive-format.md describes it. */

import type { Recording, Segment, Transcription } from "../domain.ts";

export const sidecarFormat = "fonoteka-recording";
export const sidecarVersion = 1;

/** A word as it is written: text, start, end, confidence; a fifth element 1 where the times were interpolated. */
export type SidecarWord = [
  text: string,
  startMs: number,
  endMs: number,
  confidence: number | null,
  interpolated?: 1,
];

/** A transcription, with its words. `text` is its words joined by spaces. */
export type SidecarTranscription = Omit<Transcription, "recordingId" | "wordCount"> & {
  /** SHA-256 by `hashTranscript`. */
  checksum: string;
  segments: Segment[];
};

/** A sidecar that was read, with its transcriptions by id. */
export type Sidecar = { recording: Recording; transcriptions: SidecarTranscription[] };

/** Members of `recording` in the file, in their order. */
export const recordingMembers = [
  "id",
  "filename",
  "title",
  "notes",
  "tags",
  "createdAt",
  "dateSource",
  "durationSeconds",
  "sampleRate",
  "channels",
  "byteLength",
  "opusSha256",
  "opusSha256From",
  "soundSha256",
  "sourceName",
  "sourceFormat",
  "sourceSampleRate",
  "sourceSha256",
  "importedAt",
  "importNotes",
] as const satisfies readonly (keyof Recording)[];

/**
 * Members of `recording` after those, each with the value that it has where it is left out: a file of an earlier version has
 * none of them, and need not be written again for them.
 */
export const laterRecordingMembers = {
  sourceTrack: null,
  sourceTracks: [],
  dateCandidates: [],
} as const satisfies Partial<Recording>;

/** Members of a transcription in the file before its segments, in their order. */
export const transcriptionMembers = [
  "id",
  "isCurrent",
  "language",
  "confidence",
  "engine",
  "model",
  "createdAt",
  "checksum",
] as const satisfies readonly (keyof SidecarTranscription)[];

/** The same for a transcription. */
export const laterTranscriptionMembers = { notes: [] } as const satisfies Partial<SidecarTranscription>;

/** How every sidecar begins: tells it from another program's JSON without reading all of it. */
export const sidecarBeginning = `{\n"format": ${JSON.stringify(sidecarFormat)},\n"version": `;
