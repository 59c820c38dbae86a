import { createRoute, z } from "@hono/zod-openapi";
import type { Transcription } from "../../fonoteka.ts";
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
import type { ServerContext } from "../context.ts";
import {
  jobAnswerSchema,
  recordingChangesSchema,
  recordingDetailsSchema,
  recordingPageSchema,
  recordingSchema,
  recordingSorts,
  recordingStates,
  type TranscriptionInfo,
  trashedRecordingSchema,
} from "../schemas.ts";

const tags = ["Recordings"];

const listRoute = createRoute({
  method: "get",
  path: "/api/recordings",
  tags,
  summary: "List recordings, a page at a time",
  request: {
    query: z.object({
      cursor: z.string().max(2000).optional().openapi({ description: "`next` of the page before" }),
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
  tags,
  summary: "Show a recording and its transcriptions, newest first",
  request: { params: idParam },
  responses: { 200: json(recordingDetailsSchema, "The recording"), ...failures },
});

const changeRoute = createRoute({
  method: "patch",
  path: "/api/recordings/{id}",
  tags,
  summary: "Change title, notes, tags or date",
  request: { params: idParam, body: jsonBody(recordingChangesSchema) },
  responses: { 200: json(z.object({ recording: recordingSchema }), "As it is now"), ...failures },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/recordings/{id}",
  tags,
  summary: "Move a recording, with everything known of it, to the trash",
  request: { params: idParam },
  responses: { 200: json(z.object({ restorable: z.literal(true) }), "It is in the trash"), ...failures },
});

const restoreRoute = createRoute({
  method: "post",
  path: "/api/recordings/{id}/restore",
  tags,
  summary: "Bring a recording back from the trash under its old number",
  request: { params: idParam },
  responses: { 200: json(z.object({ recording: recordingSchema }), "It is back"), ...failures },
});

const trashRoute = createRoute({
  method: "get",
  path: "/api/trash",
  tags,
  summary: "List what was removed and can be restored, last removed first",
  responses: {
    200: json(z.object({ recordings: z.array(trashedRecordingSchema) }), "What is in the trash"),
    ...failures,
  },
});

const transcribeRoute = createRoute({
  method: "post",
  path: "/api/recordings/{id}/transcribe",
  tags,
  summary: "Recognise its speech (again); an earlier transcription is kept",
  request: {
    params: idParam,
    body: {
      required: false,
      content: { "application/json": { schema: z.object({ language: languageCode.optional() }) } },
    },
  },
  responses: { 202: json(jobAnswerSchema, "The job"), ...failures },
});

/** Routes over recordings as such. */
export function addRecordingRoutes(app: Api, { archive, events, jobs }: ServerContext): void {
  app.openapi(listRoute, (c) => {
    const { language, state, ...query } = c.req.valid("query");
    return c.json(archive.listPage({ ...query, languages: language, states: state }), 200);
  });

  app.openapi(showRoute, (c) => {
    const { recording, transcriptions } = archive.describe(c.req.valid("param").id);
    return c.json({ recording, transcriptions: transcriptions.map(toTranscriptionInfo) }, 200);
  });

  app.openapi(changeRoute, (c) => {
    const recording = archive.update(c.req.valid("param").id, c.req.valid("json"));
    events.emit({ type: "recording", data: { id: recording.id, change: "changed" } });
    return c.json({ recording }, 200);
  });

  app.openapi(removeRoute, async (c) => {
    const { id } = c.req.valid("param");
    archive.describe(id);
    await jobs.dropRecording(id);
    archive.remove(id);
    events.emit({ type: "recording", data: { id, change: "removed" } });
    return c.json({ restorable: true as const }, 200);
  });

  app.openapi(restoreRoute, async (c) => {
    const recording = await archive.restore(c.req.valid("param").id);
    events.emit({ type: "recording", data: { id: recording.id, change: "added" } });
    jobs.releaseRecording(recording.id);
    jobs.index();
    jobs.wake();
    return c.json({ recording }, 200);
  });

  app.openapi(trashRoute, async (c) => c.json({ recordings: await archive.listTrash() }, 200));

  app.openapi(transcribeRoute, (c) => {
    const { language } = c.req.valid("json") ?? {};
    return c.json({ job: jobs.transcribe(c.req.valid("param").id, language) }, 202);
  });
}

/** A transcription without its text. */
export function toTranscriptionInfo({ text: _, ...info }: Transcription): TranscriptionInfo {
  return info;
}
