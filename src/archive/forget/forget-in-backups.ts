/** Forgets in the snapshots that `backup` made: each is a whole archive, and shares its files with others. */

import { constants, copyFileSync, existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fromSystemError, isArchiveError } from "../../errors.ts";
import { openArchiveDatabase } from "../../index/open-archive-database.ts";
import { eraseFromIndex } from "../../index/sqlite/erase-from-index.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import { indexMissing } from "../../stages/index-missing.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import { archiveFiles } from "../../storage/archive-files.ts";
import { foldIntoOneFile } from "../../storage/backup/copy-database.ts";
import { listBackedUpRows } from "../../storage/backup/read-archive-rows.ts";
import { rewriteManifest } from "../../storage/backup/rewrite-manifest.ts";
import { finishRemovals, readBackupFolder, type Snapshot } from "../../storage/backup/snapshots.ts";
import { listBackupFolders } from "../../storage/backup-folders.ts";
import { listDatabaseCopies } from "../../storage/database-copies.ts";
import { eraseFreePages } from "../../storage/erase-free-pages.ts";
import type { DueForget } from "../../storage/forgets.ts";
import { readArchiveId } from "../../storage/recordings-folder.ts";
import { removeDatabase } from "../../storage/replace-database.ts";
import { syncPath } from "../../storage/sync-path.ts";
import { writeDueSidecars } from "../../storage/write-sidecars.ts";
import type { ArchiveParts } from "../archive-parts.ts";
import { withBackupLock } from "../backup/back-up.ts";
import { forgetInFolder } from "./forget-in-folder.ts";
import { searchFiles } from "./search-files.ts";

export type BackupsReport = {
  /** Snapshots that had it and have it no more. */
  snapshots: string[];
  notes: Note[];
};

/** @param texts what only the forgotten had, to be looked for in the snapshots */
export async function forgetInBackups(
  { db }: ArchiveParts,
  due: DueForget,
  texts: readonly string[],
  options: WorkOptions,
): Promise<BackupsReport> {
  const report: BackupsReport = { snapshots: [], notes: [] };
  const archiveId = readArchiveId(db);
  for (const { folder } of listBackupFolders(db)) {
    if (!existsSync(folder)) {
      report.notes.push(makeNote("forget-backup-unreachable", { path: folder }));
      continue;
    }
    await withBackupLock(folder, async () => {
      const found = readBackupFolder(folder);
      finishRemovals(folder, found.removing);
      for (const name of [...found.unfinished, ...found.unreadable])
        report.notes.push(makeNote("forget-snapshot-unreadable", { path: join(folder, name) }));
      for (const snapshot of found.snapshots) {
        if (snapshot.archiveId !== archiveId) continue;
        await forgetInSnapshot(snapshot, due, texts, options, report);
      }
    });
  }
  return report;
}

async function forgetInSnapshot(
  snapshot: Snapshot,
  due: DueForget,
  texts: readonly string[],
  options: WorkOptions,
  report: BackupsReport,
): Promise<void> {
  const files = archiveFiles(snapshot.folder);
  // Never the file itself: it may be shared, and stays whole until its successor is complete.
  const working = { ...files, database: join(snapshot.folder, "data.db.forgetting") };
  removeDatabase(working.database);
  try {
    copyFileSync(files.database, working.database, constants.COPYFILE_FICLONE);
    using db = openArchiveDatabase(working.database);
    const { removedFiles, changedFiles, spoken, removedWords } = await forgetInFolder(
      { db, files: working },
      due,
      options,
    );
    if (removedFiles.length + changedFiles.length + removedWords === 0) return;
    // Vectors are computed when the snapshot is restored.
    if (due.stretch) await indexMissing({ db }, { signal: options.signal });
    eraseFromIndex(db, spoken);
    await writeDueSidecars(db, working, { ids: [due.recordingId] });
    eraseFreePages(db);
    const recordings = listBackedUpRows(db).length;
    db.close();
    foldIntoOneFile(working.database);
    renameSync(working.database, files.database);
    syncPath(snapshot.folder);
    const paths = [...removedFiles, ...changedFiles, "data.db"];
    await rewriteManifest(snapshot.folder, { paths, recordings });
    report.snapshots.push(snapshot.folder);
    using read = openArchiveDatabase(files.database, { readOnly: true });
    const { foundIn } = await searchFiles(read, snapshot.folder, texts, options);
    for (const path of foundIn)
      report.notes.push(makeNote("forget-text-found", { path: join(snapshot.folder, path) }));
  } catch (error) {
    const known = fromSystemError(error, snapshot.folder);
    if (!isArchiveError(known) || known.code === "cancelled" || known.code === "disk-full") throw known;
    report.notes.push(makeNote("forget-snapshot-unreadable", { path: snapshot.folder }));
  } finally {
    // With the copy that an upgrade of an older format made.
    for (const path of listDatabaseCopies(files)) if (path.startsWith(working.database)) removeDatabase(path);
  }
}
