import type { ApiErrorCode, ApiErrorDetail } from "../server/schemas.ts";

/** What the server refused or could not do, as the client throws it. */
export class ApiError extends Error {
  override name = "ApiError";
  /** The server's code; `unreachable` when there was no answer at all. */
  readonly code: ApiErrorCode | "unreachable";
  /** One sentence for a person: what to try. */
  readonly hint: string;
  /** Status of the HTTP answer, 0 without one. */
  readonly status: number;
  /** With `conflict` of an upload: where the server really is. */
  readonly offset: number | undefined;

  constructor(
    detail: Omit<ApiErrorDetail, "code"> & { code: ApiErrorCode | "unreachable" },
    { status = 0, offset, cause }: { status?: number; offset?: number | undefined; cause?: unknown } = {},
  ) {
    super(detail.message, { cause });
    this.code = detail.code;
    this.hint = detail.hint;
    this.status = status;
    this.offset = offset;
  }
}

/** The request never reached a server, or the answer was cut off. */
export function unreachableError(cause: unknown): ApiError {
  return new ApiError(
    {
      code: "unreachable",
      message: "the server does not answer",
      hint: "start it again with: fonoteka serve",
    },
    { cause },
  );
}
