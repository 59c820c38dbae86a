import { throwIfCancelled } from "../errors.ts";
import { checkTrashedSound } from "../recording/check-trashed-sound.ts";
import { listStaleTrash, readTrashEntry } from "../recording/remove-recording.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import { listDamagedTrashedTranscripts } from "../storage/check-trashed-rows.ts";
import type { Database } from "../storage/database.ts";
import { listTrashEntries } from "../storage/trash-files.ts";
import { type Finding, makeFinding } from "./finding.ts";

type TrashReport = { findings: Finding[]; entries: number };

/** Whether what was removed could be restored: its data can be read, its sound is there and unchanged. */
export async function checkTrash(
  db: Database,
  files: ArchiveFiles,
  signal?: AbortSignal,
): Promise<TrashReport> {
  const findings: Finding[] = [];
  const stale = new Set(listStaleTrash({ db, files }).map(({ dataPath }) => dataPath));
  const entries = listTrashEntries(files);
  for (const entry of entries) {
    throwIfCancelled(signal, "verification");
    const { id, dataPath: path, soundPath } = entry;
    if (stale.has(path)) {
      findings.push(makeFinding("trash", "trash-entry-stale", { recording: id, path }));
      continue;
    }
    const data = await readTrashEntry(entry).catch(() => undefined);
    if (!data) {
      findings.push(makeFinding("trash", "trash-entry-unreadable", { path }));
      continue;
    }
    if (findDamagedTranscripts(data.tables).length > 0)
      findings.push(makeFinding("trash", "trash-transcript-damaged", { path }));
    const sound = await checkTrashedSound(entry, data.recording, signal);
    if (sound === "missing") findings.push(makeFinding("trash", "trash-sound-missing", { path: soundPath }));
    if (sound === "damaged") findings.push(makeFinding("trash", "trash-sound-damaged", { path: soundPath }));
  }
  return { findings, entries: entries.length };
}

/** Rows that are no rows any more count as damaged. */
function findDamagedTranscripts(tables: Parameters<typeof listDamagedTrashedTranscripts>[0]): number[] {
  try {
    return listDamagedTrashedTranscripts(tables);
  } catch {
    return [0];
  }
}
