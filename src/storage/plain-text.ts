/**
 * What a person's text must not hold: NUL, at which other programs end it, and half of a surrogate pair, which UTF-8 cannot
 * store. SQLite would keep another text than the search index is compared with, and report it as damage.
 */

import { archiveError } from "../errors.ts";

/** @param field what the text is, for the message. @throws ArchiveError `invalid-input` */
export function assertPlainText(text: string, field: string): void {
  if (text.includes("\0") || !text.isWellFormed()) throw archiveError("text-not-valid", { field });
}

/** A text from a file, which nobody can be asked to correct, without what it must not hold. */
export function toPlainText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
