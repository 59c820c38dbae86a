import { createRoute, z } from "@hono/zod-openapi";
import { type Api, failures, json } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { settingSchema, statusSchema } from "../schemas.ts";

const tags = ["Archive"];

const statusRoute = createRoute({
  method: "get",
  path: "/api/status",
  tags,
  summary: "What the archive holds, what waits or failed, what is wrong",
  responses: { 200: json(statusSchema, "The status"), ...failures },
});

const settingsRoute = createRoute({
  method: "get",
  path: "/api/settings",
  tags,
  summary: "The settings in force and where each came from",
  responses: { 200: json(z.object({ settings: z.array(settingSchema) }), "The settings"), ...failures },
});

/** Routes over the archive as a whole. */
export function addStatusRoutes(app: Api, { archive, version, uploadLimit, recovered }: ServerContext): void {
  app.openapi(statusRoute, async (c) => {
    const status = await archive.status();
    return c.json({ version, ...status, uploadLimit, recovered: recovered.splice(0) }, 200);
  });

  app.openapi(settingsRoute, async (c) => c.json({ settings: (await archive.status()).settings }, 200));
}
