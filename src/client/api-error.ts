import type { ApiErrorCode, ApiErrorInfo, ErrorInfo } from "../server/api-types.ts";

/** What the server rejected or could not do, as the client throws it. */
export class ApiError extends Error implements ErrorInfo<ApiErrorCode | "unreachable"> {
  override name = "ApiError";
  /** The server's code; `unreachable` when there was no answer. */
  readonly code: ApiErrorCode | "unreachable";
  /** Stable name of the message. */
  readonly reason: string;
  readonly values: ErrorInfo["values"];
  /** One sentence for a person: what to try. */
  readonly hint: string;
  /** Status of the HTTP answer, 0 without one. */
  readonly status: number;
  /** With `conflict` of an upload or a live recording: bytes that the server has. */
  readonly offset: number | undefined;

  constructor(
    { code, reason, values, message, hint }: ErrorInfo<ApiErrorCode | "unreachable">,
    { status = 0, offset, cause }: { status?: number; offset?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.reason = reason;
    this.values = values;
    this.hint = hint;
    this.status = status;
    this.offset = offset;
  }
}

/** The request never reached a server, or the connection broke. */
export function unreachableError(cause: unknown): ApiError {
  const message = "the server does not answer";
  const hint = "start it again with: fonoteka serve";
  return new ApiError({ code: "unreachable", reason: "unreachable", values: {}, message, hint }, { cause });
}

/** A rejected request as the server answered it. @param text the body of the answer */
export function toApiError(status: number, text: string): ApiError {
  let body: { error?: ApiErrorInfo; offset?: number } = {};
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    // The page of a proxy, or nothing: only the status is known.
  }
  const error = body.error ?? {
    code: "internal-error" as const,
    reason: "answered",
    values: { status },
    message: `the server answered ${status}`,
    hint: "try again; if it happens again, look at what the server printed",
  };
  return new ApiError(error, { status, offset: body.offset });
}
