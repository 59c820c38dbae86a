import { createRoute, z } from "@hono/zod-openapi";
import { type Api, binary, failures, json, jsonBody, tokenParam, wholeNumber } from "../api.ts";
import type { ServerContext } from "../context.ts";
import {
  finishLiveSchema,
  liveSchema,
  newLiveSchema,
  newUploadSchema,
  offsetConflictSchema,
  recordingSchema,
  uploadOffsetSchema,
  uploadSchema,
} from "../schemas.ts";

const uploadTags = ["Uploads"];
const liveTags = ["Live recordings"];

const offsetHeader = z.object({
  "upload-offset": wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }).openapi({
    description: "Where these bytes begin: as many as the server has",
  }),
});
const bytes = { required: true, content: { "application/octet-stream": { schema: binary } } };
const appended = {
  200: json(uploadOffsetSchema, "How many bytes are on the server's disk"),
  409: json(offsetConflictSchema, "Other bytes are expected: `offset` says which"),
  ...failures,
};

const createUploadRoute = createRoute({
  method: "post",
  path: "/api/uploads",
  tags: uploadTags,
  summary: "Announce a file; its bytes follow in as many parts as you like",
  request: { body: jsonBody(newUploadSchema) },
  responses: { 201: json(uploadOffsetSchema, "Send bytes from `offset` on"), ...failures },
});

const appendUploadRoute = createRoute({
  method: "patch",
  path: "/api/uploads/{id}",
  tags: uploadTags,
  summary: "Send bytes; the last one begins the import",
  request: { params: tokenParam, headers: offsetHeader, body: bytes },
  responses: appended,
});

const showUploadRoute = createRoute({
  method: "get",
  path: "/api/uploads/{id}",
  tags: uploadTags,
  summary: "How far it is, and what the import made of it",
  request: { params: tokenParam },
  responses: { 200: json(uploadSchema, "The upload"), ...failures },
});

const cancelUploadRoute = createRoute({
  method: "delete",
  path: "/api/uploads/{id}",
  tags: uploadTags,
  summary: "Throw away what was sent",
  request: { params: tokenParam },
  responses: { 200: json(z.object({ cancelled: z.literal(true) }), "It is gone"), ...failures },
});

const startLiveRoute = createRoute({
  method: "post",
  path: "/api/live",
  tags: liveTags,
  summary: "Begin a recording from a microphone",
  request: { body: jsonBody(newLiveSchema) },
  responses: { 201: json(z.object({ id: z.string() }), "Send what MediaRecorder gives"), ...failures },
});

const appendLiveRoute = createRoute({
  method: "patch",
  path: "/api/live/{id}",
  tags: liveTags,
  summary: "Send sound; the answer comes when it is on the disk",
  request: { params: tokenParam, headers: offsetHeader, body: bytes },
  responses: appended,
});

const finishLiveRoute = createRoute({
  method: "post",
  path: "/api/live/{id}/finish",
  tags: liveTags,
  summary: "Make it a recording of the archive",
  request: {
    params: tokenParam,
    body: { required: false, content: { "application/json": { schema: finishLiveSchema } } },
  },
  responses: { 200: json(z.object({ recording: recordingSchema }), "The recording"), ...failures },
});

const listLiveRoute = createRoute({
  method: "get",
  path: "/api/live",
  tags: liveTags,
  summary: "Recordings from a microphone that are not finished",
  responses: { 200: json(z.object({ live: z.array(liveSchema) }), "Unfinished ones"), ...failures },
});

const discardLiveRoute = createRoute({
  method: "delete",
  path: "/api/live/{id}",
  tags: liveTags,
  summary: "Do not keep it: its sound goes to the archive's trash folder",
  request: { params: tokenParam },
  responses: { 200: json(z.object({ discarded: z.literal(true) }), "It is in the trash"), ...failures },
});

/** Routes by which sound comes in. */
export function addIncomingRoutes(app: Api, { uploads, live }: ServerContext): void {
  app.openapi(createUploadRoute, async (c) => c.json(await uploads.create(c.req.valid("json")), 201));

  app.openapi(appendUploadRoute, async (c) => {
    const { id } = c.req.valid("param");
    const offset = await uploads.append(id, c.req.raw.body, c.req.valid("header")["upload-offset"]);
    return c.json({ id, offset }, 200);
  });

  app.openapi(showUploadRoute, async (c) => c.json(await uploads.get(c.req.valid("param").id), 200));

  app.openapi(cancelUploadRoute, async (c) => {
    await uploads.cancel(c.req.valid("param").id);
    return c.json({ cancelled: true as const }, 200);
  });

  app.openapi(startLiveRoute, async (c) => c.json(await live.start(c.req.valid("json")), 201));

  app.openapi(appendLiveRoute, async (c) => {
    const { id } = c.req.valid("param");
    const offset = await live.append(id, c.req.raw.body, c.req.valid("header")["upload-offset"]);
    return c.json({ id, offset }, 200);
  });

  app.openapi(finishLiveRoute, async (c) => {
    const { title } = c.req.valid("json") ?? {};
    return c.json({ recording: await live.finish(c.req.valid("param").id, title) }, 200);
  });

  app.openapi(listLiveRoute, async (c) => c.json({ live: await live.list() }, 200));

  app.openapi(discardLiveRoute, async (c) => {
    await live.discard(c.req.valid("param").id);
    return c.json({ discarded: true as const }, 200);
  });
}
