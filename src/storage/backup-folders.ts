import type { Database } from "./database.ts";

/** Folders that `backup` wrote to. */
export function listBackupFolders(db: Database): { folder: string }[] {
  return db.all("select folder from backup_folders order by folder");
}
