/**
 * The kinds of errors: two closed sets. Each code of the archive has an exit status (cli/exit-status.ts), each of both an
 * HTTP status (server/error-answer.ts).
 */

export const errorCodes = [
  "not-found",
  "invalid-input",
  "no-permission",
  "disk-full",
  "disk-error",
  "too-many-files",
  "unsupported-audio",
  "corrupt-audio",
  "unsupported-transcript",
  "model-missing",
  "model-download",
  "native-module-missing",
  "sqlite-too-old",
  "archive-busy",
  "archive-newer",
  "archive-damaged",
  "engine-failed",
  "internal-error",
  "cancelled",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What a service or the server rejects, beyond the errors of the archive. */
export const requestErrorCodes = [
  "conflict",
  "too-large",
  "unsupported-media-type",
  "unauthorized",
  "forbidden",
  "method-not-allowed",
  "range-not-satisfiable",
  "timeout",
  "too-many-requests",
] as const;

export type RequestErrorCode = (typeof requestErrorCodes)[number];

/** One error: its kind, what happened and to which, and what to try. `{name}` stands for a value. */
export type ErrorMessage = readonly [code: ErrorCode, text: string, hint: string];
