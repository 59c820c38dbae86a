import type { Recording } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { withGivenDate } from "../recording/date-choices.ts";
import { parseIsoDate } from "../recording/local-time.ts";
import type { Database } from "../storage/database.ts";
import { assertPlainText } from "../storage/plain-text.ts";
import { type StoredChanges, updateRecording as writeRecording } from "../storage/recordings.ts";
import { checkKeys, checkString, checkStrings } from "./check-arguments.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

/** What a person may change; a date without an offset is local time. */
export type WrittenChanges = Omit<StoredChanges, "dateSource" | "dateCandidates">;

/** Changes a recording's title, notes, tags or date; its file keeps its name. @throws ArchiveError `not-found`, `invalid-input`; TypeError */
export function updateRecording(
  db: Database,
  reference: RecordingReference,
  changes: WrittenChanges,
): Recording {
  const recording = resolveRecording(db, reference);
  const { id } = recording;
  checkChanges(changes);
  const { createdAt, title, notes, tags } = changes;
  if (createdAt === undefined) return writeRecording(db, id, { title, notes, tags });
  const date = parseIsoDate(createdAt);
  if (!date) throw archiveError("invalid-date", { date: createdAt });
  const given = { source: "given" as const, value: createdAt, date: date.iso, hasTime: date.hasTime };
  return writeRecording(db, id, {
    title,
    notes,
    tags,
    createdAt: date.iso,
    dateSource: "given",
    dateCandidates: withGivenDate(recording, given),
  });
}

function checkChanges(changes: WrittenChanges): void {
  checkKeys(changes, ["title", "notes", "tags", "createdAt"], "changes");
  const { createdAt, title, notes, tags } = changes;
  for (const [name, text] of Object.entries({ createdAt, title, notes }))
    if (text !== undefined) {
      checkString(text, name);
      assertPlainText(text, name);
    }
  if (tags === undefined) return;
  checkStrings(tags, "tags");
  for (const tag of tags) assertPlainText(tag, "tags");
}
