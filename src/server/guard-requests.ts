import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { errorAnswer, type RequestError, requestError } from "./error-answer.ts";
import { isAllowedHost } from "./guards/check-host.ts";
import { isAllowedSite, isOwnOrigin } from "./guards/check-origin.ts";
import { isSameToken, tokenOf, tokenSetCookie } from "./guards/check-token.ts";
import { bodyLimitOf } from "./guards/limit-body.ts";
import { securityHeaders } from "./guards/security-headers.ts";

export type GuardOptions = {
  /** Listens on loopback only: no other machine can reach it. */
  onLoopback: boolean;
  /** Further names the server answers to, in lower case. */
  allowedHosts: readonly string[];
  /** Required with every request; undefined: none is needed. */
  token: string | undefined;
};

/** Rejects requests for another host and from pages of other sites, in the common error format. */
export function guardRequests({ onLoopback, allowedHosts, token }: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    const reject = (error: RequestError) => withHeaders(errorAnswer(error));
    const url = new URL(c.req.url);
    const isApi = url.pathname.startsWith("/api/");
    const host = c.req.header("host");
    if (!isAllowedHost(host, { allowedHosts, onLoopback }))
      return reject(requestError("host-not-allowed", { host: host ?? "" }));
    const site = c.req.header("sec-fetch-site");
    const mode = c.req.header("sec-fetch-mode");
    if (!isOwnOrigin(c.req.header("origin"), host) || !isAllowedSite(site, { mode, isApi }))
      return reject(requestError("foreign-origin", {}));
    if (token !== undefined) {
      const inAddress = url.searchParams.get("token") ?? undefined;
      if (!isApi && c.req.method === "GET" && isSameToken(inAddress, token)) {
        url.searchParams.delete("token");
        // Redirect without the token: it would stay in the history and be copied with a link.
        return withHeaders(
          new Response(null, {
            status: 303,
            headers: { location: url.pathname + url.search, "set-cookie": tokenSetCookie(token) },
          }),
        );
      }
      const given = tokenOf({ authorization: c.req.header("authorization"), cookie: c.req.header("cookie") });
      if (!isSameToken(given, token))
        return reject(requestError("token-required", {}, { "www-authenticate": "Bearer" }));
    }
    await next();
    c.res = withHeaders(c.res);
    return undefined;
  };
}

/** Limits the bodies that are read into memory. */
export function limitBodies(): MiddlewareHandler {
  return async (c, next) => {
    const maxSize = bodyLimitOf(c.req.method, c.req.path);
    if (maxSize === undefined) return next();
    const { url, method, headers, body, signal } = c.req.raw;
    // bodyLimit copies a request without a length (a browser's DELETE has none), and the lightweight request of
    // @hono/node-server cannot be copied: "Cannot read private member #state".
    if (c.req.header("content-length") === undefined && body !== null) {
      const streamed = { method, headers, body, signal, duplex: "half" } satisfies RequestInit & {
        duplex: string;
      };
      c.req.raw = new Request(url, streamed);
    }
    const limit = bodyLimit({
      maxSize,
      onError: () => {
        throw requestError("body-too-large", { limit: maxSize });
      },
    });
    return limit(c, next);
  };
}

function withHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(securityHeaders))
    if (!headers.has(name)) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
