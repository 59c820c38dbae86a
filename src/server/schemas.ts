/**
 * The zod schemas of every route: they check requests and make the OpenAPI document. Each describes a type that is
 * defined elsewhere (domain, library, service, `api-types.ts`); `check-schemas.ts` compares them.
 */

import { z } from "@hono/zod-openapi";
import type { Recording, SourceTrack, Transcription } from "../domain.ts";
import { type ErrorInfo, errorCodes } from "../errors.ts";
import { exportFormats, type KnownModel, type RecordingPage } from "../fonoteka.ts";
import type { Note } from "../messages/notes.ts";
import { type Job, jobStages, jobStates } from "../service/job.ts";
import {
  type ApiErrorInfo,
  apiErrorCodes,
  type CompactSegment,
  type CompactTranscript,
  type CompactWord,
  type Peaks,
  type RecordingOverview,
  type RecordingSummary,
  recordingStates,
  type Setting,
  type Status,
  type TranscriptionInfo,
  type WrittenChanges,
} from "./api-types.ts";
import { count, idNumber, int } from "./number-schemas.ts";

/** A date and time of an answer. */
export const instant = () =>
  z.string().openapi({ format: "date-time", example: "2024-01-15T14:30:00+03:00" });

/**
 * `.nullable()` of a named schema is described as `$ref` and `type: null` at once, which nothing fits (zod-openapi 1.6.3).
 * A union is described as it is.
 */
const orNull = <Schema extends z.ZodType>(schema: Schema, description: string) =>
  z.union([schema, z.null()]).openapi({ description });

/** The library rejects NUL; here it is only described. */
const plainText = (maxLength: number) => z.string().max(maxLength).openapi({ pattern: "^[^\\u0000]*$" });

const innerMessageSchema = z.object({
  reason: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  message: z.string(),
  hint: z.string(),
});

const messageValuesSchema = z
  .record(z.string(), z.union([z.string(), z.number(), innerMessageSchema]))
  .openapi({ description: "What the message is about; translations fill their own text with them" });

const messageFields = {
  reason: z.string().openapi({ description: "Stable name of the message", example: "recording-not-found" }),
  values: messageValuesSchema,
  message: z.string().openapi({ description: "What happened, in English" }),
  hint: z.string().openapi({ description: "One sentence for a person: what to try" }),
};

export const apiErrorInfoSchema = z.object({
  code: z.enum(apiErrorCodes),
  ...messageFields,
}) satisfies z.ZodType<ApiErrorInfo>;
export const errorSchema = z.object({ error: apiErrorInfoSchema }).openapi("Error");

/** An error inside a resource: of a failed job, a failed upload, a recording. */
export const errorInfoSchema = z
  .object({ code: z.enum(errorCodes), ...messageFields })
  .openapi("ErrorInfo") satisfies z.ZodType<ErrorInfo>;

/** A note of a search, a warning of an import, a problem of the archive. */
export const noteSchema = z
  .object({
    code: z.string().openapi({ description: "Stable name of the note", example: "nothing-indexed" }),
    values: messageValuesSchema,
    text: z.string(),
    hint: z.string().optional(),
  })
  .openapi("Note") satisfies z.ZodType<Note>;

const holderSchema = z
  .object({
    host: z.string(),
    processId: z.number(),
    until: instant().openapi({ description: "When its claim ends unless it renews it" }),
  })
  .openapi("Holder");

export const sourceTrackSchema = z
  .object({
    number: int(),
    codec: z.string(),
    channels: int(),
    sampleRate: int(),
    language: z.string().optional(),
    title: z.string().optional(),
    isDefault: z.boolean(),
    durationSeconds: z.number().optional(),
    problem: z.enum(["silent", "no-decoder"]).optional().openapi({
      description: "No sound was found in it, or there is no decoder for it; absent: it has sound",
    }),
  })
  .openapi("SourceTrack") satisfies z.ZodType<SourceTrack>;
const dateDoubtSchema = z
  .enum(["clock-not-set", "end-of-recording", "later-copy", "other-time-zone"])
  .openapi({ description: "Why it was not believed although it ranks before the source that was" });

export const dateSourceSchema = z.enum(["given", "tag", "file-name", "file-time"]);

const dateCandidateSchema = z.object({
  source: dateSourceSchema,
  value: z.string().openapi({ description: "The text as it was found there" }),
  date: instant(),
  hasTime: z.boolean(),
  doubt: dateDoubtSchema.optional(),
});

export const recordingSchema = z
  .object({
    id: idNumber(),
    filename: z.string().openapi({ example: "2024-01-15_14-30-00.opus" }),
    durationSeconds: z.number(),
    sampleRate: int(),
    createdAt: instant(),
    dateSource: dateSourceSchema,
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
    opusSha256: z.string().nullable().openapi({
      description:
        "SHA-256 of the Opus file; null for a recording of an earlier version that was not verified",
    }),
    opusSha256From: z.enum(["import", "first-seen"]).nullable(),
    importNotes: z.array(noteSchema).openapi({ description: "What was found at import, such as damage" }),
    sourceTrack: int().nullable().openapi({
      description:
        "The sound track of the source that it was made of, from 1; null: its only one, or not known",
    }),
    sourceTracks: z.array(sourceTrackSchema).openapi({
      description: "Every sound track of a source with several; empty for one with a single track",
    }),
    dateCandidates: z
      .array(dateCandidateSchema)
      .openapi({ description: "What each source said about the date" }),
  })
  .openapi("Recording") satisfies z.ZodType<Recording>;

export const recordingSummarySchema = recordingSchema
  .extend({
    language: z.string().nullable().openapi({ description: "Language of the current transcription" }),
    state: z.enum(recordingStates),
    error: errorInfoSchema
      .optional()
      .openapi({ description: "Why the last attempt to transcribe it failed" }),
    holder: holderSchema.optional().openapi({ description: "Which process is transcribing it" }),
    recognisedSeconds: z.number().optional().openapi({
      description: "Seconds that an interrupted transcription has done; it goes on there",
    }),
  })
  .openapi("RecordingSummary") satisfies z.ZodType<RecordingSummary>;

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
    notes: z.array(noteSchema).openapi({
      description: "What was not taken, moved, repaired or chosen when it was read or recognised",
    }),
  })
  .openapi("Transcription") satisfies z.ZodType<Transcription>;

/** Without the text: ten hours of speech are half a megabyte, and `transcript` returns it with times. */
export const transcriptionInfoSchema = transcriptionSchema
  .omit({ text: true })
  .openapi("TranscriptionInfo") satisfies z.ZodType<TranscriptionInfo>;

export const recordingPageSchema = z
  .object({
    recordings: z.array(recordingSummarySchema),
    next: z.string().optional().openapi({ description: "Pass it as `cursor` for the next page" }),
    total: count().openapi({ description: "Recordings that match the filter, on all pages" }),
  })
  .openapi("RecordingPage") satisfies z.ZodType<RecordingPage>;

export const recordingOverviewSchema = z
  .object({
    recording: recordingSummarySchema,
    tracks: z
      .array(sourceTrackSchema.extend({ recordingId: int().nullable() }).openapi("RecordingTrack"))
      .openapi({
        description: "The sound tracks of its source, and the recording made of each; empty for one",
      }),
    dateChoices: z.array(dateCandidateSchema).openapi({
      description:
        "What each source said about the date; of a recording of an earlier version, which did not keep it, what is known",
    }),
    transcriptions: z.array(transcriptionInfoSchema),
  })
  .openapi("RecordingOverview") satisfies z.ZodType<RecordingOverview>;

export const recordingChangesSchema = z
  .object({
    title: plainText(1000),
    notes: plainText(100_000),
    tags: z.array(plainText(200)).max(200),
    createdAt: z.string().max(64).openapi({
      format: "date-time",
      description: "ISO 8601, also a date alone; without an offset it is the server's local time",
    }),
  })
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, { params: { reason: "nothing-to-change" } })
  .openapi("RecordingChanges", { minProperties: 1 }) satisfies z.ZodType<WrittenChanges>;

const compactWordSchema = z
  .tuple([z.string(), int(), int(), z.number().nullable(), z.union([z.literal(0), z.literal(1)])])
  .openapi({
    description: "[text, startMs, endMs, confidence or null, 1 if its time is interpolated]",
  }) satisfies z.ZodType<CompactWord>;

const compactSegmentSchema = z
  .object({
    startMs: int(),
    endMs: int(),
    speaker: z.string().nullable(),
    language: z.string().nullable(),
    channel: int().nullable().openapi({
      description: "The channel of the sound that it was heard in, from 1; null: all together, or not known",
    }),
    words: z.array(compactWordSchema),
  })
  .openapi("CompactSegment") satisfies z.ZodType<CompactSegment>;

export const compactTranscriptSchema = z
  .object({
    transcription: orNull(transcriptionInfoSchema, "Null while there is none"),
    segments: z.array(compactSegmentSchema),
  })
  .openapi("CompactTranscript") satisfies z.ZodType<CompactTranscript>;

export const peaksSchema = z
  .object({
    peaksPerSecond: z.number(),
    peaks: z.string().openapi({ description: "base64 of int8 pairs: minimum, maximum" }),
  })
  .openapi("Peaks") satisfies z.ZodType<Peaks>;

export const exportFormatSchema = z.enum(exportFormats);

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
    resumedAt: z
      .number()
      .optional()
      .openapi({ description: "Where it went on after an interruption, in `unit`" }),
    holder: holderSchema
      .optional()
      .openapi({ description: "The process that does it, if it is another one" }),
    error: errorInfoSchema.optional(),
    isDiscarded: z
      .literal(true)
      .optional()
      .openapi({ description: "It has left the list; in its last event only" }),
    startedAt: instant().nullable(),
  })
  .openapi("Job") satisfies z.ZodType<Job>;

export const jobAnswerSchema = z.object({ job: jobSchema }).openapi("JobAnswer");

export const knownModelSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.object({ en: z.string(), ru: z.string() }),
    kind: z.enum(["embedding", "speech", "vad"]),
    state: z.enum(["bundled", "cached", "absent"]),
    inUse: z.boolean(),
    byteLength: count(),
    languages: z.array(z.string()).readonly(),
    licence: z.string(),
  })
  .openapi("KnownModel") satisfies z.ZodType<KnownModel>;

export const settingSchema = z
  .object({
    name: z.string(),
    value: z.unknown(),
    origin: z.enum(["flag", "environment", "fonoteka.json", "default"]),
  })
  .openapi("Setting") satisfies z.ZodType<Setting>;

export const statusSchema = z
  .object({
    version: z.string(),
    folder: z.string(),
    readOnly: z.boolean(),
    copyTakenAt: instant().nullable().openapi({
      description: "When the copy of data.db was made that is read because the archive cannot be written",
    }),
    schemaVersion: int(),
    databaseByteLength: count(),
    recordings: z.object({
      count: count(),
      durationSeconds: z.number(),
      byteLength: count(),
      transcribed: count(),
      words: count(),
      damagedSources: count().openapi({
        description: "Recordings whose source was damaged when it was imported",
      }),
    }),
    waiting: z.object({ transcribe: int(), index: int(), embed: int(), sidecars: int() }),
    working: z.array(z.object({ subject: z.string(), holder: holderSchema })),
    index: z.object({
      passages: count(),
      vectors: count(),
      vectorsOutOfDate: count(),
      embeddingModel: z.string(),
    }),
    incoming: z
      .object({
        count: count(),
        byteLength: count(),
        missingByteLength: count(),
        oldestAt: instant().nullable(),
        failed: z.array(
          z.object({
            name: z.string(),
            byteLength: count(),
            startedAt: instant(),
            error: errorInfoSchema,
          }),
        ),
        withTracks: z
          .array(z.object({ name: z.string(), byteLength: count(), startedAt: instant(), tracks: count() }))
          .openapi({ description: "Uploads that are recordings, kept for so many further sound tracks" }),
      })
      .openapi({ description: "Uploads and live recordings that are not done with" }),
    failures: z.array(
      errorInfoSchema.extend({
        stage: z.enum(["transcribe", "index", "embed"]),
        subject: z.string(),
        attempts: count(),
        lastAttemptAt: z.string().nullable(),
      }),
    ),
    problems: z.array(noteSchema),
    backups: z.array(z.object({ folder: z.string(), lastSnapshot: z.string(), lastAt: instant() })),
    databaseCopies: z
      .array(z.object({ path: z.string(), byteLength: count(), changedAt: instant() }))
      .openapi({ description: "Copies of data.db from before an upgrade, a rebuild or a restore" }),
    settings: z.array(settingSchema),
    maxUploadByteLength: count().openapi({ description: "Maximum size of an upload, bytes" }),
    recovered: z
      .array(recordingSchema)
      .openapi({ description: "Recordings saved from interrupted live recordings; each is listed once" }),
  })
  .openapi("Status") satisfies z.ZodType<Status>;
