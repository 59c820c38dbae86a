import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRoute, z } from "@hono/zod-openapi";
import { archiveError } from "../../errors.ts";
import { listKnownModels } from "../../fonoteka.ts";
import { type Api, failures, json } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { jobAnswerSchema, knownModelSchema } from "../schemas.ts";

const listRoute = createRoute({
  method: "get",
  path: "/api/models",
  operationId: "listModels",
  tags: ["Models"],
  summary: "List models: size, languages, licence, and whether each is installed",
  responses: { 200: json(z.object({ models: z.array(knownModelSchema) }), "The models"), ...failures },
});

const pullRoute = createRoute({
  method: "post",
  path: "/api/models/{name}/pull",
  operationId: "pullModel",
  tags: ["Models"],
  summary: "Download a model: the only route that uses the network",
  request: {
    params: z.object({
      name: z
        .string()
        .max(100)
        .openapi({ param: { name: "name", in: "path" }, example: "multilingual-e5-base" }),
    }),
  },
  responses: { 202: json(jobAnswerSchema, "The download"), ...failures },
});

const samplesRoute = createRoute({
  method: "post",
  path: "/api/samples",
  operationId: "importSamples",
  tags: ["Archive"],
  summary: "Import the bundled samples",
  responses: { 202: json(jobAnswerSchema, "The import"), ...failures },
});

/** Next to src/ as next to dist/. */
const samplesFolder = fileURLToPath(new URL("../../../samples", import.meta.url));

/** Routes for models and samples. */
export function addModelRoutes(app: Api, { service }: ServerContext) {
  const { settings } = service.archive;
  return app
    .openapi(listRoute, (c) => c.json({ models: listKnownModels(settings) }, 200))
    .openapi(pullRoute, (c) => c.json({ job: service.pullModel(c.req.valid("param").name) }, 202))
    .openapi(samplesRoute, (c) => {
      if (!existsSync(samplesFolder)) throw archiveError("samples-not-installed", {});
      const job = service.import({ id: "samples", subject: "samples", paths: [samplesFolder] });
      return c.json({ job }, 202);
    });
}
