import type { MiddlewareHandler } from "hono";
import type { Api } from "./api.ts";
import { requestError } from "./error-answer.ts";

/**
 * Rejects query parameters that a route does not name: a misspelt `limit` must not give an answer that looks right.
 * @param app its routes may be added later
 */
export function rejectUnknownParameters(app: Pick<Api, "openAPIRegistry">): MiddlewareHandler {
  let routes: { method: string; pattern: RegExp; known: Set<string> }[] | undefined;
  return async (c, next) => {
    const given = Object.keys(c.req.queries());
    if (given.length === 0) return next();
    routes ??= app.openAPIRegistry.definitions.flatMap((definition) => {
      if (definition.type !== "route") return [];
      const { method, path, request } = definition.route;
      const shape = request?.query && "shape" in request.query ? request.query.shape : {};
      const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
      return [{ method: method.toUpperCase(), pattern, known: new Set(Object.keys(shape as object)) }];
    });
    const method = c.req.method === "HEAD" ? "GET" : c.req.method;
    const route = routes.find((one) => one.method === method && one.pattern.test(c.req.path));
    const unknown = route ? given.filter((name) => !route.known.has(name)) : [];
    if (unknown.length > 0) throw requestError("field-unknown", { field: unknown.join(", ") });
    return next();
  };
}
