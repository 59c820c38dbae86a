import type { Recording } from "../domain.ts";
import { archiveError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import { listRecordingsByName } from "../storage/list-recordings-by-name.ts";
import { findRecording, findRecordingByFilename } from "../storage/recordings.ts";
import { checkString } from "./check-arguments.ts";

/** How a caller names a recording: its number, its file name, or a unique prefix of it. */
export type RecordingReference = number | string;

/**
 * The recording of a reference.
 * @throws ArchiveError `not-found`; `invalid-input` when several recordings match; TypeError
 */
export function resolveRecording(db: Database, reference: RecordingReference): Recording {
  if (typeof reference !== "number") checkString(reference, "the reference to a recording");
  const text = String(reference).trim();
  const byNumber = /^\d{1,15}$/.test(text) ? findRecording(db, Number(text)) : undefined;
  const exact = byNumber ?? findRecordingByFilename(db, text) ?? findRecordingByFilename(db, `${text}.opus`);
  if (exact) return exact;
  // "202" is a wrong number, not a prefix of every recording of this decade.
  const candidates = text.length < 4 ? [] : listRecordingsByName(db, text, 3);
  if (candidates.length === 1) return candidates[0]!;
  if (candidates.length === 0) throw archiveError("recording-not-found", { recording: text });
  const matches = candidates.map((recording) => recording.filename).join(", ");
  throw archiveError("recording-ambiguous", { recording: text, matches });
}
