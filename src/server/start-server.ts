import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { ArchiveError } from "../errors.ts";
import type { Archive, Recording } from "../fonoteka.ts";
import { EventLog } from "../service/event-log.ts";
import { JobRunner } from "../service/job-runner.ts";
import { LiveRecordings } from "../service/live-recordings.ts";
import { SearchThread } from "../service/search-thread.ts";
import { Uploads } from "../service/uploads.ts";
import type { Api } from "./api.ts";
import type { ServerContext } from "./context.ts";
import { createApp } from "./create-app.ts";
import { isLoopbackName } from "./guards/check-host.ts";

export type ServerOptions = {
  /** Asked for when the server listens on more than loopback; needed then. */
  token?: string | undefined;
  /** Address it will listen on. Default `127.0.0.1`. */
  host?: string | undefined;
  /** Further names the server answers to. */
  allowedHosts?: readonly string[] | undefined;
  /** Largest upload in bytes. Default 8 GiB. */
  uploadLimit?: number | undefined;
  /** Transcribe what waits without being asked. Default true. */
  automatic?: boolean | undefined;
  /** Load the embedding model before the first question needs it. Default false. */
  warm?: boolean | undefined;
  /** The built page. Default: the one that comes with the program. */
  pageFolder?: string | undefined;
  /** Hears of faults of the program. */
  onFault?: ((error: unknown) => void) | undefined;
};

/** A server over an archive, without a socket. */
export type ArchiveServer = {
  app: Api;
  context: ServerContext;
  /** Stops work and threads; the archive stays open. */
  close: () => Promise<void>;
};

const defaultUploadLimit = 8 * 1024 ** 3;
export const defaultHost = "127.0.0.1";

/** Puts the server together and takes up what an earlier run left: cut-off recordings, complete uploads, waiting work. */
export async function createArchiveServer(
  archive: Archive,
  options: ServerOptions = {},
): Promise<ArchiveServer> {
  const { token, host = defaultHost, allowedHosts = [], uploadLimit = defaultUploadLimit } = options;
  const onLoopback = isLoopbackName(host);
  if (!onLoopback && !token)
    throw new ArchiveError("invalid-input", `host ${host}: others could reach it`, "give a token");
  const events = new EventLog();
  const jobs = new JobRunner(archive, events, { automatic: options.automatic ?? true });
  const recovered: Recording[] = [];
  const onImported = (recording: Recording) => {
    events.emit({ type: "recording", data: { id: recording.id, change: "added" } });
    jobs.wake();
  };
  const uploads = new Uploads({ archive, jobs, limit: uploadLimit, onImported });
  const live = new LiveRecordings({
    archive,
    jobs,
    limit: uploadLimit,
    onImported,
    onRecovered: (recording) => recovered.push(recording),
  });
  // Two threads: while a question is compared by meaning (100 ms and more in the model), words are answered at once.
  const words = new SearchThread(archive);
  const meaning = new SearchThread(archive);
  const context: ServerContext = {
    archive,
    version: readVersion(),
    uploadLimit,
    events,
    jobs,
    uploads,
    live,
    recovered,
    search: (query, searchOptions, signal) =>
      (searchOptions.mode === "keyword" ? words : meaning).search(query, searchOptions, signal),
  };
  const app = createApp({
    context,
    guard: {
      onLoopback,
      allowedHosts: allowedHosts.map((name) => name.toLowerCase()),
      token: onLoopback ? undefined : token,
    },
    pageFolder: options.pageFolder ?? fileURLToPath(new URL("../../web/dist", import.meta.url)),
    onFault: options.onFault ?? (() => {}),
  });
  // Loading the model takes a second, and the first question would wait for it.
  if (options.warm) void meaning.search("word", { mode: "hybrid", limit: 1 }).catch(() => {});
  if (!archive.readOnly) {
    await live.recover();
    await uploads.resume();
    jobs.wake();
  }
  return {
    app,
    context,
    close: async () => {
      await Promise.all([jobs.close(), words.close(), meaning.close()]);
    },
  };
}

/** Listens. @returns the address people open, and what ends it */
export async function listen(
  { app }: ArchiveServer,
  { host = defaultHost, port }: { host?: string | undefined; port: number },
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer(
    // Uploads and live recordings take as long as they take.
    { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 15_000 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
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
  if (error.code === "EADDRINUSE")
    return new ArchiveError(
      "invalid-input",
      `${where}: another program listens there, perhaps another fonoteka`,
      "choose another port with --port, or stop the other program",
      { cause: error },
    );
  if (error.code === "EACCES")
    return new ArchiveError(
      "no-permission",
      `${where}: not allowed to listen there`,
      "choose a port above 1023",
      {
        cause: error,
      },
    );
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return new ArchiveError("invalid-input", `${where}: not an address of this machine`, "use 127.0.0.1", {
      cause: error,
    });
  return error;
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
