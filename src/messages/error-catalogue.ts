/**
 * Every error the program can report, by its reason: a stable name that programs and the page's translations go by. The
 * code says what kind it is (exit status, HTTP status); text and hint are plain English.
 */

import { archiveErrors } from "./archive-errors.ts";
import { audioErrors } from "./audio-errors.ts";
import { backupErrors } from "./backup-errors.ts";
import type { ErrorCode, RequestErrorCode } from "./error-codes.ts";
import { fillMessage, type MessageValue, type MessageValues, type PlaceholderNames } from "./fill-message.ts";
import { requestErrors } from "./request-errors.ts";
import { transcriptErrors } from "./transcript-errors.ts";
import { workErrors } from "./work-errors.ts";

export const errorCatalogue = {
  ...archiveErrors,
  ...audioErrors,
  ...backupErrors,
  ...transcriptErrors,
  ...workErrors,
  ...requestErrors,
} as const;

type Catalogue = typeof errorCatalogue;

/** Every reason, also of a request that a service or the server rejects. */
export type AnyReason = keyof Catalogue;

/** The reasons with a code of the archive. */
export type ErrorReason = {
  [Reason in AnyReason]: Catalogue[Reason][0] extends ErrorCode ? Reason : never;
}[AnyReason];

/** The values that the text and the hint of a reason need. */
export type ErrorValues<Reason extends AnyReason> = Record<
  PlaceholderNames<Catalogue[Reason][1]> | PlaceholderNames<Catalogue[Reason][2]>,
  MessageValue
>;

/** The data of an error: its code, and its message and hint with the values filled in. */
export function fillError<Reason extends AnyReason>(reason: Reason, values: MessageValues) {
  const [code, text, hint] = errorCatalogue[reason];
  return {
    code: code as Catalogue[Reason][0] & (ErrorCode | RequestErrorCode),
    reason,
    values,
    message: fillMessage(text, values),
    hint: fillMessage(hint, values),
  };
}
