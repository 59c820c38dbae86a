/** data.db from the folder alone: for a database that is lost or damaged. */

import { existsSync, rmSync, statSync } from "node:fs";
import { archiveError, isArchiveError } from "../errors.ts";
import { openArchiveDatabase } from "../index/open-archive-database.ts";
import { optimizeTextTables } from "../index/sqlite/index-tables.ts";
import { errorFields, log } from "../log.ts";
import type { Note } from "../messages/notes.ts";
import { toLocalIso } from "../recording/local-time.ts";
import { type RestoredFolder, restoreFromFolder } from "../recording/restore-from-folder.ts";
import { chooseArchiveFolder } from "../settings.ts";
import { indexMissing } from "../stages/index-missing.ts";
import type { WorkProgress } from "../stages/work-progress.ts";
import { type ArchiveFiles, archiveFiles, timeInName } from "../storage/archive-files.ts";
import { insertWorkTables, readWorkTables, type WorkTables } from "../storage/copy-work-tables.ts";
import type { Database } from "../storage/database.ts";
import { holdDatabase } from "../storage/hold-database.ts";
import { keepSidecarAside } from "../storage/keep-sidecar-aside.ts";
import { quickCheck } from "../storage/quick-check.ts";
import { checkRecordingsFolder, findNotMountedError, takeArchiveId } from "../storage/recordings-folder.ts";
import {
  newRebuildPath,
  removeDatabase,
  replaceDatabase,
  stopSyncing,
  sweepRebuilds,
} from "../storage/replace-database.ts";
import { type GivenIds, readGivenIds } from "../storage/reserve-ids.ts";
import { writeSidecarsForRebuild } from "../storage/write-sidecars-for-rebuild.ts";

export type RebuildProgress =
  | WorkProgress
  | { stage: "rebuild"; subject: string; done: number; total: number; unit: "recordings" };

export type RebuildDatabaseOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: RebuildProgress) => void) | undefined;
};

export type RebuiltDatabase = {
  /** Recordings that came back with all that was known of them, and their transcriptions. */
  recordings: number;
  transcriptions: number;
  /** Opus files without a usable sidecar that became new recordings. */
  adopted: string[];
  /** Passages that can be searched by words again. Vectors are made by `indexPending`. */
  passages: number;
  /** Path of the database that was replaced; null when there was none. */
  replaced: string | null;
  problems: Note[];
};

/**
 * Makes data.db again from recordings/ and trash/, and replaces the old one, which stays as `data.db.replaced-TIME`. Ids,
 * file names and the current transcriptions stay. The new database is built beside the old one; a kill at any point leaves
 * either. Searching by meaning needs `indexPending` afterwards.
 * @param folder default: FONOTEKA_ARCHIVE, else `Fonoteka` in the home folder
 * @throws ArchiveError `archive-busy` (another program has it open), `not-found` (no recordings/), `disk-error`
 *   (recordings/ is not mounted, or is of another archive), `archive-newer`,
 *   `cancelled`, `disk-full`, `no-permission`
 */
export async function rebuildDatabase(
  folder?: string,
  options: RebuildDatabaseOptions = {},
): Promise<RebuiltDatabase> {
  const files = archiveFiles(chooseArchiveFolder(folder));
  if (!existsSync(files.recordings))
    throw archiveError("recordings-folder-missing", { path: files.recordings });
  // An empty folder in the place of the recordings' disk must not become an empty archive.
  const notMounted = findNotMountedError(files);
  if (notMounted) throw notMounted;
  sweepRebuilds(files);
  // Early, before any work: nobody else may have it open.
  hold(files)?.[Symbol.dispose]();
  const old = await saveOldDatabase(files);
  // Until the new one is in its place: what another program changed meanwhile would be lost.
  using held = hold(files);
  const partPath = newRebuildPath(files);
  try {
    const { restored, passages } = await build(files, partPath, { old, ...options });
    // A second name first: until data.db is replaced, the sidecar stays where it is.
    for (const path of restored.damagedSidecars) keepSidecarAside(path);
    const time = timeInName(toLocalIso(new Date()));
    const replaced = replaceDatabase(files, { partPath, held, time }) ?? null;
    // Their names are for the sidecars that will be written.
    for (const path of restored.damagedSidecars) rmSync(path, { force: true });
    log("info", "database-rebuilt", { recordings: restored.restored, adopted: restored.adopted.length });
    return {
      recordings: restored.restored,
      transcriptions: restored.transcriptions,
      adopted: restored.adopted,
      passages,
      replaced,
      problems: [...old.problems, ...restored.problems],
    };
  } finally {
    removeDatabase(partPath);
  }
}

type OldDatabase = { givenIds?: GivenIds | undefined; work?: WorkTables | undefined; problems: Note[] };

/** A database that can be read knows what the folder may lack: sidecars that could not be written yet. */
async function saveOldDatabase(files: ArchiveFiles): Promise<OldDatabase> {
  if ((statSync(files.database, { throwIfNoEntry: false })?.size ?? 0) === 0) return { problems: [] };
  let db: Database | undefined;
  try {
    db = openArchiveDatabase(files.database);
    const givenIds = readGivenIds(db);
    if (quickCheck(db, 1).length > 0) return { givenIds, problems: [] };
    if (checkRecordingsFolder(db, files) === "of-another-archive")
      throw archiveError("recordings-of-another-archive", { path: files.recordings });
    const problems = await writeSidecarsForRebuild(db, files);
    return { givenIds, work: readWorkTables(db), problems };
  } catch (error) {
    if (isArchiveError(error, "archive-newer") || isArchiveError(error, "archive-busy")) throw error;
    if (isArchiveError(error) && error.reason === "recordings-of-another-archive") throw error;
    // Damaged: that is why it is rebuilt.
    log("info", "old-database-unreadable", errorFields(error));
    return { problems: [] };
  } finally {
    db?.close();
  }
}

async function build(
  files: ArchiveFiles,
  partPath: string,
  { old, signal, onProgress }: RebuildDatabaseOptions & { old: OldDatabase },
): Promise<{ restored: RestoredFolder; passages: number }> {
  const db = openArchiveDatabase(partPath, { create: true });
  try {
    // Nothing of it counts before all of it is on the disk, in one go at the end.
    stopSyncing(db);
    const restored = await restoreFromFolder(
      { db, files },
      {
        givenIds: old.givenIds,
        signal,
        onProgress: (subject, done, total) =>
          onProgress?.({ stage: "rebuild", subject, done, total, unit: "recordings" }),
      },
    );
    takeArchiveId(db, files);
    if (old.work) insertWorkTables(db, old.work);
    const { passages } = await indexMissing({ db }, { signal, onProgress });
    optimizeTextTables(db);
    return { restored, passages };
  } finally {
    db.close();
  }
}

function hold(files: ArchiveFiles) {
  try {
    return holdDatabase(files.database);
  } catch (error) {
    if (!isArchiveError(error, "archive-busy")) throw error;
    throw archiveError("archive-in-use", { path: files.folder }, { cause: error });
  }
}
