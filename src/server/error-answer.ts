import { HTTPException } from "hono/http-exception";
import {
  type ArchiveError,
  CatalogueError,
  cancelledError,
  type ErrorInfo,
  fromSystemError,
  isArchiveError,
} from "../errors.ts";
import { type AnyReason, type ErrorValues, fillError } from "../messages/error-catalogue.ts";
import { ServiceError } from "../service/service-error.ts";
import type { ApiErrorCode, ApiErrorInfo } from "./api-types.ts";

/** The HTTP status of each code. 499 is nginx's "client closed request": RFC 9110 has none for work that was cancelled. */
export const errorStatus: Record<ApiErrorCode, number> = {
  "not-found": 404,
  "invalid-input": 400,
  "no-permission": 403,
  "disk-full": 507,
  "unsupported-audio": 415,
  "corrupt-audio": 422,
  "unsupported-transcript": 415,
  "unsupported-media-type": 415,
  "model-missing": 424,
  "model-download": 502,
  "archive-busy": 409,
  "archive-newer": 500,
  "archive-damaged": 500,
  "engine-failed": 500,
  "native-module-missing": 500,
  "sqlite-too-old": 500,
  "too-many-files": 503,
  "disk-error": 500,
  "internal-error": 500,
  cancelled: 499,
  unauthorized: 401,
  forbidden: 403,
  conflict: 409,
  "method-not-allowed": 405,
  "too-large": 413,
  "range-not-satisfiable": 416,
  timeout: 408,
  "too-many-requests": 429,
};

/** What only HTTP rejects; everything else is an ArchiveError or a ServiceError. */
export class RequestError extends CatalogueError<ApiErrorCode> {
  override name = "RequestError";
  readonly headers: Record<string, string>;

  constructor(info: ErrorInfo<ApiErrorCode>, headers: Record<string, string>) {
    super(info);
    this.headers = headers;
  }
}

/** A RequestError of the catalogue. @param headers of the answer */
export function requestError<Reason extends AnyReason>(
  reason: Reason,
  values: ErrorValues<Reason>,
  headers: Record<string, string> = {},
): RequestError {
  return new RequestError(fillError(reason, values), headers);
}

/**
 * Every error in the one shape. An unexpected one is a bug: `report` is called with it, and the answer does not show its
 * message, which may hold paths.
 */
export function errorAnswer(error: unknown, report: (error: unknown) => void = () => {}): Response {
  const known = toKnown(error);
  if (known instanceof ServiceError && known.offset !== undefined)
    return answer(known, { offset: known.offset }, { "upload-offset": String(known.offset) });
  if (known) return answer(known, {}, known instanceof RequestError ? known.headers : {});
  if (error instanceof HTTPException && error.status < 500) return answer(describeHttpException(error));
  report(error);
  return answer(fillError("server-error", {}));
}

function toKnown(error: unknown): RequestError | ServiceError | ArchiveError | undefined {
  if (error instanceof RequestError || error instanceof ServiceError) return error;
  if (error instanceof Error && isBrokenConnection(error)) return cancelledError("the request");
  const translated = fromSystemError(error, "");
  return isArchiveError(translated) ? translated : undefined;
}

/** What Hono itself refuses. */
function describeHttpException({ status, message }: HTTPException): ErrorInfo<ApiErrorCode> {
  if (status === 413) return fillError("body-too-large-unknown", {});
  if (status === 415) return fillError("content-type-not-accepted", {});
  if (/malformed json/i.test(message)) return fillError("body-not-json", {});
  return fillError("invalid-request", { why: message });
}

/** The client disconnected while its request was read. */
function isBrokenConnection(error: Error): boolean {
  const code = "code" in error ? error.code : undefined;
  return error.name === "AbortError" || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

function answer(
  { code, reason, values, message, hint }: ErrorInfo<ApiErrorCode>,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { error: { code, reason, values, message, hint } satisfies ApiErrorInfo, ...more },
    { status: errorStatus[code], headers: { "cache-control": "no-store", ...headers } },
  );
}
