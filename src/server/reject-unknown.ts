import type { Context } from "hono";
import { archiveError } from "../errors.ts";
import type { Api } from "./api.ts";
import { errorAnswer, requestError } from "./error-answer.ts";

/**
 * Answers requests to the API that no route handles: 405 with `Allow` for a path that has other methods (RFC 9110,
 * 15.5.6), else 404.
 * @param app with all its routes
 */
export function rejectUnknown(app: Pick<Api, "routes">): (c: Context) => Response {
  const routes = app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`) }));
  return (c) => {
    const { method, path } = c.req;
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).map((route) => route.method));
    // Hono answers HEAD wherever it answers GET.
    if (allowed.has("GET")) allowed.add("HEAD");
    if (allowed.size === 0) return errorAnswer(archiveError("route-not-found", { method, path }));
    const allow = [...allowed].join(", ");
    return errorAnswer(requestError("method-not-allowed", { path, method, allowed: allow }, { allow }));
  };
}
