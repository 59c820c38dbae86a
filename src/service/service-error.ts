import type { ErrorInfo } from "../errors.ts";
import { type AnyReason, type ErrorValues, fillError } from "../messages/error-catalogue.ts";
import type { MessageValues } from "../messages/fill-message.ts";

/** What a service rejects beyond the errors of the archive. */
export const serviceErrorCodes = ["conflict", "too-large"] as const;

export type ServiceErrorCode = (typeof serviceErrorCodes)[number];

/** A request that does not fit the state of a job, an upload or a live recording. Everything else is an ArchiveError. */
export class ServiceError extends Error implements ErrorInfo<ServiceErrorCode> {
  override name = "ServiceError";
  readonly code: ServiceErrorCode;
  readonly reason: string;
  readonly values: MessageValues;
  /** One sentence for a person: what to try. */
  readonly hint: string;
  /** With `conflict` of an upload or a live recording: bytes that are stored, where sending has to continue. */
  readonly offset: number | undefined;

  constructor(info: ErrorInfo<ServiceErrorCode>, offset?: number) {
    super(info.message);
    this.code = info.code;
    this.reason = info.reason;
    this.values = info.values;
    this.hint = info.hint;
    this.offset = offset;
  }
}

type ServiceReason = {
  [Reason in AnyReason]: ReturnType<typeof fillError<Reason>>["code"] extends ServiceErrorCode
    ? Reason
    : never;
}[AnyReason];

/** A ServiceError of the catalogue. @param offset with an upload: bytes that are stored */
export function serviceError<Reason extends ServiceReason>(
  reason: Reason,
  values: ErrorValues<Reason>,
  offset?: number,
): ServiceError {
  return new ServiceError(fillError(reason, values) as ErrorInfo<ServiceErrorCode>, offset);
}
