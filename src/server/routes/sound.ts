import { type FileHandle, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRoute, z } from "@hono/zod-openapi";
import { parseByteRange, type Waveform } from "../../fonoteka.ts";
import { type Api, binary, failures, idParam, json, wholeNumber } from "../api.ts";
import { coarsenPeaks } from "../coarsen-peaks.ts";
import type { ServerContext } from "../context.ts";
import { requestError } from "../error-answer.ts";
import { fileBody } from "../file-body.ts";
import { isUnchanged } from "../is-unchanged.ts";
import { peaksSchema } from "../schemas.ts";

const tags = ["Sound"];
const opus = "audio/ogg; codecs=opus";
const sound = { content: { [opus]: { schema: binary } } };
const maxMs = 2 ** 40;

const audioRoute = createRoute({
  method: "get",
  path: "/api/recordings/{id}/audio",
  operationId: "getAudio",
  tags,
  summary: "The audio as Ogg Opus, whole or the bytes of a `Range`",
  request: {
    params: idParam,
    query: z.object({
      v: z
        .string()
        .max(64)
        .optional()
        .openapi({ description: "soundSha256 of the recording: the answer may then be cached forever" }),
    }),
    headers: z.object({ range: z.string().optional().openapi({ example: "bytes=0-65535" }) }),
  },
  responses: {
    200: { description: "The whole file", ...sound },
    206: { description: "The bytes asked for", ...sound },
    304: { description: "Unchanged" },
    ...failures,
  },
});

const peaksRoute = createRoute({
  method: "get",
  path: "/api/recordings/{id}/peaks",
  operationId: "getPeaks",
  tags,
  summary: "Peaks of the waveform, for drawing",
  request: {
    params: idParam,
    query: z.object({
      peaksPerSecond: wholeNumber({ min: 1, max: 1000 })
        .optional()
        .openapi({ description: "Approximate number; at most the stored 50" }),
    }),
  },
  responses: { 200: json(peaksSchema, "The peaks"), ...failures },
});

const clipRoute = createRoute({
  method: "get",
  path: "/api/recordings/{id}/clip",
  operationId: "getClip",
  tags,
  summary: "A clip as an Opus file, cut to the sample without re-encoding",
  request: {
    params: idParam,
    query: z.object({
      startMs: wholeNumber({ min: 0, max: maxMs }),
      endMs: wholeNumber({ min: 1, max: maxMs }),
    }),
  },
  responses: { 200: { description: "The clip", ...sound }, ...failures },
});

/** Routes for audio and waveforms. */
export function addSoundRoutes(app: Api, { service }: ServerContext) {
  const { archive } = service;
  const running = new Map<number, Promise<Waveform>>();

  return app
    .openapi(audioRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { recording } = archive.describe(id);
      const openFile = () => archive.openSound(id);
      const size = await readSize(openFile);
      const etag = `"${recording.soundSha256.slice(0, 32)}-${size}"`;
      // Another archive on this port has another recording 1: only an address with the hash may be cached without asking.
      const isNamed = c.req.valid("query").v === recording.soundSha256;
      const headers = {
        "accept-ranges": "bytes",
        "cache-control": `private, ${isNamed ? "max-age=31536000, immutable" : "no-cache"}`,
        "content-type": opus,
        etag,
      };
      if (isUnchanged(c.req.header("if-none-match"), etag))
        return new Response(null, { status: 304, headers });
      // RFC 9110, 13.1.5: a part of another version must not be joined to what the player already has.
      const ifRange = c.req.header("if-range");
      const range = ifRange === undefined || ifRange === etag ? c.req.header("range") : undefined;
      const answer = parseByteRange(range, size);
      if (answer.kind === "unsatisfiable")
        throw requestError(
          "range-not-satisfiable",
          { count: size },
          { "content-range": answer.contentRange },
        );
      if (answer.kind === "part")
        return new Response(fileBody(openFile, answer.range), {
          status: 206,
          headers: {
            ...headers,
            "content-length": String(answer.byteLength),
            "content-range": answer.contentRange,
          },
        });
      return new Response(fileBody(openFile, { start: 0, end: size - 1 }), {
        headers: { ...headers, "content-length": String(size) },
      });
    })
    .openapi(peaksRoute, async (c) => {
      const { id } = c.req.valid("param");
      // Computed from the whole audio the first time: simultaneous requests wait for the same work.
      const waveform = running.get(id) ?? archive.waveform(id).finally(() => running.delete(id));
      running.set(id, waveform);
      const { peaksPerSecond, peaks } = coarsenPeaks(await waveform, c.req.valid("query").peaksPerSecond);
      return c.json({ peaksPerSecond, peaks: Buffer.from(peaks.buffer).toString("base64") }, 200);
    })
    .openapi(clipRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { startMs, endMs } = c.req.valid("query");
      const { recording } = archive.describe(id);
      const folder = await mkdtemp(join(tmpdir(), "fonoteka-clip-"));
      try {
        const targetPath = join(folder, "clip.opus");
        const clip = await archive.clip(id, { startMs, endMs, targetPath, signal: c.req.raw.signal });
        const name = `${recording.filename.replace(/\.opus$/, "")}_${clip.startMs}-${clip.endMs}ms.opus`;
        return new Response(await readFile(targetPath), {
          headers: {
            "content-type": opus,
            "content-disposition": `attachment; filename="${name}"`,
            "cache-control": "no-store",
          },
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}

async function readSize(openFile: () => Promise<FileHandle>): Promise<number> {
  await using file = await openFile();
  return (await file.stat()).size;
}
