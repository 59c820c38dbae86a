import type { Recording } from "../domain.ts";
import type { Note } from "../messages/notes.ts";
import { type Database, transaction } from "./database.ts";
import { getRecording } from "./recordings.ts";

/** Changes what is kept of a recording's import; nothing is written where it stays the same. @throws ArchiveError `not-found` */
export function updateImportNotes(
  db: Database,
  id: number,
  change: (notes: readonly Note[]) => Note[],
): Recording {
  return transaction(db, () => {
    const recording = getRecording(db, id);
    const importNotes = change(recording.importNotes);
    if (JSON.stringify(importNotes) === JSON.stringify(recording.importNotes)) return recording;
    db.run("update recordings set import_notes = ? where id = ?", JSON.stringify(importNotes), id);
    const changed = { ...recording, importNotes };
    db.listener.recordingWritten(changed);
    return changed;
  });
}
