import type { Service } from "../service/service.ts";
import { createApi } from "./api.ts";
import { addRoutes } from "./create-app.ts";
import { buildDocument } from "./openapi-document.ts";

type DescribedRoute = { tag: string; method: string; path: string; summary: string };

/** Every route, in the order of the document, without an archive: the routes are only described, never called. */
export function describeRoutes(): DescribedRoute[] {
  const app = createApi();
  const service = { archive: {} } as Service;
  addRoutes(app, { service, version: "" }, () => {});
  return Object.entries(buildDocument(app, "").paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { tags?: string[]; summary?: string }>).map(
      ([method, { tags = [], summary = "" }]) => ({
        tag: tags[0] ?? "",
        method: method.toUpperCase(),
        path,
        summary,
      }),
    ),
  );
}
