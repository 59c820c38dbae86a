/** The one error of the archive: a closed set of codes, what and which in the message, what to try in the hint. */

export const errorCodes = [
  "not-found",
  "invalid-input",
  "no-permission",
  "disk-full",
  "unsupported-audio",
  "corrupt-audio",
  "unsupported-transcript",
  "model-missing",
  "model-download",
  "archive-busy",
  "archive-newer",
  "archive-damaged",
  "engine-failed",
  "cancelled",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error as plain data: in an answer, in a list of jobs, in the database. */
export type ErrorInfo = { code: ErrorCode; message: string; hint: string };

/**
 * Everything the archive refuses or cannot do. Mistakes of the calling program (a wrong type, a closed archive)
 * are `TypeError` and not of this family.
 */
export class ArchiveError extends Error {
  override name = "ArchiveError";
  readonly code: ErrorCode;
  /** One sentence for a person: what to try. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** True for an ArchiveError, of one code if given. Works across processes, where `instanceof` does not. */
export function isArchiveError(error: unknown, code?: ErrorCode): error is ArchiveError {
  if (!(error instanceof Error) || error.name !== "ArchiveError") return false;
  return code === undefined || (error as ArchiveError).code === code;
}

/** What a stopped piece of work throws. */
export function cancelledError(what: string): ArchiveError {
  return new ArchiveError(
    "cancelled",
    `${what} was cancelled`,
    "start it again: it goes on where it stopped",
  );
}

/** Throws `cancelled` when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw cancelledError(what);
}

const systemErrors: Record<string, [ErrorCode, string, string]> = {
  ENOENT: ["not-found", "no such file or folder", "check the path"],
  ENOTDIR: ["not-found", "a part of the path is not a folder", "check the path"],
  EISDIR: ["invalid-input", "it is a folder, a file was expected", "give the path of a file"],
  EACCES: ["no-permission", "no permission", "check who owns it and its permissions"],
  EPERM: ["no-permission", "no permission", "check who owns it and its permissions"],
  EROFS: ["no-permission", "the disk is read-only", "choose a place you may write to"],
  ENOSPC: ["disk-full", "the disk is full", "free some space and run it again: nothing was lost"],
  EDQUOT: ["disk-full", "the disk quota is used up", "free some space and run it again: nothing was lost"],
  EFBIG: ["disk-full", "the file grew past what the disk allows", "choose a disk that holds large files"],
  ELOOP: ["not-found", "its links go round in a circle", "give the path of the file itself"],
  ENAMETOOLONG: ["invalid-input", "the name is too long for this disk", "choose a shorter name"],
  EIO: ["no-permission", "the disk reports an error", "check the disk and its connection, and try again"],
  EMFILE: ["engine-failed", "too many open files", "close other programs or raise the limit of open files"],
};

/** Turns an error of the operating system (with `code: "ENOSPC"` …) into an ArchiveError that names the path; others pass through. */
export function fromSystemError(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [archiveCode, why, hint] = systemErrors[code] ?? unknownSystemError(error, code) ?? [];
  if (!archiveCode) return error;
  return new ArchiveError(archiveCode, `${path || '""'}: ${why}`, hint!, { cause: error });
}

/** What the system refuses for a reason not listed above (a network disk has many) is still not our fault. */
function unknownSystemError(error: unknown, code: string): [ErrorCode, string, string] | undefined {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  return [
    "no-permission",
    `the system refuses it (${code}, ${error.syscall})`,
    "check the disk and the path",
  ];
}

/** A fault of our own as an ArchiveError, where it must not end the work on other files or recordings. */
export function toUnexpectedError(cause: unknown, what: string): ArchiveError {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const hint = "this is a fault of the program: please report it with this message";
  return new ArchiveError("engine-failed", `${what}: unexpected: ${said}`, hint, { cause });
}
