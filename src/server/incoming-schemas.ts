/** Schemas of what is on its way into the archive: uploads and live recordings. */

import { z } from "@hono/zod-openapi";
import type { LiveRecording, NewLiveRecording } from "../service/live-recordings.ts";
import type { UploadOutcome } from "../service/upload-outcome.ts";
import { uploadTrackStates } from "../service/upload-tracks.ts";
import { type Upload, uploadStates } from "../service/uploads.ts";
import { count, int } from "./number-schemas.ts";
import {
  apiErrorInfoSchema,
  errorInfoSchema,
  instant,
  noteSchema,
  recordingSchema,
  sourceTrackSchema,
} from "./schemas.ts";

export const uploadOutcomeSchema = z
  .discriminatedUnion("status", [
    z.object({ status: z.literal("imported"), recording: recordingSchema, warnings: z.array(noteSchema) }),
    z.object({
      status: z.literal("duplicate"),
      recording: recordingSchema,
      reason: z.enum(["same-file", "same-sound"]),
    }),
    z
      .object({
        status: z.literal("restored"),
        recording: recordingSchema,
        flaw: z.enum(["missing", "wrong-size", "damaged"]),
        warnings: z.array(noteSchema),
      })
      .openapi({ description: "A known recording whose file was missing or damaged has it again" }),
    z
      .object({ status: z.literal("trashed"), recording: recordingSchema, removedAt: instant() })
      .openapi({ description: "The recording is in the trash: nothing was imported" }),
    z.object({ status: z.literal("skipped"), note: noteSchema }),
    z.object({ status: z.literal("failed"), error: errorInfoSchema }),
  ])
  .openapi("UploadOutcome") satisfies z.ZodType<UploadOutcome>;

export const uploadSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    offset: count(),
    byteLength: count(),
    state: z.enum(uploadStates),
    startedAt: instant(),
    outcome: uploadOutcomeSchema.optional(),
    tracks: z
      .array(
        sourceTrackSchema
          .extend({ state: z.enum(uploadTrackStates), outcome: uploadOutcomeSchema.optional() })
          .openapi("UploadTrack"),
      )
      .optional()
      .openapi({
        description:
          "Further sound tracks; while one is not `done`, the file is kept, unless it is discarded",
      }),
  })
  .openapi("Upload") satisfies z.ZodType<Upload>;

export const uploadTracksSchema = z
  .object({ tracks: z.array(int().min(1)).min(1).max(1000) })
  .openapi("UploadTracks");

export const offsetConflictSchema = z
  .object({
    error: apiErrorInfoSchema,
    offset: count().optional().openapi({ description: "Bytes that the server has" }),
  })
  .openapi("OffsetConflict");

export const liveOffsetSchema = z.object({ id: z.string(), offset: count() }).openapi("LiveOffset");

export const newLiveRecordingSchema = z
  .object({
    mimeType: z
      .string()
      .max(200)
      .regex(/^(audio\/(webm|ogg|mp4)|video\/webm)(;.*)?$/, "an audio format that browsers record")
      .openapi({ example: "audio/webm;codecs=opus" }),
    inputName: z.string().max(500).default("").openapi({ description: "Name of the microphone" }),
    startedAt: z.iso
      .datetime({ offset: true, error: "a date and time such as 2024-01-15T14:30:00Z" })
      .optional()
      .openapi({ description: "When it began, if it is sent again after a restart; default now" }),
  })
  .openapi("NewLiveRecording") satisfies z.ZodType<NewLiveRecording>;

export const liveRecordingSchema = z
  .object({
    id: z.string(),
    mimeType: z.string(),
    inputName: z.string(),
    offset: count(),
    startedAt: instant(),
  })
  .openapi("LiveRecording") satisfies z.ZodType<LiveRecording>;

export const finishLiveSchema = z.object({ title: z.string().max(1000).optional() }).openapi("FinishLive");
