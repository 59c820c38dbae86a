import { createRoute, z } from "@hono/zod-openapi";
import { type Api, binary, failures, json, jsonBody, tokenParam, wholeNumber } from "../api.ts";
import type { ServerContext } from "../context.ts";
import {
  finishLiveSchema,
  liveOffsetSchema,
  liveRecordingSchema,
  newLiveRecordingSchema,
  offsetConflictSchema,
} from "../incoming-schemas.ts";
import { recordingSchema } from "../schemas.ts";

const tags = ["Live recordings"];

const startRoute = createRoute({
  method: "post",
  path: "/api/live",
  operationId: "startLiveRecording",
  tags,
  summary: "Start a recording from a microphone",
  request: { body: jsonBody(newLiveRecordingSchema) },
  responses: { 201: json(z.object({ id: z.string() }), "Send what MediaRecorder returns"), ...failures },
});

const appendRoute = createRoute({
  method: "patch",
  path: "/api/live/{id}",
  operationId: "appendToLiveRecording",
  tags,
  summary: "Send audio; the answer is sent when it is on disk",
  request: {
    params: tokenParam,
    headers: z.object({
      "upload-offset": wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }).openapi({
        description: "Where the body begins",
      }),
    }),
    body: { required: true, content: { "application/octet-stream": { schema: binary } } },
  },
  responses: {
    200: json(liveOffsetSchema, "Everything before `offset` is on disk"),
    409: json(offsetConflictSchema, "Offset mismatch: continue from `offset`"),
    ...failures,
  },
});

const finishRoute = createRoute({
  method: "post",
  path: "/api/live/{id}/finish",
  operationId: "finishLiveRecording",
  tags,
  summary: "Turn it into a recording of the archive",
  request: {
    params: tokenParam,
    body: { required: false, content: { "application/json": { schema: finishLiveSchema } } },
  },
  responses: { 200: json(z.object({ recording: recordingSchema }), "The recording"), ...failures },
});

const listRoute = createRoute({
  method: "get",
  path: "/api/live",
  operationId: "listLiveRecordings",
  tags,
  summary: "List unfinished recordings from a microphone",
  responses: { 200: json(z.object({ live: z.array(liveRecordingSchema) }), "Unfinished ones"), ...failures },
});

const discardRoute = createRoute({
  method: "delete",
  path: "/api/live/{id}",
  operationId: "discardLiveRecording",
  tags,
  summary: "Discard it: its audio is moved to the trash folder of the archive",
  request: { params: tokenParam },
  responses: { 200: json(z.object({ discarded: z.literal(true) }), "It is in the trash"), ...failures },
});

/** Routes for live recordings. */
export function addLiveRoutes(app: Api, { service }: ServerContext) {
  const { live } = service;
  return app
    .openapi(startRoute, async (c) => c.json(await live.start(c.req.valid("json")), 201))
    .openapi(appendRoute, async (c) => {
      const { id } = c.req.valid("param");
      const offset = await live.append(id, c.req.raw.body, c.req.valid("header")["upload-offset"]);
      return c.json({ id, offset }, 200);
    })
    .openapi(finishRoute, async (c) => {
      const { title } = c.req.valid("json") ?? {};
      return c.json({ recording: await live.finish(c.req.valid("param").id, title) }, 200);
    })
    .openapi(listRoute, async (c) => c.json({ live: await live.list() }, 200))
    .openapi(discardRoute, async (c) => {
      await live.discard(c.req.valid("param").id);
      return c.json({ discarded: true as const }, 200);
    });
}
