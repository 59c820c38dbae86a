import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRoute, z } from "@hono/zod-openapi";
import type { HonoRequest } from "hono";
import { ArchiveError, isArchiveError } from "../../errors.ts";
import type { Segment } from "../../fonoteka.ts";
import { toSafeName } from "../../service/incoming-files.ts";
import { type Api, binary, failures, idParam, json, languageCode, transcriptionQuery } from "../api.ts";
import type { ServerContext } from "../context.ts";
import {
  type CompactSegment,
  exportFormatNames,
  transcriptionInfoSchema,
  transcriptSchema,
} from "../schemas.ts";
import { toTranscriptionInfo } from "./recordings.ts";

const tags = ["Transcripts"];

/** A recording of ten hours with every word in the wordiest JSON stays below this. */
export const largestTranscript = 64 * 1024 * 1024;

const mediaTypes = {
  txt: "text/plain; charset=utf-8",
  srt: "application/x-subrip; charset=utf-8",
  vtt: "text/vtt; charset=utf-8",
  json: "application/json; charset=utf-8",
  md: "text/markdown; charset=utf-8",
} as const;

const transcriptRoute = createRoute({
  method: "get",
  path: "/api/recordings/{id}/transcript",
  tags,
  summary: "What is said, word by word with times, in a compact form",
  request: { params: idParam, query: z.object(transcriptionQuery) },
  responses: { 200: json(transcriptSchema, "The transcript asked for, else the current one"), ...failures },
});

const attachRoute = createRoute({
  method: "post",
  path: "/api/recordings/{id}/transcripts",
  tags,
  summary: "Attach another program's transcript (SRT, VTT, whisper JSON, …)",
  request: {
    params: idParam,
    query: z.object({
      name: z
        .string()
        .max(1000)
        .optional()
        .openapi({ description: "The file's name, where the body is the bare file", example: "talk.srt" }),
      language: languageCode.optional(),
      force: z.enum(["true", "false"]).optional().openapi({ description: "Also when it runs past the end" }),
    }),
    body: {
      required: true,
      content: {
        "application/octet-stream": { schema: binary },
        "multipart/form-data": { schema: z.object({ file: binary.optional() }) },
      },
    },
  },
  responses: {
    201: json(
      z.object({ transcription: transcriptionInfoSchema, warnings: z.array(z.string()) }),
      "It is the current one now",
    ),
    ...failures,
  },
});

const currentRoute = createRoute({
  method: "post",
  path: "/api/transcriptions/{id}/current",
  tags,
  summary: "Make an earlier transcription the one that is shown and searched",
  request: { params: idParam },
  responses: {
    200: json(z.object({ transcription: transcriptionInfoSchema }), "It is current"),
    ...failures,
  },
});

const exportRoute = createRoute({
  method: "get",
  path: "/api/recordings/{id}/export",
  tags,
  summary: "A transcript as a file",
  request: {
    params: idParam,
    query: z.object({ format: z.enum(exportFormatNames), ...transcriptionQuery }),
  },
  responses: {
    200: {
      description: "The file",
      content: Object.fromEntries(
        Object.values(mediaTypes).map((type) => [
          type.split(";")[0]!,
          { schema: type.startsWith("application/json") ? z.looseObject({}) : z.string() },
        ]),
      ),
    },
    ...failures,
  },
});

/** Routes over what is said. */
export function addTranscriptRoutes(app: Api, { archive, events, jobs }: ServerContext): void {
  app.openapi(transcriptRoute, (c) => {
    const transcriptionId = c.req.valid("query").transcription;
    const { transcription, segments } = archive.show(c.req.valid("param").id, { transcriptionId });
    return c.json(
      {
        transcription: transcription && toTranscriptionInfo(transcription),
        segments: segments.map(toCompact),
      },
      200,
    );
  });

  app.openapi(attachRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { name, language, force } = c.req.valid("query");
    archive.describe(id);
    const given = await readBody(c.req, name);
    const folder = await mkdtemp(join(tmpdir(), "fonoteka-transcript-"));
    const path = join(folder, toSafeName(given.name));
    try {
      await writeFile(path, given.bytes);
      const options = { language, force: force === "true" };
      const { transcription, warnings } = await archive
        .attachTranscript(id, path, options)
        .catch((error) => Promise.reject(withName(error, path, given.name)));
      events.emit({ type: "recording", data: { id, change: "changed" } });
      return c.json({ transcription: toTranscriptionInfo(transcription), warnings }, 201);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  app.openapi(currentRoute, async (c) => {
    const transcription = await archive.makeCurrent(c.req.valid("param").id);
    events.emit({ type: "recording", data: { id: transcription.recordingId, change: "changed" } });
    jobs.wake();
    return c.json({ transcription: toTranscriptionInfo(transcription) }, 200);
  });

  app.openapi(exportRoute, (c) => {
    const { id } = c.req.valid("param");
    const { format, transcription } = c.req.valid("query");
    const { recording } = archive.describe(id);
    const stem = recording.filename.replace(/\.opus$/, "");
    return new Response(archive.export(id, format, { transcriptionId: transcription }), {
      headers: {
        "content-type": mediaTypes[format],
        "content-disposition": `attachment; filename="${stem}.${format}"`,
        "cache-control": "no-cache",
      },
    });
  });
}

function toCompact({ startMs, endMs, speaker, language, words }: Segment): CompactSegment {
  return {
    startMs,
    endMs,
    speaker,
    language,
    words: words.map((word) => [
      word.text,
      word.startMs,
      word.endMs,
      word.confidence === null ? null : Math.round(word.confidence * 1000) / 1000,
      word.timing === "interpolated" ? 1 : 0,
    ]),
  };
}

/** The file of a form, or the bare body. */
async function readBody(
  request: HonoRequest,
  name: string | undefined,
): Promise<{ name: string; bytes: Uint8Array }> {
  if (!/^multipart\/form-data/i.test(request.header("content-type") ?? ""))
    return { name: name ?? "transcript.txt", bytes: new Uint8Array(await request.arrayBuffer()) };
  const file = (await request.formData()).get("file");
  if (!(file instanceof File))
    throw new ArchiveError("invalid-input", "the form has no file", "send it in the field `file`");
  return { name: name ?? file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

function withName(error: unknown, path: string, name: string): unknown {
  if (!isArchiveError(error)) return error;
  return new ArchiveError(error.code, error.message.replaceAll(path, name), error.hint, { cause: error });
}
