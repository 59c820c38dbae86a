/**
 * What goes over the wire: the zod schemas of every route, and the types inferred from them. The OpenAPI document, the
 * checks of the server and the types of `fonoteka/client` all come from here.
 */

import { z } from "@hono/zod-openapi";
import { errorCodes } from "../errors.ts";
import { count, idNumber, int } from "./number-schemas.ts";

/** The codes of the archive, and those that only HTTP has. */
export const apiErrorCodes = [
  ...errorCodes,
  "unauthorized",
  "forbidden",
  "conflict",
  "method-not-allowed",
  "too-large",
  "range-not-satisfiable",
  "unexpected",
] as const;

const instant = () => z.string().openapi({ example: "2024-01-15T14:30:00+03:00" });

export const errorDetailSchema = z.object({
  code: z.enum(apiErrorCodes),
  message: z.string(),
  hint: z.string().openapi({ description: "One sentence for a person: what to try" }),
});
export const errorSchema = z.object({ error: errorDetailSchema }).openapi("Error");

const valuesSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.looseObject({ message: z.string() })]))
  .openapi({ description: "What the message is about: translations fill their own text with them" });

/** An error inside a resource (a failed job, a failed upload). */
export const errorInfoSchema = z
  .object({
    code: z.enum(errorCodes),
    reason: z.string().openapi({ description: "Stable name of the message" }),
    values: valuesSchema,
    message: z.string(),
    hint: z.string(),
  })
  .openapi("ErrorInfo");

/** A note of a search, a warning of an import, a problem of the archive. */
export const noteSchema = z
  .object({ code: z.string(), values: valuesSchema, text: z.string(), hint: z.string().optional() })
  .openapi("Note");

export const recordingSchema = z
  .object({
    id: idNumber(),
    filename: z.string().openapi({ example: "2024-01-15_14-30-00.opus" }),
    durationSeconds: z.number(),
    sampleRate: int(),
    createdAt: instant(),
    dateSource: z.enum(["given", "tag", "file-name", "file-time"]),
    title: z.string(),
    notes: z.string(),
    tags: z.array(z.string()),
    channels: int(),
    byteLength: count(),
    sourceName: z.string(),
    sourceFormat: z.string(),
    sourceSampleRate: z.number(),
    sourceSha256: z.string(),
    soundSha256: z.string(),
    importedAt: instant(),
  })
  .openapi("Recording");

export const recordingStates = ["waiting", "working", "transcribed", "no-speech", "failed"] as const;
export const recordingSorts = ["newest", "oldest", "longest", "shortest", "title", "imported"] as const;

export const listedRecordingSchema = recordingSchema
  .extend({
    language: z.string().nullable().openapi({ description: "Of its current transcription" }),
    state: z.enum(recordingStates),
    error: errorInfoSchema
      .optional()
      .openapi({ description: "Why the last attempt to transcribe it failed" }),
  })
  .openapi("ListedRecording");

export const transcriptionSchema = z
  .object({
    id: idNumber(),
    recordingId: idNumber(),
    text: z.string(),
    language: z.string().nullable(),
    confidence: z.number().nullable(),
    engine: z.string(),
    model: z.string(),
    createdAt: instant(),
    isCurrent: z.boolean(),
    wordCount: count(),
  })
  .openapi("Transcription");

/** Without the text: a recording of ten hours has half a megabyte of it, and `transcript` gives it with times. */
export const transcriptionInfoSchema = transcriptionSchema.omit({ text: true }).openapi("TranscriptionInfo");

export const recordingPageSchema = z
  .object({
    recordings: z.array(listedRecordingSchema),
    next: z.string().optional().openapi({ description: "Hand it in as `cursor` for the next page" }),
    total: count().openapi({ description: "How many recordings the filter lets through, on all pages" }),
  })
  .openapi("RecordingPage");

export const recordingDetailsSchema = z
  .object({ recording: listedRecordingSchema, transcriptions: z.array(transcriptionInfoSchema) })
  .openapi("RecordingDetails");

export const recordingChangesSchema = z
  .object({
    title: z.string().max(1000),
    notes: z.string().max(100_000),
    tags: z.array(z.string().max(200)).max(200),
    createdAt: z
      .string()
      .max(64)
      .openapi({ description: "ISO 8601; without an offset it is the server's local time" }),
  })
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "there is nothing to change")
  .openapi("RecordingChanges", { minProperties: 1 });

export const trashedRecordingSchema = z
  .object({ id: idNumber(), recording: recordingSchema, removedAt: instant(), transcriptions: count() })
  .openapi("TrashedRecording");

export const compactWordSchema = z
  .tuple([z.string(), int(), int(), z.number().nullable(), z.union([z.literal(0), z.literal(1)])])
  .openapi({ description: "[text, startMs, endMs, confidence or null, 1 if its time is interpolated]" });

export const compactSegmentSchema = z
  .object({
    startMs: int(),
    endMs: int(),
    speaker: z.string().nullable(),
    language: z.string().nullable(),
    words: z.array(compactWordSchema),
  })
  .openapi("TranscriptSegment");

export const transcriptSchema = z
  .object({
    transcription: transcriptionInfoSchema.nullable().openapi({ description: "Null while there is none" }),
    segments: z.array(compactSegmentSchema),
  })
  .openapi("Transcript");

export const peaksSchema = z
  .object({
    peaksPerSecond: z.number(),
    peaks: z.string().openapi({ description: "base64 of int8 pairs: minimum, maximum" }),
  })
  .openapi("Peaks");

export const exportFormatNames = ["txt", "srt", "vtt", "json", "md"] as const;

export const jobStages = ["import", "transcribe", "index", "embed", "download"] as const;
export const jobStates = ["waiting", "running", "done", "failed", "cancelled"] as const;

export const jobSchema = z
  .object({
    id: z.string().openapi({ example: "transcribe-12" }),
    stage: z.enum(jobStages),
    subject: z.string().openapi({ description: "File, recording or model it is about" }),
    recordingId: idNumber().optional(),
    state: z.enum(jobStates),
    done: z.number(),
    total: z.number().nullable(),
    unit: z.enum(["seconds", "passages", "transcriptions", "bytes"]),
    error: errorInfoSchema.optional(),
    startedAt: instant().nullable(),
  })
  .openapi("Job");

export const jobAnswerSchema = z.object({ job: jobSchema }).openapi("JobAnswer");

export const importOutcomeSchema = z
  .discriminatedUnion("status", [
    z.object({ status: z.literal("imported"), recording: recordingSchema, warnings: z.array(z.string()) }),
    z.object({
      status: z.literal("duplicate"),
      recording: recordingSchema,
      reason: z.enum(["same-file", "same-sound"]),
    }),
    z.object({ status: z.literal("skipped"), reason: z.string() }),
    z.object({ status: z.literal("failed"), error: errorInfoSchema }),
  ])
  .openapi("ImportOutcome");

export const newUploadSchema = z
  .object({
    name: z.string().min(1).max(1000),
    byteLength: count().max(Number.MAX_SAFE_INTEGER),
    lastModified: z
      .number()
      .optional()
      .openapi({ description: "Milliseconds since 1970, as File.lastModified" }),
    folderPath: z.string().max(4000).optional(),
  })
  .openapi("NewUpload");

export const uploadOffsetSchema = z.object({ id: z.string(), offset: count() }).openapi("UploadOffset");

export const uploadSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    offset: count(),
    byteLength: count(),
    state: z.enum(["receiving", "importing", "done"]),
    outcome: importOutcomeSchema.optional(),
  })
  .openapi("Upload");

export const offsetConflictSchema = z
  .object({ error: errorDetailSchema, offset: count().optional() })
  .openapi("OffsetConflict");

export const newLiveSchema = z
  .object({
    mimeType: z
      .string()
      .max(200)
      .regex(/^(audio\/(webm|ogg|mp4)|video\/webm)(;.*)?$/, "not a kind of sound that browsers record")
      .openapi({ example: "audio/webm;codecs=opus" }),
    inputName: z.string().max(500).default("").openapi({ description: "Name of the microphone" }),
  })
  .openapi("NewLive");

export const liveSchema = z
  .object({
    id: z.string(),
    mimeType: z.string(),
    inputName: z.string(),
    offset: count(),
    startedAt: instant(),
  })
  .openapi("Live");

export const finishLiveSchema = z.object({ title: z.string().max(1000).optional() }).openapi("FinishLive");

export const modelSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.object({ en: z.string(), ru: z.string() }),
    kind: z.enum(["embedding", "speech", "vad"]),
    state: z.enum(["bundled", "cached", "absent"]),
    inUse: z.boolean(),
    byteLength: count(),
    languages: z.array(z.string()),
    licence: z.string(),
  })
  .openapi("Model");

export const settingSchema = z
  .object({
    name: z.string(),
    value: z.unknown(),
    origin: z.enum(["flag", "environment", "fonoteka.json", "default"]),
  })
  .openapi("Setting");

export const statusSchema = z
  .object({
    version: z.string(),
    folder: z.string(),
    readOnly: z.boolean(),
    schemaVersion: int(),
    databaseByteLength: count(),
    recordings: z.object({
      count: count(),
      durationSeconds: z.number(),
      byteLength: count(),
      transcribed: count(),
      words: count(),
    }),
    waiting: z.object({ transcribe: int(), index: int(), embed: int() }),
    index: z.object({
      passages: count(),
      vectors: count(),
      vectorsOutOfDate: count(),
      embeddingModel: z.string(),
    }),
    failures: z.array(
      errorInfoSchema.extend({
        stage: z.enum(["transcribe", "index", "embed"]),
        subject: z.string(),
        attempts: count(),
        lastAttemptAt: z.string().nullable(),
      }),
    ),
    problems: z.array(noteSchema),
    settings: z.array(settingSchema),
    uploadLimit: count().openapi({ description: "Largest upload in bytes" }),
    recovered: z
      .array(recordingSchema)
      .openapi({ description: "Recordings saved from a live recording that was cut off: said once" }),
  })
  .openapi("Status");

export type ApiErrorCode = (typeof apiErrorCodes)[number];
export type ApiErrorDetail = z.infer<typeof errorDetailSchema>;
export type Fault = z.infer<typeof errorInfoSchema>;
export type Recording = z.infer<typeof recordingSchema>;
export type RecordingState = (typeof recordingStates)[number];
export type RecordingSort = (typeof recordingSorts)[number];
export type ListedRecording = z.infer<typeof listedRecordingSchema>;
export type TranscriptionInfo = z.infer<typeof transcriptionInfoSchema>;
export type RecordingPage = z.infer<typeof recordingPageSchema>;
export type RecordingDetails = z.infer<typeof recordingDetailsSchema>;
export type RecordingChanges = z.infer<typeof recordingChangesSchema>;
export type TrashedRecording = z.infer<typeof trashedRecordingSchema>;
export type CompactWord = z.infer<typeof compactWordSchema>;
export type CompactSegment = z.infer<typeof compactSegmentSchema>;
export type Transcript = z.infer<typeof transcriptSchema>;
export type Peaks = z.infer<typeof peaksSchema>;
export type ExportFormat = (typeof exportFormatNames)[number];
export type Job = z.infer<typeof jobSchema>;
export type ImportOutcome = z.infer<typeof importOutcomeSchema>;
export type NewUpload = z.infer<typeof newUploadSchema>;
export type Upload = z.infer<typeof uploadSchema>;
export type NewLive = z.input<typeof newLiveSchema>;
export type Live = z.infer<typeof liveSchema>;
export type Model = z.infer<typeof modelSchema>;
export type Setting = z.infer<typeof settingSchema>;
export type Status = z.infer<typeof statusSchema>;

/** What `GET /api/events` sends: the name of the event and its data. */
export type ServerEvent =
  | { type: "hello"; data: { version: string } }
  | { type: "job"; data: Job }
  | { type: "recording"; data: { id: number; change: "added" | "changed" | "removed" } };
