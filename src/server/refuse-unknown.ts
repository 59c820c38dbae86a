import type { Context } from "hono";
import { ArchiveError } from "../errors.ts";
import { type Api, apiHint } from "./api.ts";
import { errorAnswer, RequestError } from "./error-answer.ts";

/**
 * Answers requests to the API that no route handles: 405 with `Allow` for a path that has other methods (RFC 9110,
 * 15.5.6), else 404.
 * @param app with all its routes
 */
export function refuseUnknown(app: Pick<Api, "routes">): (c: Context) => Response {
  const routes = app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`) }));
  return (c) => {
    const { method, path } = c.req;
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).map((route) => route.method));
    if (allowed.size === 0)
      return errorAnswer(new ArchiveError("not-found", `no route ${method} ${path}`, apiHint));
    const allow = [...allowed].join(", ");
    return errorAnswer(
      new RequestError("method-not-allowed", `${path}: ${method} is not allowed, only ${allow}`, apiHint, {
        allow,
      }),
    );
  };
}
