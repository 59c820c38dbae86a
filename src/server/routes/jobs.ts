import { createRoute, z } from "@hono/zod-openapi";
import type { Job } from "../../service/job.ts";
import { type Api, failures, json } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { hideInResource } from "../hide-folder.ts";
import { jobAnswerSchema, jobSchema } from "../schemas.ts";
import { streamEvents } from "../stream-events.ts";

const tags = ["Work"];

const jobParam = z.object({
  id: z
    .string()
    .regex(/^[a-z]+(-[\w.-]{1,100})?$/, "an id")
    .openapi({ param: { name: "id", in: "path" }, example: "transcribe-12" }),
});

const listRoute = createRoute({
  method: "get",
  path: "/api/jobs",
  operationId: "listJobs",
  tags,
  summary: "Running, waiting and failed jobs, and those finished since the server started",
  responses: { 200: json(z.object({ jobs: z.array(jobSchema) }), "Running first"), ...failures },
});

const cancelRoute = createRoute({
  method: "post",
  path: "/api/jobs/{id}/cancel",
  operationId: "cancelJob",
  tags,
  summary: "Stop a job, remove it from the queue, or dismiss a failed import or download",
  request: { params: jobParam },
  responses: { 200: json(jobAnswerSchema, "The job, stopped"), ...failures },
});

const retryRoute = createRoute({
  method: "post",
  path: "/api/jobs/{id}/retry",
  operationId: "retryJob",
  tags,
  summary: "Run a failed or cancelled job again",
  request: { params: jobParam },
  responses: { 202: json(jobAnswerSchema, "The job, waiting"), ...failures },
});

const eventsRoute = createRoute({
  method: "get",
  path: "/api/events",
  operationId: "listenToEvents",
  tags,
  summary: "Server-sent events: `job`, `recording` and `hello`",
  description:
    "Data of `job`: a Job. Of `recording`: { id, change: added | changed | removed }. `hello` { version } begins a stream without the earlier events: read everything again. Every event has an id; `Last-Event-ID` asks for the events after it.",
  request: { headers: z.object({ "last-event-id": z.string().max(100).optional() }) },
  responses: {
    200: {
      description: "An endless stream",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...failures,
  },
});

/** Routes for background work and events. */
export function addJobRoutes(app: Api, { service, version }: ServerContext) {
  const { jobs, events, archive } = service;
  const hide = (job: Job) => hideInResource(job, archive.folder);
  return app
    .openapi(listRoute, async (c) => c.json({ jobs: (await jobs.list()).map(hide) }, 200))
    .openapi(cancelRoute, async (c) => c.json({ job: hide(await jobs.cancel(c.req.valid("param").id)) }, 200))
    .openapi(retryRoute, async (c) => c.json({ job: hide(await jobs.retry(c.req.valid("param").id)) }, 202))
    .openapi(eventsRoute, (c) =>
      streamEvents(events, {
        version,
        lastId: c.req.header("last-event-id"),
        signal: c.req.raw.signal,
        hide,
      }),
    );
}
