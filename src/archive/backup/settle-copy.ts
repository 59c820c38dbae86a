import { relative } from "node:path";
import { throwIfCancelled } from "../../errors.ts";
import { openArchiveDatabase } from "../../index/open-archive-database.ts";
import { archiveFiles } from "../../storage/archive-files.ts";
import { foldIntoOneFile } from "../../storage/backup/copy-database.ts";
import type { BackedUpRow } from "../../storage/backup/read-archive-rows.ts";
import type { SnapshotWriter } from "../../storage/backup/snapshot-writer.ts";
import { removeRecording } from "../../storage/recordings.ts";
import { findSidecar } from "../../storage/sidecar-files.ts";
import { markSidecarsDue } from "../../storage/sidecars-due.ts";
import { writeDueSidecars } from "../../storage/write-sidecars.ts";

type Settlement = {
  /** Recordings that were deleted for good while the backup ran. */
  gone: readonly number[];
  /** Recordings whose sidecar is older or newer than their rows in the copied database. */
  changed: readonly number[];
  signal?: AbortSignal | undefined;
};

/**
 * Makes the copied database and the files of the snapshot agree: takes out what was deleted for good meanwhile, and writes
 * sidecars that are missing, or of another moment than the database, from its rows.
 */
export async function settleCopy(
  writer: SnapshotWriter,
  rows: readonly BackedUpRow[],
  { gone, changed, signal }: Settlement,
): Promise<void> {
  const files = archiveFiles(writer.folder);
  const left = rows.filter(({ id }) => !gone.includes(id));
  const missing = left.filter((row) => findSidecar(files, row) === undefined).map(({ id }) => id);
  const due = new Set([...changed, ...missing]);
  if (gone.length + due.size === 0) return;
  const copy = openArchiveDatabase(files.database);
  try {
    for (const id of gone) removeRecording(copy, id);
    markSidecarsDue(copy, [...due]);
    await writeDueSidecars(copy, files, { ids: [...due], signal });
  } finally {
    copy.close();
  }
  throwIfCancelled(signal, "the backup");
  foldIntoOneFile(files.database);
  for (const row of left.filter(({ id }) => due.has(id))) {
    const path = findSidecar(files, row);
    if (path) await writer.take(`recordings/${relative(files.recordings, path)}`);
  }
}
