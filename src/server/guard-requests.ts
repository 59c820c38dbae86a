import { setTimeout } from "node:timers/promises";
import type { Context, MiddlewareHandler } from "hono";
import { errorAnswer, type RequestError, requestError } from "./error-answer.ts";
import { isAllowedHost } from "./guards/check-host.ts";
import { isAllowedSite, isOwnOrigin } from "./guards/check-origin.ts";
import { isSameToken, tokenOf, tokenSetCookie } from "./guards/check-token.ts";
import { bodyLimitOf } from "./guards/limit-body.ts";
import { securityHeaders } from "./guards/security-headers.ts";
import { GuessLimiter } from "./guards/slow-guesses.ts";
import { readBody } from "./read-body.ts";

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
  // Whoever waits for an answer to a wrong token does not keep a server that was closed from ending.
  const guesses = new GuessLimiter((milliseconds) => setTimeout(milliseconds, undefined, { ref: false }));
  return async (c, next) => {
    const reject = (error: RequestError) => withHeaders(errorAnswer(error));
    const url = new URL(c.req.url);
    const isApi = url.pathname.startsWith("/api/");
    const host = c.req.header("host");
    if (!isAllowedHost(host, { allowedHosts, onLoopback }))
      return reject(requestError("host-not-allowed", { host: host ?? "" }));
    // A request line may hold a whole address, whose host counts then (RFC 9112, 3.2.2).
    if (!isAllowedHost(url.host, { allowedHosts, onLoopback }))
      return reject(requestError("host-not-allowed", { host: url.host }));
    const site = c.req.header("sec-fetch-site");
    const mode = c.req.header("sec-fetch-mode");
    if (!isOwnOrigin(c.req.header("origin"), host) || !isAllowedSite(site, { mode, isApi }))
      return reject(requestError("foreign-origin", {}));
    if (token !== undefined) {
      const inAddress = isApi ? undefined : (url.searchParams.get("token") ?? undefined);
      if (c.req.method === "GET" && isSameToken(inAddress, token)) {
        // Redirect without the token: it would stay in the history and be copied with a link.
        const headers = { location: withoutToken(url), "set-cookie": tokenSetCookie(token) };
        return withHeaders(new Response(null, { status: 303, headers }));
      }
      const given = tokenOf({ authorization: c.req.header("authorization"), cookie: c.req.header("cookie") });
      if (!isSameToken(given, token)) {
        const isGuess = given !== undefined || inAddress !== undefined;
        if (isGuess && !(await guesses.delay(addressOf(c), performance.now())))
          return reject(requestError("too-many-guesses", {}, { "retry-after": "60", connection: "close" }));
        return reject(requestError("token-required", {}, { "www-authenticate": "Bearer" }));
      }
    }
    await next();
    c.res = withHeaders(c.res);
    return undefined;
  };
}

/** The same address without the token, on this server: `//evil.example` would lead to another one. */
function withoutToken({ pathname, searchParams }: URL): string {
  searchParams.delete("token");
  const query = searchParams.size > 0 ? `?${searchParams}` : "";
  return `/${pathname.replace(/^[/\\]+/, "")}${query}`;
}

/** The sender's address, as the socket has it; without a socket (in tests) none is known. */
function addressOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? "";
}

/** Reads bodies that a route reads as a whole, within a limit of bytes and of time; uploads and live recordings stream. */
export function limitBodies(): MiddlewareHandler {
  return async (c, next) => {
    const limit = bodyLimitOf(c.req.method, c.req.path);
    const { url, method, headers, body, signal } = c.req.raw;
    if (limit === undefined || body === null) return next();
    const announced = Number(c.req.header("content-length") ?? 0);
    if (announced > limit.maxByteLength) throw requestError("body-too-large", { limit: limit.maxByteLength });
    const bytes = await readBody(body, limit);
    c.req.raw = new Request(url, { method, headers, signal, body: bytes });
    return next();
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
