/** Schemas of uploads: what became of one, on the wire. */

import { z } from "@hono/zod-openapi";
import type { UploadOutcome } from "../service/upload-outcome.ts";
import { type Upload, uploadStates } from "../service/uploads.ts";
import { count } from "./number-schemas.ts";
import { errorInfoSchema, instant, noteSchema, recordingSchema } from "./schemas.ts";

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
  })
  .openapi("Upload") satisfies z.ZodType<Upload>;
