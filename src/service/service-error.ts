/** What a service refuses beyond what the archive refuses. */
export const serviceErrorCodes = ["conflict", "too-large"] as const;

export type ServiceErrorCode = (typeof serviceErrorCodes)[number];

/** A request that does not fit the state of a job, an upload or a live recording. Everything else is an ArchiveError. */
export class ServiceError extends Error {
  override name = "ServiceError";
  readonly code: ServiceErrorCode;
  /** One sentence for a person: what to try. */
  readonly hint: string;
  /** With `conflict` of an upload or a live recording: bytes that are stored, where sending has to continue. */
  readonly offset: number | undefined;

  constructor(code: ServiceErrorCode, message: string, hint: string, offset?: number) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.offset = offset;
  }
}
