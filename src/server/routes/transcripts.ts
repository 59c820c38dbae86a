import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRoute, z } from "@hono/zod-openapi";
import type { HonoRequest } from "hono";
import { archiveError, renameInError } from "../../errors.ts";
import type { Segment } from "../../fonoteka.ts";
import { toSafeName } from "../../service/incoming-files.ts";
import { type Api, binary, failures, idParam, json, languageCode, transcriptionQuery } from "../api.ts";
import type { CompactSegment } from "../api-types.ts";
import type { ServerContext } from "../context.ts";
import {
  compactTranscriptSchema,
  exportFormatSchema,
  noteSchema,
  transcriptionInfoSchema,
} from "../schemas.ts";
import { toTranscriptionInfo } from "./recordings.ts";

const tags = ["Transcripts"];

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
  operationId: "getTranscript",
  tags,
  summary: "A transcript with the times of all words, in a compact form",
  request: { params: idParam, query: z.object(transcriptionQuery) },
  responses: {
    200: json(compactTranscriptSchema, "The requested transcript, by default the current one"),
    ...failures,
  },
});

const attachRoute = createRoute({
  method: "post",
  path: "/api/recordings/{id}/transcripts",
  operationId: "attachTranscript",
  tags,
  summary: "Attach a transcript from another program (SRT, VTT, whisper JSON, …)",
  request: {
    params: idParam,
    query: z.object({
      name: z
        .string()
        .max(1000)
        .optional()
        .openapi({ description: "Name of the file, when the body is the file itself", example: "talk.srt" }),
      language: languageCode.optional(),
      force: z
        .enum(["true", "false"])
        .optional()
        .openapi({ description: "Accept a transcript that is longer than the recording" }),
      found: z.enum(["true", "false"]).optional().openapi({
        description:
          "It was found beside the sound and not chosen for it: what is attached already is not attached again, a plain text is refused, and the current transcript stays if it is in another language",
      }),
      keepCurrent: z
        .enum(["true", "false"])
        .optional()
        .openapi({ description: "Keep the current transcript, if there is one" }),
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
      z.object({
        transcription: transcriptionInfoSchema,
        warnings: z.array(noteSchema),
        isKnown: z.literal(true).optional().openapi({ description: "It was attached before" }),
      }),
      "It is attached, and the current transcription unless another was to stay",
    ),
    ...failures,
  },
});

const currentRoute = createRoute({
  method: "post",
  path: "/api/transcriptions/{id}/current",
  operationId: "makeCurrent",
  tags,
  summary: "Make an earlier transcription current: the one that is shown and searched",
  request: { params: idParam },
  responses: {
    200: json(z.object({ transcription: transcriptionInfoSchema }), "The current transcription"),
    ...failures,
  },
});

const exportRoute = createRoute({
  method: "get",
  path: "/api/recordings/{id}/export",
  operationId: "exportTranscript",
  tags,
  summary: "A transcript as a file",
  request: {
    params: idParam,
    query: z.object({ format: exportFormatSchema, ...transcriptionQuery }),
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

/** Routes for transcripts. */
export function addTranscriptRoutes(app: Api, { service }: ServerContext) {
  const { archive } = service;
  return app
    .openapi(transcriptRoute, (c) => {
      const transcriptionId = c.req.valid("query").transcription;
      const { transcription, segments } = archive.show(c.req.valid("param").id, { transcriptionId });
      return c.json(
        {
          transcription: transcription && toTranscriptionInfo(transcription),
          segments: segments.map(toCompact),
        },
        200,
      );
    })
    .openapi(attachRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { name, language, force, found, keepCurrent } = c.req.valid("query");
      archive.describe(id);
      const given = await readBody(c.req, name);
      const folder = await mkdtemp(join(tmpdir(), "fonoteka-transcript-"));
      const path = join(folder, toSafeName(given.name));
      try {
        await writeFile(path, given.bytes);
        const options = {
          language,
          force: force === "true",
          isFound: found === "true",
          keepCurrent: keepCurrent === "true",
        };
        const { transcription, warnings, isKnown } = await service
          .attachTranscript(id, path, options)
          .catch((error) => Promise.reject(renameInError(error, path, given.name)));
        return c.json({ transcription: toTranscriptionInfo(transcription), warnings, isKnown }, 201);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    })
    .openapi(currentRoute, async (c) => {
      const transcription = await service.makeCurrent(c.req.valid("param").id);
      return c.json({ transcription: toTranscriptionInfo(transcription) }, 200);
    })
    .openapi(exportRoute, (c) => {
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

function toCompact({ startMs, endMs, speaker, language, channel, words }: Segment): CompactSegment {
  return {
    startMs,
    endMs,
    speaker,
    language,
    channel,
    words: words.map((word) => [
      word.text,
      word.startMs,
      word.endMs,
      word.confidence === null ? null : Math.round(word.confidence * 1000) / 1000,
      word.timing === "interpolated" ? 1 : 0,
    ]),
  };
}

/** The file of a form, or the whole body. */
async function readBody(
  request: HonoRequest,
  name: string | undefined,
): Promise<{ name: string; bytes: Uint8Array }> {
  if (!/^multipart\/form-data/i.test(request.header("content-type") ?? ""))
    return { name: name ?? "transcript.txt", bytes: new Uint8Array(await request.arrayBuffer()) };
  const file = (await request.formData()).get("file");
  if (!(file instanceof File)) throw archiveError("form-without-file", {});
  return { name: name ?? file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}
