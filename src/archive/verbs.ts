/** What goes into the verbs of an archive, and what comes out. */

import type { Language, Recording, SearchMode, Segment, Transcription } from "../domain.ts";
import type { Settings } from "../settings.ts";
import type { WorkOptions } from "../stages/work-progress.ts";
import type { RecordingReference } from "./resolve-recording.ts";

export type { EvaluateOptions, EvaluationReport, EvaluationRow } from "../evaluation/evaluate-archive.ts";
export type { QuestionKind } from "../evaluation/vary-question.ts";
export type { TrashedRecording } from "../recording/remove-recording.ts";
export type { SearchAnswer } from "../search/search.ts";
export type { Settings } from "../settings.ts";
export type { ImportOptions, ImportOutcome } from "../stages/import-paths.ts";
export type { SuppliedIndex } from "../stages/supply-index.ts";
export type { TranscribeOutcome } from "../stages/transcribe-recordings.ts";
export type { WorkOptions, WorkProgress } from "../stages/work-progress.ts";
export type { ArchiveStatus } from "./describe-status.ts";
export type { ExportFilesOptions } from "./export-files.ts";
export type { PageOptions, RecordingPage, RecordingSort, StandingRecording } from "./list-page.ts";
export type { PendingWork } from "./pending-work.ts";
export type { RecordingReference } from "./resolve-recording.ts";

export type OpenArchiveOptions = {
  /** Make the archive when the folder holds none. Default true; else an absent one is `not-found`. */
  create?: boolean | undefined;
  /** Only read: nothing is made, moved or written. */
  readOnly?: boolean | undefined;
  /** Settings that win over environment and `fonoteka.json`. */
  settings?: Partial<Settings> | undefined;
};

export type SearchOptions = {
  /** Default `hybrid`. */
  mode?: SearchMode | undefined;
  /** Hits to return, 1…1000; default 10. */
  limit?: number | undefined;
  offset?: number | undefined;
  /** Recorded on or after, on or before: `2026-03-01` (whole days) or a date-time. */
  from?: string | undefined;
  to?: string | undefined;
  languages?: Language[] | undefined;
  recordings?: RecordingReference[] | undefined;
};

export type TranscribeOptions = WorkOptions & {
  /** Default: all that have no transcript. */
  recordings?: RecordingReference[] | undefined;
  /** The language spoken; default: detected among the allowed languages. */
  language?: Language | undefined;
  /** Also what has a transcript; the old one is kept. */
  again?: boolean | undefined;
};

export type AttachOptions = WorkOptions & {
  /** The language; default: what the file says, else Russian or English where the text is clearly that. */
  language?: Language | undefined;
  /** Take a transcript that runs far past the end of the recording all the same. */
  force?: boolean | undefined;
};

export type ListOptions = {
  /** Recorded on or after, on or before: `2026-03-01` (whole days) or a date-time. */
  from?: string | undefined;
  to?: string | undefined;
  /** Languages of the current transcript. */
  languages?: Language[] | undefined;
  /** Default: all. */
  limit?: number | undefined;
};

export type ListedRecording = Recording & {
  /** Language of its current transcript. */
  language: Language | null;
  state: "waiting" | "transcribed" | "no-speech" | "failed";
};

export type RecordingDetails = {
  recording: Recording;
  /** Newest first. */
  transcriptions: Transcription[];
  /** The one asked for, else the current one. */
  transcription: Transcription | null;
  segments: Segment[];
};

export type ClipOptions = {
  startMs: number;
  endMs: number;
  /** Default: name and times of the clip, in the working directory. */
  targetPath?: string | undefined;
  overwrite?: boolean | undefined;
  signal?: AbortSignal | undefined;
};

export type Clip = { path: string; startMs: number; endMs: number; durationMs: number; byteLength: number };

export type Waveform = {
  peaksPerSecond: number;
  /** Minimum and maximum of each stretch in turn, -127…127. */
  peaks: Int8Array;
};

export type AttachedRecording = { recording: Recording; transcription: Transcription; warnings: string[] };
