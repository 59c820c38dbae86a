import { createRoute, z } from "@hono/zod-openapi";
import { type Api, failures, json } from "../api.ts";
import { buildDocument } from "../openapi-document.ts";

const documentRoute = createRoute({
  method: "get",
  path: "/api/openapi.json",
  operationId: "getDocument",
  tags: ["Description"],
  summary: "This API as OpenAPI 3.1",
  responses: { 200: json(z.looseObject({}), "The document"), ...failures },
});

/** The description of the API, made from the routes. */
export function addDocumentRoutes(app: Api, version: string) {
  return app.openapi(documentRoute, () => Response.json(buildDocument(app, version)) as never);
}
