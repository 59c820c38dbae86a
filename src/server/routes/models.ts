import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRoute, z } from "@hono/zod-openapi";
import { ArchiveError } from "../../errors.ts";
import { listKnownModels, pullModel } from "../../fonoteka.ts";
import { type Api, failures, json } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { jobAnswerSchema, modelSchema } from "../schemas.ts";

const listRoute = createRoute({
  method: "get",
  path: "/api/models",
  tags: ["Models"],
  summary: "Every model there is: size, languages, licence, and whether it is here",
  responses: { 200: json(z.object({ models: z.array(modelSchema) }), "The models"), ...failures },
});

const pullRoute = createRoute({
  method: "post",
  path: "/api/models/{name}/pull",
  tags: ["Models"],
  summary: "Download a model: the one request that leaves this machine",
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
  tags: ["Archive"],
  summary: "Import and transcribe the samples that come with the program",
  responses: { 202: json(jobAnswerSchema, "The import"), ...failures },
});

/** Beside src/ as beside dist/. */
const samplesFolder = fileURLToPath(new URL("../../../samples", import.meta.url));

/** Routes over what comes with the program or can be fetched for it. */
export function addModelRoutes(app: Api, { archive, events, jobs }: ServerContext): void {
  app.openapi(listRoute, (c) => {
    const models = listKnownModels(archive.settings).map((model) => ({
      ...model,
      languages: [...model.languages],
    }));
    return c.json({ models }, 200);
  });

  app.openapi(pullRoute, (c) => {
    const { name } = c.req.valid("param");
    const model = listKnownModels(archive.settings).find((one) => one.name === name);
    if (!model)
      throw new ArchiveError("not-found", `there is no model "${name}"`, "GET /api/models lists them");
    const job = jobs.add("download", {
      id: `download-${name}`,
      stage: "download",
      subject: model.title,
      unit: "bytes",
      total: model.byteLength,
      work: async (options) => {
        await pullModel(archive.settings, name, options);
        jobs.wake();
      },
    });
    return c.json({ job }, 202);
  });

  app.openapi(samplesRoute, (c) => {
    if (!existsSync(samplesFolder))
      throw new ArchiveError("not-found", "the samples did not come with this copy", "install it again");
    const job = jobs.add("import", {
      id: "import-samples",
      stage: "import",
      subject: "samples",
      unit: "seconds",
      work: async (options) => {
        for await (const outcome of archive.import([samplesFolder], options)) {
          if (outcome.status === "failed") throw outcome.error;
          if (outcome.status !== "imported") continue;
          events.emit({ type: "recording", data: { id: outcome.recording.id, change: "added" } });
        }
        jobs.wake();
      },
    });
    return c.json({ job }, 202);
  });
}
