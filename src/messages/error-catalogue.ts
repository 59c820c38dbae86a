/**
 * Every error the program can report, by its reason: a stable name that programs and the page's translations go by. The
 * code says what kind it is (exit status, HTTP status); text and hint are plain English.
 */

import { archiveErrors } from "./archive-errors.ts";
import type { ErrorCode, ErrorMessage } from "./error-codes.ts";
import type { MessageValue, PlaceholderNames } from "./fill-message.ts";
import { workErrors } from "./work-errors.ts";

export const errorCatalogue = { ...archiveErrors, ...workErrors } as const;

export type ErrorReason = keyof typeof errorCatalogue;

/** The values that the text and the hint of a reason need. */
export type ErrorValues<Reason extends ErrorReason> = Record<
  PlaceholderNames<(typeof errorCatalogue)[Reason][1]> | PlaceholderNames<(typeof errorCatalogue)[Reason][2]>,
  MessageValue
>;

/** Code, text and hint of a reason; undefined for one that this version does not know. */
export function findErrorMessage(reason: string): ErrorMessage | undefined {
  return Object.hasOwn(errorCatalogue, reason) ? errorCatalogue[reason as ErrorReason] : undefined;
}

export type { ErrorCode };
