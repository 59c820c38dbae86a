import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { UploadOutcome } from "../../service/upload-outcome.ts";
import type { Upload } from "../../service/uploads.ts";
import { type Api, binary, failures, json, jsonBody, tokenParam } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { hideInResource } from "../hide-folder.ts";
import { offsetConflictSchema, uploadSchema, uploadTracksSchema } from "../incoming-schemas.ts";
import { createTusServer } from "../tus-server.ts";

const tags = ["Uploads"];
const protocol = "Protocol: [tus](https://tus.io/protocols/resumable-upload) 1.0.0.";
const bytes = { content: { "application/offset+octet-stream": { schema: binary } } };
const header = (description: string, example: string) =>
  z.string().optional().openapi({ description, example });
/** Checked by @tus/server, whose answers say more: a client may also ask for an extension that is not there. */
const requiredNumber = (description: string, example: string) =>
  z
    .string()
    .optional()
    .openapi({ pattern: "^\\d{1,15}$", description, example, param: { required: true } });
const version = {
  "tus-resumable": z.string().openapi({ enum: ["1.0.0"], description: "Version of the protocol" }),
};

const createUploadRoute = createRoute({
  method: "post",
  path: "/api/uploads",
  operationId: "createUpload",
  tags,
  summary: "Announce a file; its bytes follow in any number of parts",
  description: `${protocol} \`Upload-Metadata\`: \`filename\`, and optionally \`lastModified\` (milliseconds since 1970), \`folderPath\`, \`track\` (number of a sound track, or \`all\`) and \`offerTracks\` (\`true\`: keep a file with further sound tracks until they are imported or it is discarded).`,
  request: {
    headers: z.object({
      ...version,
      "upload-length": requiredNumber("Size of the file, bytes", "1048576"),
      "upload-metadata": header("Names and base64 values", "filename 0JjQvdGC0LXRgNCy0YzRji5tcDM="),
    }),
    body: { required: false, ...bytes },
  },
  responses: { 201: { description: "`Location` is the address of the upload" }, ...failures },
});

const appendRoute = createRoute({
  method: "patch",
  path: "/api/uploads/{id}",
  operationId: "appendToUpload",
  tags,
  summary: "Send bytes; the last one starts the import",
  description: protocol,
  request: {
    params: tokenParam,
    headers: z.object({ ...version, "upload-offset": requiredNumber("Where the body begins", "0") }),
    body: { required: true, ...bytes },
  },
  responses: {
    204: { description: "Everything before `Upload-Offset` is on disk" },
    409: json(offsetConflictSchema, "Offset mismatch: continue from `offset`"),
    ...failures,
  },
});

const showRoute = createRoute({
  method: "get",
  path: "/api/uploads/{id}",
  operationId: "getUpload",
  tags,
  summary: "Progress of an upload and the result of its import",
  request: { params: tokenParam },
  responses: { 200: json(uploadSchema, "The upload"), ...failures },
});

const listRoute = createRoute({
  method: "get",
  path: "/api/uploads",
  operationId: "listUploads",
  tags,
  summary:
    "List uploads whose files are kept: not complete, being imported, failed, or with further sound tracks",
  responses: { 200: json(z.object({ uploads: z.array(uploadSchema) }), "Oldest first"), ...failures },
});

const offsetRoute = createRoute({
  method: "head",
  path: "/api/uploads/{id}",
  operationId: "getUploadOffset",
  tags,
  summary: "How many bytes the server has: continue from `Upload-Offset`",
  description: protocol,
  request: { params: tokenParam, headers: z.object(version) },
  responses: { 200: { description: "See the headers `Upload-Offset` and `Upload-Length`" }, ...failures },
});

const cancelRoute = createRoute({
  method: "delete",
  path: "/api/uploads/{id}",
  operationId: "cancelUpload",
  tags,
  summary: "Discard an upload: delete what was sent, also of a failed import. Nothing else deletes it",
  description: protocol,
  request: { params: tokenParam, headers: z.object(version) },
  responses: { 204: { description: "It is deleted" }, ...failures },
});

const tracksRoute = createRoute({
  method: "post",
  path: "/api/uploads/{id}/tracks",
  operationId: "importUploadTracks",
  tags,
  summary: "Import further sound tracks of an uploaded file; each becomes a recording of its own",
  request: { params: tokenParam, body: jsonBody(uploadTracksSchema) },
  responses: { 202: json(uploadSchema, "They are stored as wanted, and are being imported"), ...failures },
});

const optionsRoute = createRoute({
  method: "options",
  path: "/api/uploads",
  operationId: "describeUploads",
  tags,
  summary: "Versions and extensions of the protocol, and the maximum size",
  responses: { 204: { description: "See the `Tus-` headers" }, ...failures },
});

/** Routes for uploads. */
export function addUploadRoutes(app: Api, { service }: ServerContext, report: (error: unknown) => void) {
  const { uploads, archive } = service;
  const answer = createTusServer(uploads, { path: "/api/uploads", folder: archive.folder, report });
  const handle = (c: Context) => answer(c.req.raw);
  const hideOutcome = <Holder extends { outcome?: UploadOutcome | undefined }>(holder: Holder): Holder =>
    holder.outcome?.status === "failed"
      ? { ...holder, outcome: hideInResource(holder.outcome, archive.folder) }
      : holder;
  const hide = (upload: Upload): Upload => ({
    ...hideOutcome(upload),
    ...(upload.tracks && { tracks: upload.tracks.map(hideOutcome) }),
  });
  return (
    app
      .openapi(createUploadRoute, (c) => handle(c))
      .openapi(appendRoute, (c) => handle(c))
      .openapi(cancelRoute, (c) => handle(c))
      .openapi(tracksRoute, async (c) => {
        const upload = await uploads.importTracks(c.req.valid("param").id, c.req.valid("json").tracks);
        return c.json(hide(upload), 202);
      })
      .openapi(optionsRoute, (c) => handle(c))
      .openapi(listRoute, async (c) => c.json({ uploads: (await uploads.list()).map(hide) }, 200))
      // Described only: Hono routes HEAD as GET.
      .openapi(offsetRoute, (c) => handle(c))
      .openapi(showRoute, async (c) => {
        if (c.req.raw.method === "HEAD") return (await handle(c)) as never;
        return c.json(hide(await uploads.get(c.req.valid("param").id)), 200);
      })
  );
}
