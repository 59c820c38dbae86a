/**
 * The one error of the archive. Its code is one of a closed set (exit status, HTTP status), its reason names the message in
 * the catalogue (src/messages/), its values fill the message. `ErrorInfo` is the same as data: in data.db, over HTTP, in
 * outcomes and job lists.
 */

import { type ErrorReason, type ErrorValues, fillError } from "./messages/error-catalogue.ts";
import { type ErrorCode, errorCodes } from "./messages/error-codes.ts";
import type { InnerMessage, MessageValues } from "./messages/fill-message.ts";
import { renameInMessage } from "./messages/rename-in-message.ts";

export { type ErrorCode, errorCodes };

/** An error as data. */
export type ErrorInfo<Code extends string = ErrorCode> = {
  code: Code;
  /** Stable name of the message, such as `recording-not-found`: what translations go by. */
  reason: string;
  /** What the message is about: paths, names, numbers, an inner error. */
  values: MessageValues;
  /** What happened, and to which: plain English. */
  message: string;
  /** One sentence: what to try. */
  hint: string;
};

/** What the errors of the archive, of a service and of the server have in common: an `ErrorInfo` that can be thrown. */
export abstract class CatalogueError<Code extends string> extends Error implements ErrorInfo<Code> {
  readonly code: Code;
  /** Stable name of the message. */
  readonly reason: string;
  readonly values: MessageValues;
  /** One sentence for a person: what to try. */
  readonly hint: string;

  constructor({ code, reason, values, message, hint }: ErrorInfo<Code>, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.reason = reason;
    this.values = values;
    this.hint = hint;
  }
}

/**
 * Everything the archive rejects or cannot do. Mistakes of the calling program (a wrong type, a closed archive) are
 * `TypeError` and not of this family. Create one with `archiveError`.
 */
export class ArchiveError extends CatalogueError<ErrorCode> {
  override name = "ArchiveError";
}

/** An error of the catalogue. @param values one for each placeholder of its text and hint */
export function archiveError<Reason extends ErrorReason>(
  reason: Reason,
  values: ErrorValues<Reason>,
  options?: { cause?: unknown },
): ArchiveError {
  return new ArchiveError(fillError(reason, values) as ErrorInfo, options);
}

/** True for an ArchiveError, of one code if given. Works across processes, where `instanceof` does not. */
export function isArchiveError(error: unknown, code?: ErrorCode): error is ArchiveError {
  if (!(error instanceof Error) || error.name !== "ArchiveError") return false;
  return code === undefined || (error as ArchiveError).code === code;
}

/**
 * Any error as data. One of the operating system gets its meaning; what is no error of ours is `internal-error`.
 * @param what what was being done, or to which file
 */
export function toErrorInfo(error: unknown, what = "Fonoteka"): ErrorInfo {
  const known = fromSystemError(error, what);
  const { code, reason, values, message, hint } = isArchiveError(known) ? known : internalError(error, what);
  return { code, reason, values, message, hint };
}

/** An error as a value of another message. */
export function toInnerMessage({ reason, values, message, hint }: ErrorInfo): InnerMessage {
  const plain = Object.entries(values).filter(([, value]) => typeof value !== "object");
  return { reason, values: Object.fromEntries(plain) as InnerMessage["values"], message, hint };
}

/** Data that came as JSON, as an error; rows and peers of older versions, which knew no reasons, are readable. */
export function readErrorInfo(stored: Partial<ErrorInfo>): ErrorInfo {
  const { message = "", hint = "", reason, values } = stored;
  const code = errorCodes.find((known) => known === stored.code) ?? "internal-error";
  if (reason === undefined || values === undefined)
    return { code, reason: "stored-error", values: { message, hint }, message, hint };
  return { code, reason, values, message, hint };
}

/** An ArchiveError about something under another name, see `renameInMessage`; others pass through. */
export function renameInError(error: unknown, from: string, to: string): unknown {
  if (!isArchiveError(error)) return error;
  return new ArchiveError(renameInMessage(toErrorInfo(error), from, to), { cause: error });
}

/** The same error with the file that it is about, for one that was thrown where only the content was known. */
export function addPathToError(error: ArchiveError, path: string): ArchiveError {
  const { code, reason, hint, message, values } = error;
  const info = { code, reason, values: { ...values, path }, message: `${path}: ${message}`, hint };
  return new ArchiveError(info, { cause: error });
}

/** What a stopped piece of work throws. */
export function cancelledError(what: string): ArchiveError {
  return archiveError("cancelled", { what });
}

/** Throws `cancelled` when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw cancelledError(what);
}

/** True for an error of the operating system with one of these codes, such as `ENOENT`. */
export function hasSystemCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

const systemErrors: Record<string, ErrorReason> = {
  ENOENT: "path-not-found",
  ENOTDIR: "path-not-a-folder",
  EISDIR: "path-is-a-folder",
  EACCES: "no-permission",
  EPERM: "no-permission",
  EROFS: "disk-read-only",
  ENOSPC: "disk-full",
  EDQUOT: "disk-quota-used-up",
  EFBIG: "file-too-large",
  ELOOP: "too-many-links",
  ENAMETOOLONG: "name-too-long",
  EIO: "disk-error",
  EMFILE: "too-many-files",
  ENFILE: "too-many-files",
};

/**
 * True when an error says that no more files can be opened. Node's module loader and the system's loader of native code
 * say so only in the text of an error with a code of their own.
 */
export function isTooManyFiles(error: unknown): boolean {
  if (!(error instanceof Error) || isArchiveError(error)) return isArchiveError(error, "too-many-files");
  const code = "code" in error ? String(error.code) : "";
  // An error of the system says all by its code: its text may hold any file name.
  if (code in systemErrors) return systemErrors[code] === "too-many-files";
  return saysTooManyFiles(error.message) || isTooManyFiles(error.cause);
}

/** The same of a text, such as what a process wrote before it ended. */
export function saysTooManyFiles(text: string): boolean {
  return /\bE[MN]FILE\b|too many open files/iu.test(text);
}

/** Turns an error of the operating system (with `code: "ENOSPC"` …) into an ArchiveError that names the path; others pass through. */
export function fromSystemError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || isArchiveError(error)) return error;
  const code = isTooManyFiles(error) ? "EMFILE" : "code" in error ? String(error.code) : "";
  // A network disk has many more reasons than are listed: none of them is a bug of ours.
  const reason = systemErrors[code] ?? (code && "syscall" in error ? "system-rejected" : undefined);
  if (!reason) return error;
  const call = "syscall" in error ? String(error.syscall) : "";
  const values = {
    path: path || '""',
    ...(reason === "disk-error" && { why: code }),
    ...(reason === "system-rejected" && { code, call }),
  };
  return new ArchiveError(fillError(reason, values) as ErrorInfo, { cause: error });
}

/** A bug of ours as an ArchiveError, where it must not end the work on other files or recordings. */
export function internalError(cause: unknown, what: string): ArchiveError {
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return archiveError("internal-error", { what, why }, { cause });
}

/**
 * A package that must match this computer (native code, WebAssembly) is missing or broken.
 * @param module its name on npm
 */
export function nativeModuleMissing(module: string, cause: unknown): ArchiveError {
  const known = fromSystemError(cause, module);
  if (isArchiveError(known, "too-many-files") || isArchiveError(known, "disk-error")) return known;
  const why = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!;
  const platform = `${process.platform} ${process.arch}`;
  return archiveError("native-module-missing", { module, why, platform }, { cause });
}
