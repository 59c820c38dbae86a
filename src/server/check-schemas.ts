/** Compile-time checks: each schema describes exactly its type, field by field, in both directions. */

import type { z } from "@hono/zod-openapi";
import type { Recording, SearchMode, Transcription } from "../domain.ts";
import type { ErrorInfo } from "../errors.ts";
import type {
  ExportFormat,
  KnownModel,
  OtherTrashFile,
  RecordingPage,
  SearchAnswer,
  TrashedRecording,
} from "../fonoteka.ts";
import type { Job } from "../service/job.ts";
import type { LiveRecording, NewLiveRecording } from "../service/live-recordings.ts";
import type { UploadOutcome } from "../service/upload-outcome.ts";
import type { Upload } from "../service/uploads.ts";
import type * as api from "./api-types.ts";
import type * as incoming from "./incoming-schemas.ts";
import type * as schemas from "./schemas.ts";
import type { searchAnswerSchema, searchModes } from "./search-schemas.ts";
import type * as trashSchemas from "./trash-schemas.ts";

/** Intersections and `Omit` written out, so that types of one shape are one type. */
type Plain<T> = T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;
type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;
type Expect<Condition extends true> = Condition;
type Out<Schema extends z.ZodType> = z.output<Schema>;

export type SchemasFit = [
  Expect<Same<Out<typeof schemas.apiErrorInfoSchema>, api.ApiErrorInfo>>,
  Expect<Same<Out<typeof schemas.errorInfoSchema>, ErrorInfo>>,
  Expect<Same<Out<typeof schemas.recordingSchema>, Recording>>,
  Expect<Same<Out<typeof schemas.recordingSummarySchema>, api.RecordingSummary>>,
  Expect<Same<(typeof api.recordingStates)[number], api.RecordingState>>,
  Expect<Same<(typeof api.recordingSorts)[number], api.RecordingSort>>,
  Expect<Same<Out<typeof schemas.transcriptionSchema>, Transcription>>,
  Expect<Same<Out<typeof schemas.transcriptionInfoSchema>, api.TranscriptionInfo>>,
  Expect<Same<Out<typeof schemas.recordingPageSchema>, RecordingPage>>,
  Expect<Same<Out<typeof schemas.recordingOverviewSchema>, api.RecordingOverview>>,
  Expect<Same<Out<typeof schemas.recordingChangesSchema>, api.WrittenChanges>>,
  Expect<Same<Out<typeof trashSchemas.trashedRecordingSchema>, TrashedRecording>>,
  Expect<Same<Out<typeof trashSchemas.otherTrashFileSchema>, OtherTrashFile>>,
  Expect<Same<Out<typeof schemas.compactTranscriptSchema>, api.CompactTranscript>>,
  Expect<Same<Out<typeof schemas.peaksSchema>, api.Peaks>>,
  Expect<Same<Out<typeof schemas.exportFormatSchema>, ExportFormat>>,
  Expect<Same<Out<typeof schemas.jobSchema>, Job>>,
  Expect<Same<Out<typeof incoming.uploadOutcomeSchema>, UploadOutcome>>,
  Expect<Same<Out<typeof incoming.uploadSchema>, Upload>>,
  Expect<Same<z.input<typeof incoming.newLiveRecordingSchema>, NewLiveRecording>>,
  Expect<Same<Out<typeof incoming.liveRecordingSchema>, LiveRecording>>,
  Expect<Same<Out<typeof schemas.knownModelSchema>, KnownModel>>,
  Expect<Same<Out<typeof schemas.settingSchema>, api.Setting>>,
  Expect<Same<Out<typeof schemas.statusSchema>, api.Status>>,
  Expect<Same<(typeof searchModes)[number], SearchMode>>,
  Expect<Same<Out<typeof searchAnswerSchema>, SearchAnswer>>,
];
