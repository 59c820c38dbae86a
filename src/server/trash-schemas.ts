/** What the trash holds, as the HTTP API says it. */

import { z } from "@hono/zod-openapi";
import type { OtherTrashFile, TrashedRecording } from "../fonoteka.ts";
import { count, idNumber } from "./number-schemas.ts";
import { instant, recordingSchema } from "./schemas.ts";

export const trashedRecordingSchema = z
  .object({
    id: idNumber(),
    recording: recordingSchema,
    removedAt: instant(),
    transcriptions: count(),
    byteLength: count().openapi({ description: "Of its files in the trash" }),
    sound: z.enum(["present", "missing", "damaged"]).openapi({
      description:
        "Of its Opus file in the trash, by its size. One that is `missing` cannot be restored; importing its source again restores it, and a `damaged` one, with its sound",
    }),
  })
  .openapi("TrashedRecording") satisfies z.ZodType<TrashedRecording>;

export const otherTrashFileSchema = z
  .object({
    name: z.string(),
    byteLength: count(),
    kind: z.enum(["live", "leftover"]).openapi({
      description:
        "`live`: a discarded live recording; `leftover`: of an interrupted removal, damaged, or foreign",
    }),
    changedAt: instant(),
  })
  .openapi("OtherTrashFile") satisfies z.ZodType<OtherTrashFile>;
