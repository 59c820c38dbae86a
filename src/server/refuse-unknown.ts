import type { Context } from "hono";
import { ArchiveError } from "../errors.ts";
import type { Api } from "./api.ts";
import { errorAnswer, RequestError } from "./error-answer.ts";

/**
 * Answers what no route of the API takes: 405 with `Allow` for a path that has other methods (RFC 9110, 15.5.6), else
 * 404.
 * @param app with all its routes
 */
export function refuseUnknown(app: Pick<Api, "routes">): (c: Context) => Response {
  const routes = app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`) }));
  return (c) => {
    const { method, path } = c.req;
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).map((route) => route.method));
    const hint = "look at /api/reference";
    if (allowed.size === 0)
      return errorAnswer(new ArchiveError("not-found", `there is no ${method} ${path}`, hint));
    const allow = [...allowed].join(", ");
    return errorAnswer(
      new RequestError("method-not-allowed", `${path} takes ${allow}, not ${method}`, hint, {
        headers: { allow },
      }),
    );
  };
}
