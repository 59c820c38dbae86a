import { createRoute, z } from "@hono/zod-openapi";
import { type Api, failures, json } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { contentSecurityPolicy } from "../guards/security-headers.ts";
import { buildDocument } from "../openapi-document.ts";
import { referenceStyleHash, writeReference } from "../write-reference.ts";

const documentRoute = createRoute({
  method: "get",
  path: "/api/openapi.json",
  tags: ["Description"],
  summary: "This description, as OpenAPI 3.1",
  responses: { 200: json(z.looseObject({}), "The document"), ...failures },
});

const referenceRoute = createRoute({
  method: "get",
  path: "/api/reference",
  tags: ["Description"],
  summary: "This description, as a page",
  responses: {
    200: { description: "The page", content: { "text/html": { schema: z.string() } } },
    ...failures,
  },
});

/** The description of the API, for programs and for people; made from the routes that are there. */
export function addDocumentRoutes(app: Api, { version }: Pick<ServerContext, "version">): void {
  app.openapi(documentRoute, () => Response.json(buildDocument(app, version)) as never);
  app.openapi(referenceRoute, (c) =>
    c.html(writeReference(buildDocument(app, version)), 200, {
      "content-security-policy": contentSecurityPolicy(`'sha256-${referenceStyleHash}'`),
    }),
  );
}
