import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the hub does to one request before it serves properly again. */
export type Mishap =
  | { kind: "status"; status: number }
  /** Sends so many bytes of the body and breaks the connection. */
  | { kind: "cut"; after: number }
  /** Sends so many bytes and then nothing, the connection open. */
  | { kind: "stall"; after: number }
  /** Serves other bytes of the same length. */
  | { kind: "corrupt" }
  /** Sends more than the file has. */
  | { kind: "surplus" };

export type HubRequest = { path: string; range: string | undefined; status: number };

/** A model hub on loopback: `/{repo}/resolve/{revision}/{file}`, ranges, tags, redirects, and mishaps on demand. */
export class LoopbackHub {
  readonly requests: HubRequest[] = [];
  /** Bytes of the file that the other side says it has: the test passes on the download's progress. */
  receivedBytes = 0;
  /** Taken one a request, first first. */
  mishaps: Mishap[] = [];
  ignoresRanges = false;
  ignoresIfRange = false;
  redirects = false;
  sendsTags = true;
  /** Pause between two pieces of a body. */
  delayMs = 0;
  etag = '"v1"';
  readonly #files: Map<string, Buffer>;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(files: Record<string, Buffer>) {
    this.#files = new Map(Object.entries(files));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!;
    const range = request.headers.range;
    if (this.redirects && !path.startsWith("/cdn/")) {
      response.writeHead(302, { location: `/cdn${path}` }).end();
      return;
    }
    const seen: HubRequest = { path, range, status: 200 };
    this.requests.push(seen);
    const mishap = this.mishaps.shift();
    let body = this.#files.get(path.replace(/^\/cdn/, ""));
    if (mishap?.kind === "status" || body === undefined) {
      seen.status = mishap?.kind === "status" ? mishap.status : 404;
      response.writeHead(seen.status).end("no");
      return;
    }
    if (mishap?.kind === "corrupt") body = Buffer.from(body.map((byte) => byte ^ 0x55));
    if (mishap?.kind === "surplus") body = Buffer.concat([body, Buffer.alloc(5000)]);
    const headers: Record<string, string | number> = this.sendsTags ? { etag: this.etag } : {};
    const wanted = request.headers["if-range"];
    const sameContent = this.ignoresIfRange || wanted === undefined || wanted === this.etag;
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    if (start > 0 && !this.ignoresRanges && sameContent) {
      if (start >= body.length) {
        seen.status = 416;
        response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
        return;
      }
      seen.status = 206;
      headers["content-range"] = `bytes ${start}-${body.length - 1}/${body.length}`;
      body = body.subarray(start);
    }
    response.writeHead(seen.status, { ...headers, "content-length": body.length });
    const limit = mishap?.kind === "cut" || mishap?.kind === "stall" ? mishap.after : body.length;
    for (let at = 0; at < limit; at += 32_768) {
      if (!response.write(body.subarray(at, Math.min(at + 32_768, limit)))) {
        await Promise.race([once(response, "drain"), once(response, "close")]);
      }
      if (response.destroyed) return;
      if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    }
    if (mishap?.kind === "stall") return;
    if (mishap?.kind === "cut") {
      // What was written has to be taken by the other side first: a broken connection drops the rest.
      for (let tries = 0; this.receivedBytes < start + limit && tries < 150 && !response.destroyed; tries++)
        await new Promise((resolve) => setTimeout(resolve, 2));
      response.destroy();
      return;
    }
    response.end();
  }
}

function once(response: ServerResponse, event: string): Promise<void> {
  return new Promise((resolve) => response.once(event, () => resolve()));
}
