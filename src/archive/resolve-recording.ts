import type { Recording } from "../domain.ts";
import { ArchiveError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import { listRecordingsByName } from "../storage/list-recordings-by-name.ts";
import { findRecording, findRecordingByFilename } from "../storage/recordings.ts";

/** How a caller names a recording: its number, its file name, or a beginning of it that only one recording has. */
export type RecordingReference = number | string;

/**
 * The recording meant.
 * @throws ArchiveError `not-found`; `invalid-input` when several recordings begin so
 */
export function resolveRecording(db: Database, reference: RecordingReference): Recording {
  const text = String(reference).trim();
  const byNumber = /^\d{1,15}$/.test(text) ? findRecording(db, Number(text)) : undefined;
  const exact = byNumber ?? findRecordingByFilename(db, text) ?? findRecordingByFilename(db, `${text}.opus`);
  if (exact) return exact;
  // A bare number that is no recording is not taken for the beginning of a year.
  const candidates = text.length < 4 ? [] : listRecordingsByName(db, text, 3);
  if (candidates.length === 1) return candidates[0]!;
  if (candidates.length === 0)
    throw new ArchiveError(
      "not-found",
      `there is no recording "${text}"`,
      "fonoteka list shows their numbers and names",
    );
  const names = candidates.map((recording) => recording.filename).join(", ");
  throw new ArchiveError(
    "invalid-input",
    `"${text}" is the beginning of several recordings: ${names} …`,
    "give more of the name, or the number",
  );
}
