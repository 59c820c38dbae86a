import { createRoute, z } from "@hono/zod-openapi";
import type { EmptiedTrash } from "../../fonoteka.ts";
import { type Api, failures, idParam, json, wholeNumber } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { count } from "../number-schemas.ts";
import { otherTrashFileSchema, trashedRecordingSchema } from "../trash-schemas.ts";

const tags = ["Recordings"];

const listRoute = createRoute({
  method: "get",
  path: "/api/trash",
  operationId: "listTrash",
  tags,
  summary: "List recordings in the trash, last removed first, and other files there",
  responses: {
    200: json(
      z.object({ recordings: z.array(trashedRecordingSchema), others: z.array(otherTrashFileSchema) }),
      "What is in the trash",
    ),
    ...failures,
  },
});

const emptiedSchema = z.object({
  recordings: count().openapi({ description: "Number of recordings deleted" }),
  byteLength: count().openapi({ description: "Bytes freed" }),
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/api/trash/{id}",
  operationId: "deleteForGood",
  tags,
  summary: "Delete a recording in the trash for good",
  request: { params: idParam },
  responses: { 200: json(emptiedSchema, "It is deleted"), ...failures },
});

const emptyRoute = createRoute({
  method: "delete",
  path: "/api/trash",
  operationId: "emptyTrash",
  tags,
  summary: "Delete all recordings in the trash for good, or those of an age",
  request: {
    query: z.object({
      olderThanDays: wholeNumber({ min: 1, max: 36_500 })
        .optional()
        .openapi({ description: "Only what was removed more than this many days ago" }),
    }),
  },
  responses: { 200: json(emptiedSchema, "They are deleted"), ...failures },
});

/** Routes for the trash; removing and restoring are routes of recordings. */
export function addTrashRoutes(app: Api, { service }: ServerContext) {
  const { archive } = service;
  return app
    .openapi(listRoute, async (c) => {
      const recordings = await archive.listTrash();
      return c.json({ recordings, others: await archive.listOtherTrashFiles(recordings) }, 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(describeEmptied(await service.emptyTrash({ recordings: [id] })), 200);
    })
    .openapi(emptyRoute, async (c) => {
      const { olderThanDays } = c.req.valid("query");
      return c.json(describeEmptied(await service.emptyTrash({ olderThanDays })), 200);
    });
}

function describeEmptied({ recordings, byteLength }: EmptiedTrash) {
  return { recordings: recordings.length, byteLength };
}
