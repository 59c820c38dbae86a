import { createRoute, z } from "@hono/zod-openapi";
import { type Api, failures, json } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { hideInInfo } from "../hide-folder.ts";
import { settingSchema, statusSchema } from "../schemas.ts";

const tags = ["Archive"];

const statusRoute = createRoute({
  method: "get",
  path: "/api/status",
  operationId: "getStatus",
  tags,
  summary: "Contents of the archive, pending and failed work, problems",
  responses: { 200: json(statusSchema, "The status"), ...failures },
});

const settingsRoute = createRoute({
  method: "get",
  path: "/api/settings",
  operationId: "getSettings",
  tags,
  summary: "Effective settings and where each comes from",
  responses: { 200: json(z.object({ settings: z.array(settingSchema) }), "The settings"), ...failures },
});

/** Routes for the archive as a whole. */
export function addStatusRoutes(app: Api, { service, version }: ServerContext) {
  const { archive, maxUploadByteLength } = service;
  return app
    .openapi(statusRoute, async (c) => {
      const status = await archive.status();
      status.failures = status.failures.map((failure) => hideInInfo(failure, archive.folder));
      return c.json({ version, ...status, maxUploadByteLength, recovered: service.takeRecovered() }, 200);
    })
    .openapi(settingsRoute, async (c) => c.json({ settings: (await archive.status()).settings }, 200));
}
