import type { ArchiveFiles } from "./archive-files.ts";
import { type Database, transaction } from "./database.ts";
import { findSidecar } from "./sidecar-files.ts";
import { countDueSidecars, markSidecarDue } from "./sidecars-due.ts";
import { writeDueSidecars } from "./write-sidecars.ts";

/**
 * Writes the sidecars that are outdated, and those that are not on the disk though data.db takes them for written.
 * @returns number of sidecars that are still outdated: their recording has no file in recordings/
 * @throws ArchiveError what the disk says
 */
export async function writeMissingSidecars(
  db: Database,
  files: ArchiveFiles,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const recordings = db.all<{ id: number; filename: string }>(
    "select id, filename from recordings order by id",
  );
  const missing = recordings.filter((recording) => findSidecar(files, recording) === undefined);
  transaction(db, () => {
    for (const { id } of missing) markSidecarDue(db, id);
  });
  await writeDueSidecars(db, files, options);
  return countDueSidecars(db);
}
