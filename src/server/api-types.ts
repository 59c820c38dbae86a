/** The types of the HTTP API: those that only it has, and by name those that it passes on. `fonoteka/client` exports them all. */

import type { DateCandidate, Recording, Transcription } from "../domain.ts";
import { type ErrorInfo, errorCodes } from "../errors.ts";
import type { ArchiveStatus, PageOptions, RecordingSummary, RecordingTrack } from "../fonoteka.ts";
import { requestErrorCodes } from "../messages/error-codes.ts";
import type { ServiceEvent } from "../service/event-log.ts";

export type {
  DateCandidate,
  DateSource,
  Highlight,
  Hit,
  Recording,
  SearchMode,
  SourceTrack,
  Transcription,
} from "../domain.ts";
export type { ErrorCode, ErrorInfo } from "../errors.ts";
export type {
  ChannelChoice,
  ExportFormat,
  KnownModel,
  OtherTrashFile,
  RecordingPage,
  RecordingSort,
  RecordingState,
  RecordingSummary,
  RecordingTrack,
  SearchAnswer,
  TrashedRecording,
  Waveform,
  WrittenChanges,
} from "../fonoteka.ts";
export { recordingStates } from "../fonoteka.ts";
export type { Note } from "../messages/notes.ts";
export type { Job, JobState } from "../service/job.ts";
export type { LiveRecording, NewLiveRecording } from "../service/live-recordings.ts";
export type { UploadOutcome } from "../service/upload-outcome.ts";
export type { UploadTrack } from "../service/upload-tracks.ts";
export type { Upload } from "../service/uploads.ts";

/** The codes of the archive and the service, and those that only HTTP has. */
export const apiErrorCodes = [...errorCodes, ...requestErrorCodes] as const;

export type ApiErrorCode = (typeof apiErrorCodes)[number];

/** What every rejected request gets as `error`. */
export type ApiErrorInfo = ErrorInfo<ApiErrorCode>;

export const recordingSorts = [
  "newest",
  "oldest",
  "longest",
  "shortest",
  "title",
  "imported",
] as const satisfies readonly NonNullable<PageOptions["sort"]>[];

/** A transcription without its text. */
export type TranscriptionInfo = Omit<Transcription, "text">;

/** A recording, the sound tracks of its source if there are several, and its transcriptions, newest first. */
export type RecordingOverview = {
  recording: RecordingSummary;
  tracks: RecordingTrack[];
  /** What each source said about the date. */
  dateChoices: DateCandidate[];
  transcriptions: TranscriptionInfo[];
};

/** `[text, startMs, endMs, confidence or null, 1 if its time is interpolated]` */
export type CompactWord = [string, number, number, number | null, 0 | 1];

export type CompactSegment = {
  startMs: number;
  endMs: number;
  speaker: string | null;
  language: string | null;
  /** The channel of the sound that it was heard in, from 1; null: all together, or not known. */
  channel: number | null;
  words: CompactWord[];
};

/** A transcript with the times of all words, in few bytes. */
export type CompactTranscript = { transcription: TranscriptionInfo | null; segments: CompactSegment[] };

/** A waveform on the wire: `peaks` is base64 of int8 pairs (minimum, maximum). */
export type Peaks = { peaksPerSecond: number; peaks: string };

export type Setting = ArchiveStatus["settings"][number];

export type Status = Omit<ArchiveStatus, "vectorSearch" | "repaired"> & {
  version: string;
  /** Maximum size of an upload, bytes. */
  maxUploadByteLength: number;
  /** Recordings saved from interrupted live recordings; each is listed once. */
  recovered: Recording[];
};

/** What `GET /api/events` sends: the name of the event and its data. `hello`: earlier events are not known, read everything again. */
export type ServerEvent = ServiceEvent | { type: "hello"; data: { version: string } };
