import { Readable } from "node:stream";
import { DataStore, ERRORS, Server, Upload } from "@tus/server";
import { archiveError, isArchiveError } from "../errors.ts";
import { offsetMismatch } from "../service/incoming-files.ts";
import { serviceError } from "../service/service-error.ts";
import type { Uploads } from "../service/uploads.ts";
import { errorAnswer, requestError } from "./error-answer.ts";
import { hideFolder } from "./hide-folder.ts";

/** The uploads of the service as @tus/server stores them. Their bytes, limits and expiry are the service's alone. */
class UploadStore extends DataStore {
  readonly #uploads: Uploads;

  constructor(uploads: Uploads) {
    super();
    this.#uploads = uploads;
    this.extensions = ["creation", "creation-with-upload", "termination"];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { filename, name, lastModified, folderPath, track, offerTracks } = upload.metadata ?? {};
    const time = Number(lastModified ?? Number.NaN);
    const { id } = await this.#uploads.create({
      name: (filename || name || "audio").slice(0, 1000),
      byteLength: upload.size!,
      ...(Number.isFinite(time) && { lastModified: time }),
      ...(folderPath && { folderPath: folderPath.slice(0, 4000) }),
      ...(track && { track: readTrack(track) }),
      ...(offerTracks === "true" && { offerTracks: true }),
    });
    // `Location` of the answer ends with this id.
    upload.id = id;
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { offset, byteLength } = await this.#uploads.get(id);
    return new Upload({ id, offset, size: byteLength });
  }

  override write(stream: Readable, id: string, offset: number): Promise<number> {
    const body = Readable.toWeb(stream) as ReadableStream<Uint8Array>;
    return this.#uploads.append(id, body, offset);
  }

  override remove(id: string): Promise<void> {
    return this.#uploads.cancel(id);
  }
}

/**
 * Answers the requests of the tus protocol (https://tus.io, version 1.0.0): POST, HEAD, PATCH, DELETE and OPTIONS of
 * `path`. Rejections have the same shape as all errors; a wrong offset is answered with the right one.
 */
export function createTusServer(
  uploads: Uploads,
  { path, folder, report }: { path: string; folder: string; report: (error: unknown) => void },
): (request: Request) => Promise<Response> {
  const errors = new WeakMap<Request, unknown>();
  const server = new Server({
    path,
    datastore: new UploadStore(uploads),
    relativeLocation: true,
    // No other site may read an answer.
    allowedOrigins: () => false,
    // A second request for an upload means that the first sender has disconnected: its request is ended at once.
    lockDrainTimeout: 1,
    onResponseError: async (request, error) => {
      errors.set(request, error);
      return undefined;
    },
  });
  return async (request) => {
    const response = await server.handleWeb(request);
    // Without CORS these say nothing, and suggest that there is some.
    for (const name of [...response.headers.keys()])
      if (name.startsWith("access-control-")) response.headers.delete(name);
    if (request.method === "OPTIONS") response.headers.set("tus-max-size", String(uploads.maxByteLength));
    if (response.status < 400) return response;
    const error = errors.get(request) ?? { status_code: response.status, body: await response.text() };
    const rejection = errorAnswer(hideFolder(await translate(error, request, uploads), folder), report);
    for (const name of ["tus-resumable", "tus-version"]) {
      const value = response.headers.get(name);
      if (value !== null) rejection.headers.set(name, value);
    }
    return rejection;
  };
}

/** @throws ArchiveError `invalid-input` */
function readTrack(text: string): number | "all" {
  if (text === "all") return text;
  const track = Number(text);
  if (Number.isInteger(track) && track >= 1 && track <= 1000) return track;
  throw archiveError("upload-invalid", { why: `track: "${text}" is neither a number from 1 nor all` });
}

type TusError = { status_code: number; body: string };

/** Errors of @tus/server are objects with a status and a text. */
async function translate(error: unknown, request: Request, uploads: Uploads): Promise<unknown> {
  if (isArchiveError(error) || !isTusError(error)) return error;
  const message = error.body.trim();
  const id = new URL(request.url).pathname.split("/").at(-1)!;
  if (error === ERRORS.ABORTED || error === ERRORS.ERR_LOCK_TIMEOUT) {
    const { offset } = await uploads.get(id);
    return serviceError("upload-in-use", {}, offset);
  }
  switch (error.status_code) {
    case 404:
    case 410:
      return archiveError("upload-not-found", { upload: id });
    case 409: {
      const { offset } = await uploads.get(id);
      return offsetMismatch(Number(request.headers.get("upload-offset")), offset);
    }
    case 413:
      return requestError("upload-longer-than-announced", {});
    default:
      // 501 is an extension of the protocol that a client asks for and this server lacks.
      if (error.status_code >= 500 && error.status_code !== 501) return new Error(`@tus/server: ${message}`);
      return archiveError("upload-invalid", { why: message });
  }
}

function isTusError(error: unknown): error is TusError {
  return typeof error === "object" && error !== null && "status_code" in error && "body" in error;
}
