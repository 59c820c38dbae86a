import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { archiveError } from "../errors.ts";
import type { Archive } from "../fonoteka.ts";
import { log } from "../log.ts";
import { openService, type Service, type ServiceOptions } from "../service/service.ts";
import type { Api } from "./api.ts";
import { createApp } from "./create-app.ts";
import { isLoopbackName } from "./guards/check-host.ts";
import { isWeakToken } from "./guards/check-token.ts";

export type ServerOptions = ServiceOptions & {
  /** Required when the server listens on a non-loopback address, at least 128 bits; asked for with every request then. */
  token?: string | undefined;
  /** Address it will listen on. Default `127.0.0.1`. */
  host?: string | undefined;
  /** Additional Host names to accept. */
  allowedHosts?: readonly string[] | undefined;
  /** The built page. Default: the bundled one. */
  pageFolder?: string | undefined;
  /** Called with errors that are bugs. */
  onBug?: ((error: unknown) => void) | undefined;
};

/** A server over an archive, without a socket. */
export type ArchiveServer = AsyncDisposable & {
  app: Api;
  service: Service;
  /** Stops work and threads; the archive stays open. */
  close: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const defaultHost = "127.0.0.1";
/** How long the rest of a body may still come, so that its sender can read the answer. */
const afterAnswerMs = 1000;

/** Opens a service over the archive and puts the HTTP routes in front of it. */
export async function createArchiveServer(
  archive: Archive,
  { token, host = defaultHost, allowedHosts = [], pageFolder, onBug, ...options }: ServerOptions = {},
): Promise<ArchiveServer> {
  const onLoopback = isLoopbackName(host);
  if (!onLoopback && !token) throw archiveError("host-needs-token", { host });
  if (!onLoopback && token && isWeakToken(token)) throw archiveError("token-too-weak", {});
  const service = await openService(archive, options);
  const app = createApp({
    context: { service, version: readVersion() },
    guard: {
      onLoopback,
      allowedHosts: allowedHosts.map((name) => name.toLowerCase()),
      token: onLoopback ? undefined : token,
    },
    pageFolder: pageFolder ?? fileURLToPath(new URL("../../web/dist", import.meta.url)),
    onBug: onBug ?? (() => {}),
  });
  const close = () => service.close();
  return { app, service, close, [Symbol.asyncDispose]: close };
}

/** Listens. @returns the address to open in a browser, and how to stop */
export async function listen(
  { app }: ArchiveServer,
  { host = defaultHost, port }: { host?: string | undefined; port: number },
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer(
    // Uploads and live recordings may take hours; `limitBodies` ends all other bodies.
    // The address of a search holds its query: 16 kB, the default, end within a page of Russian text.
    { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 15_000, maxHeaderSize: 128 * 1024 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  // A body that goes on after its request was answered (of a GET, or of one that was refused) keeps no connection.
  server.on("request", (request, response) => {
    response.once("finish", () => {
      if (!request.complete) setTimeout(() => request.complete || request.destroy(), afterAnswerMs).unref();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  log("info", "server-listening", { port: actualPort });
  return {
    url: `http://${name}:${actualPort}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  if (error.code === "EADDRINUSE") return archiveError("port-in-use", { address: where }, { cause: error });
  if (error.code === "EACCES")
    return archiveError("port-not-permitted", { address: where }, { cause: error });
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return archiveError("address-not-available", { address: where }, { cause: error });
  return error;
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
