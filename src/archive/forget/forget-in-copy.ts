/** Forgets in a copy of data.db: that of a snapshot, or one that an upgrade, a rebuild or a restore left beside data.db. */

import { constants, copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { openArchiveDatabase } from "../../index/open-archive-database.ts";
import { eraseFromIndex } from "../../index/sqlite/erase-from-index.ts";
import { indexMissing } from "../../stages/index-missing.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import type { ArchiveFiles } from "../../storage/archive-files.ts";
import { foldIntoOneFile } from "../../storage/backup/copy-database.ts";
import type { Database } from "../../storage/database.ts";
import { listDatabaseCopies } from "../../storage/database-copies.ts";
import { eraseFreePages } from "../../storage/erase-free-pages.ts";
import type { DueForget } from "../../storage/forgets.ts";
import { removeDatabase } from "../../storage/replace-database.ts";
import { syncPath } from "../../storage/sync-path.ts";

/** What was removed from the copy; undefined: it has nothing of it, and stays as it is. */
type Removal<Removed> = { removed: Removed; spoken: readonly string[] } | undefined;

/**
 * Works on a second file beside the copy, which takes its place when it is complete: a copy may share its bytes with others.
 * The copy gets the newest format.
 * @param files of the folder where the copy is; `database` is the copy
 * @param remove removes it from the tables of the open database
 * @param finish what else is to be done before the free pages are erased
 * @returns what `remove` removed, or undefined
 * @throws ArchiveError for a copy that cannot be opened or changed; it is as it was then
 */
export async function forgetInCopy<Removed>(
  files: ArchiveFiles,
  due: DueForget,
  {
    remove,
    finish,
    ...options
  }: WorkOptions & {
    remove: (db: Database, working: ArchiveFiles) => Promise<Removal<Removed>>;
    finish?: (db: Database, working: ArchiveFiles) => Promise<void>;
  },
): Promise<Removed | undefined> {
  const working = { ...files, database: `${files.database}.forgetting` };
  removeDatabase(working.database);
  try {
    copyFileSync(files.database, working.database, constants.COPYFILE_FICLONE);
    // A log that nobody has moved into the file belongs to it.
    const log = `${files.database}-wal`;
    if (existsSync(log)) copyFileSync(log, `${working.database}-wal`);
    using db = openArchiveDatabase(working.database);
    const removal = await remove(db, working);
    if (!removal) return undefined;
    // Vectors are computed when the copy is used.
    if (due.stretch) await indexMissing({ db }, { signal: options.signal });
    eraseFromIndex(db, removal.spoken);
    await finish?.(db, working);
    eraseFreePages(db);
    db.close();
    foldIntoOneFile(working.database);
    // First: SQLite would play the old log into the new file.
    for (const path of [log, `${files.database}-shm`]) rmSync(path, { force: true });
    renameSync(working.database, files.database);
    syncPath(dirname(files.database));
    return removal.removed;
  } finally {
    // With the copy that an upgrade of an older format made.
    for (const path of listDatabaseCopies(files)) if (path.startsWith(working.database)) removeDatabase(path);
  }
}
