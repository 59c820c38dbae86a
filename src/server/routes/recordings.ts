import { createRoute, z } from "@hono/zod-openapi";
import { channelChoices, type Transcription } from "../../fonoteka.ts";
import {
  type Api,
  commaList,
  dateQuery,
  failures,
  idParam,
  json,
  jsonBody,
  languageCode,
  wholeNumber,
} from "../api.ts";
import {
  type RecordingSummary,
  recordingSorts,
  recordingStates,
  type TranscriptionInfo,
} from "../api-types.ts";
import type { ServerContext } from "../context.ts";
import { hideInResource } from "../hide-folder.ts";
import {
  dateSourceSchema,
  jobAnswerSchema,
  recordingChangesSchema,
  recordingOverviewSchema,
  recordingPageSchema,
  recordingSchema,
} from "../schemas.ts";

const tags = ["Recordings"];

const listRoute = createRoute({
  method: "get",
  path: "/api/recordings",
  operationId: "listRecordings",
  tags,
  summary: "List recordings, one page at a time",
  request: {
    query: z.object({
      cursor: z
        .string()
        .max(2000)
        .optional()
        .openapi({ format: "cursor", description: "`next` of the previous page; of no other form" }),
      limit: wholeNumber({ min: 1, max: 500 }).optional().openapi({ description: "Default 50" }),
      from: dateQuery,
      to: dateQuery,
      language: commaList(languageCode, "ru,en").optional(),
      state: commaList(z.enum(recordingStates), "waiting,failed").optional(),
      sort: z.enum(recordingSorts).optional().openapi({ description: "Default newest" }),
    }),
  },
  responses: { 200: json(recordingPageSchema, "A page of recordings"), ...failures },
});

const showRoute = createRoute({
  method: "get",
  path: "/api/recordings/{id}",
  operationId: "getRecording",
  tags,
  summary: "Show a recording and its transcriptions, newest first",
  request: { params: idParam },
  responses: { 200: json(recordingOverviewSchema, "The recording"), ...failures },
});

const changeRoute = createRoute({
  method: "patch",
  path: "/api/recordings/{id}",
  operationId: "updateRecording",
  tags,
  summary: "Change title, notes, tags or date",
  request: { params: idParam, body: jsonBody(recordingChangesSchema) },
  responses: { 200: json(z.object({ recording: recordingSchema }), "The changed recording"), ...failures },
});

const dateRoute = createRoute({
  method: "post",
  path: "/api/recordings/{id}/date",
  operationId: "changeDate",
  tags,
  summary: "Take the date from another source: tags, file name, file time, or the date given before",
  request: {
    params: idParam,
    body: jsonBody(z.object({ from: dateSourceSchema, dryRun: z.boolean().optional() })),
  },
  responses: {
    200: json(
      z.object({
        recording: recordingSchema,
        previous: recordingSchema.pick({ createdAt: true, dateSource: true }),
        changed: z.boolean(),
      }),
      "The recording as it is now; with `dryRun` as it would be",
    ),
    ...failures,
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/recordings/{id}",
  operationId: "removeRecording",
  tags,
  summary: "Move a recording and its transcripts to the trash",
  request: { params: idParam },
  responses: { 200: json(z.object({ restorable: z.literal(true) }), "It is in the trash"), ...failures },
});

const restoreRoute = createRoute({
  method: "post",
  path: "/api/recordings/{id}/restore",
  operationId: "restoreRecording",
  tags,
  summary: "Restore a recording from the trash under its old number",
  request: { params: idParam },
  responses: { 200: json(z.object({ recording: recordingSchema }), "The restored recording"), ...failures },
});

const transcribeRoute = createRoute({
  method: "post",
  path: "/api/recordings/{id}/transcribe",
  operationId: "transcribeRecording",
  tags,
  summary: "Transcribe (again); earlier transcripts are kept",
  request: {
    params: idParam,
    body: {
      required: false,
      content: {
        "application/json": {
          schema: z.object({
            language: languageCode.optional(),
            channels: z.enum(channelChoices).optional().openapi({
              description:
                "Which channels of a stereo recording are recognised; default auto: what carries speech",
            }),
          }),
        },
      },
    },
  },
  responses: { 202: json(jobAnswerSchema, "The job"), ...failures },
});

/** Routes for recordings. */
export function addRecordingRoutes(app: Api, { service }: ServerContext) {
  const { archive, jobs } = service;
  const hide = (recording: RecordingSummary) => hideInResource(recording, archive.folder);
  return app
    .openapi(listRoute, (c) => {
      const { language, state, ...query } = c.req.valid("query");
      const page = archive.listPage({ ...query, languages: language, states: state });
      return c.json({ ...page, recordings: page.recordings.map(hide) }, 200);
    })
    .openapi(showRoute, (c) => {
      const { recording, tracks, dateChoices, transcriptions } = archive.describe(c.req.valid("param").id);
      const infos = transcriptions.map(toTranscriptionInfo);
      return c.json({ recording: hide(recording), tracks, dateChoices, transcriptions: infos }, 200);
    })
    .openapi(changeRoute, (c) => {
      const recording = service.update(c.req.valid("param").id, c.req.valid("json"));
      return c.json({ recording }, 200);
    })
    .openapi(dateRoute, (c) => c.json(service.changeDate(c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(removeRoute, async (c) => {
      await service.remove(c.req.valid("param").id);
      return c.json({ restorable: true as const }, 200);
    })
    .openapi(restoreRoute, async (c) =>
      c.json({ recording: await service.restore(c.req.valid("param").id) }, 200),
    )
    .openapi(transcribeRoute, (c) => {
      const options = c.req.valid("json") ?? {};
      return c.json({ job: jobs.transcribe(c.req.valid("param").id, options) }, 202);
    });
}

/** A transcription without its text. */
export function toTranscriptionInfo({ text: _, ...info }: Transcription): TranscriptionInfo {
  return info;
}
