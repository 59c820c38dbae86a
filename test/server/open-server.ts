import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Client, createClient } from "../../src/client/client.ts";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import {
  type ArchiveServer,
  createArchiveServer,
  type ServerOptions,
} from "../../src/server/start-server.ts";
import type { Service } from "../../src/service/service.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { copyTranscribed, talk } from "../support/transcribed-archive.ts";

export { talk };
export const stroll = join(samplesFolder, "2026-01-22_11-15-30.opus");

export type OpenServer = {
  archive: Archive;
  server: ArchiveServer;
  service: Service;
  client: Client;
  /** A request as a program on this machine sends it, without a socket. */
  send: (path: string, init?: RequestInit) => Promise<Response>;
};

/** A server over an archive, in memory; nothing is transcribed unless asked for. */
export async function openServer(
  t: TestContext,
  options: ServerOptions & { archive?: Archive } = {},
): Promise<OpenServer> {
  const archive = options.archive ?? (await openArchive(join(tempFolder(t), "archive")));
  const server = await createArchiveServer(archive, {
    automatic: false,
    onBug: (error) => {
      throw error;
    },
    ...options,
  });
  t.after(async () => {
    await server.close();
    await archive.close();
  });
  const send = async (path: string, init: RequestInit = {}) =>
    server.app.fetch(
      new Request(new URL(path, "http://localhost:4321"), {
        ...init,
        headers: { host: "localhost:4321", ...(init.headers as Record<string, string>) },
      }),
    );
  const client = createClient({
    baseUrl: "http://localhost:4321",
    fetch: (input, init) => send(String(input), init),
  });
  return { archive, server, service: server.service, client, send };
}

/** Takes a sample in without a transcript: nothing is embedded, which costs a second. */
export async function addSample(archive: Archive, path: string): Promise<number> {
  const [outcome] = await Array.fromAsync(archive.import([path]));
  if (outcome?.status !== "imported") throw new Error(`${path} was not imported`);
  return outcome.recording.id;
}

/** A server over an archive with one transcribed sample, whose id is 1. */
export async function openTranscribed(
  t: TestContext,
  content: Parameters<typeof copyTranscribed>[1] = {},
): Promise<OpenServer & { id: number }> {
  const archive = await openArchive(await copyTranscribed(t, content));
  return { ...(await openServer(t, { archive })), id: 1 };
}
