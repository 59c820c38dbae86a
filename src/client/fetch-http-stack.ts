import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";

type Send = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Requests of tus-js-client over `fetch`. Its own stacks use XMLHttpRequest in browsers and `node:http` in Node; this
 * one is the same everywhere and carries the client's token and `fetch`.
 * @param signal no request is sent after it is aborted, whatever tus-js-client is doing at that moment
 */
export function createFetchHttpStack(send: Send, signal: AbortSignal | undefined): HttpStack {
  return {
    getName: () => "fetch",
    createRequest(method, url): HttpRequest {
      const headers: Record<string, string> = {};
      const stop = new AbortController();
      const signals = signal ? [stop.signal, signal] : [stop.signal];
      return {
        getMethod: () => method,
        getURL: () => url,
        setHeader: (name, value) => {
          headers[name.toLowerCase()] = value;
        },
        getHeader: (name) => headers[name.toLowerCase()],
        // `fetch` does not report progress within a request; whole parts are reported.
        setProgressHandler: () => {},
        send: async (body: Blob | null) =>
          toHttpResponse(await send(url, { method, headers, body, signal: AbortSignal.any(signals) })),
        abort: async () => stop.abort(),
        getUnderlyingObject: () => undefined,
      };
    },
  };
}

async function toHttpResponse(response: Response): Promise<HttpResponse> {
  const text = await response.text();
  return {
    getStatus: () => response.status,
    getHeader: (name) => response.headers.get(name) ?? undefined,
    getBody: () => text,
    getUnderlyingObject: () => response,
  };
}
