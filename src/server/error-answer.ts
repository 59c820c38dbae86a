import { HTTPException } from "hono/http-exception";
import { type ArchiveError, cancelledError, fromSystemError, isArchiveError } from "../errors.ts";
import type { ApiErrorCode } from "./schemas.ts";

/** The HTTP status of each code. 499 is nginx's "client closed request": RFC 9110 has none for work that was cancelled. */
export const errorStatus: Record<ApiErrorCode, number> = {
  "not-found": 404,
  "invalid-input": 400,
  "no-permission": 403,
  "disk-full": 507,
  "unsupported-audio": 415,
  "corrupt-audio": 422,
  "unsupported-transcript": 415,
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
  unexpected: 500,
};

/** What only HTTP refuses; everything else is an ArchiveError. */
export class RequestError extends Error {
  override name = "RequestError";
  readonly code: ApiErrorCode;
  readonly hint: string;
  /** More members of the answer, such as the offset of an upload. */
  readonly more: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    code: ApiErrorCode,
    message: string,
    hint: string,
    { more = {}, headers = {} }: { more?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.more = more;
    this.headers = headers;
  }
}

/**
 * Every error as the one shape. What is no error of ours is a fault of the program: `report` hears of it, the caller
 * sees no inside of it.
 */
export function errorAnswer(error: unknown, report: (error: unknown) => void = () => {}): Response {
  const known = toKnown(error);
  if (known) {
    const { code, message, hint } = known;
    const { more = {}, headers = {} } = known instanceof RequestError ? known : {};
    return answer(code, { message, hint }, { more, headers });
  }
  if (error instanceof HTTPException && error.status < 500) {
    const code = error.status === 413 ? "too-large" : "invalid-input";
    return answer(code, { message: error.message, hint: "look at /api/reference" });
  }
  report(error);
  return answer("unexpected", {
    message: "a fault of the program",
    hint: "please report it with what the server printed",
  });
}

function toKnown(error: unknown): RequestError | ArchiveError | undefined {
  if (error instanceof RequestError) return error;
  if (error instanceof Error && isBrokenConnection(error)) return cancelledError("the request");
  const translated = fromSystemError(error, "");
  return isArchiveError(translated) ? translated : undefined;
}

/** The asker left while its request was read: no fault of anybody. */
function isBrokenConnection(error: Error): boolean {
  const code = "code" in error ? error.code : undefined;
  return error.name === "AbortError" || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

function answer(
  code: ApiErrorCode,
  { message, hint }: { message: string; hint: string },
  { more = {}, headers = {} }: { more?: Record<string, unknown>; headers?: Record<string, string> } = {},
): Response {
  return Response.json(
    { error: { code, message, hint }, ...more },
    { status: errorStatus[code], headers: { "cache-control": "no-store", ...headers } },
  );
}
