import { CatalogueError, type ErrorInfo } from "../errors.ts";
import { type AnyReason, type ErrorValues, fillError } from "../messages/error-catalogue.ts";

/** What a service rejects beyond the errors of the archive. */
type ServiceErrorCode = "conflict" | "too-large";

/** A request that does not fit the state of a job, an upload or a live recording. Everything else is an ArchiveError. */
export class ServiceError extends CatalogueError<ServiceErrorCode> {
  override name = "ServiceError";
  /** With `conflict` of an upload or a live recording: bytes that are stored, where sending has to continue. */
  readonly offset: number | undefined;

  constructor(info: ErrorInfo<ServiceErrorCode>, offset?: number) {
    super(info);
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
