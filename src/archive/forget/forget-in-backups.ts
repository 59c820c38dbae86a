/** Forgets in the snapshots that `backup` made: each is a whole archive, and shares its files with others. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fromSystemError, isArchiveError } from "../../errors.ts";
import { openArchiveDatabase } from "../../index/open-archive-database.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import { type ArchiveFiles, archiveFiles } from "../../storage/archive-files.ts";
import { readManifest } from "../../storage/backup/manifest.ts";
import { listBackedUpRows } from "../../storage/backup/read-archive-rows.ts";
import { rewriteManifest } from "../../storage/backup/rewrite-manifest.ts";
import { finishRemovals, readBackupFolder, type Snapshot } from "../../storage/backup/snapshots.ts";
import { listBackupFolders } from "../../storage/backup-folders.ts";
import type { DueForget } from "../../storage/forgets.ts";
import { readArchiveId } from "../../storage/recordings-folder.ts";
import { writeDueSidecars } from "../../storage/write-sidecars.ts";
import type { ArchiveParts } from "../archive-parts.ts";
import { withBackupLock } from "../backup/back-up.ts";
import { forgetInCopy } from "./forget-in-copy.ts";
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
  const { folder } = snapshot;
  const files = archiveFiles(folder);
  let recordings = 0;
  try {
    const paths = await forgetInCopy(files, due, {
      ...options,
      remove: async (db, working) => {
        const done = await forgetInFolder({ db, files: working }, due, options);
        const { removedFiles, changedFiles, spoken, removedWords } = done;
        const paths = [...removedFiles, ...changedFiles];
        return paths.length + removedWords === 0 ? undefined : { removed: paths, spoken };
      },
      finish: async (db, working) => {
        await writeDueSidecars(db, working, { ids: [due.recordingId] });
        recordings = listBackedUpRows(db).length;
      },
    });
    // A run that was killed before the manifest was written left it with files that are gone.
    const changed = paths ?? listVanishedPaths(folder, due);
    if (changed.length === 0) return;
    recordings ||= countRecordings(files);
    await rewriteManifest(folder, { paths: [...changed, "data.db"], recordings });
    report.snapshots.push(folder);
    using read = openArchiveDatabase(files.database, { readOnly: true });
    const { foundIn } = await searchFiles(read, files, due.recordingId, texts, options);
    for (const path of foundIn)
      report.notes.push(makeNote("forget-text-found", { path: join(folder, path) }));
  } catch (error) {
    const known = fromSystemError(error, snapshot.folder);
    if (!isArchiveError(known) || known.code === "cancelled" || known.code === "disk-full") throw known;
    report.notes.push(makeNote("forget-snapshot-unreadable", { path: snapshot.folder }));
  }
}

/** Files of a recording that the manifest names and that are not there. */
function listVanishedPaths(folder: string, { recordingId, filename }: DueForget): string[] {
  const stem = filename.replace(/\.opus$/, "");
  const names = [`recordings/${stem}.`, `trash/${stem}.${recordingId}.`];
  return Object.keys(readManifest(folder)?.files ?? {}).filter(
    (path) => names.some((name) => path.startsWith(name)) && !existsSync(join(folder, path)),
  );
}

function countRecordings({ database }: ArchiveFiles): number {
  using db = openArchiveDatabase(database, { readOnly: true });
  return listBackedUpRows(db).length;
}
