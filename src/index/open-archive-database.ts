import { archiveError } from "../errors.ts";
import { type Database, type OpenDatabaseOptions, openDatabase } from "../storage/database.ts";
import { migrate } from "../storage/migrate.ts";
import { findRebuild } from "./find-rebuild.ts";
import { followSources } from "./sqlite/follow-sources.ts";
import { ensureIndexTables, missingIndexTables } from "./sqlite/index-tables.ts";
import { dropUnfinishedTables, hasUnfinishedTables } from "./sqlite/rebuild-text-tables.ts";

/**
 * Opens data.db ready for use: migrated to the newest version, with every index table. Several processes may open a new
 * archive at the same instant. Throws what `openDatabase` and `migrate` throw.
 */
export function openArchiveDatabase(path: string, options: OpenDatabaseOptions = {}): Database {
  const db = openDatabase(path, options);
  try {
    migrate(db);
    db.listener = followSources(db);
    if (!db.readOnly) {
      ensureIndexTables(db);
      dropAbandonedRebuild(db);
    } else if (missingIndexTables(db).length > 0) {
      throw archiveError("index-incomplete", { path });
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What a rebuild has left that was killed: it takes as much room as the index. */
function dropAbandonedRebuild(db: Database): void {
  if (hasUnfinishedTables(db) && !findRebuild(db)) dropUnfinishedTables(db);
}
