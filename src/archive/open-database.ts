import { existsSync } from "node:fs";
import { isArchiveError } from "../errors.ts";
import { openArchiveDatabase } from "../index/open-archive-database.ts";
import { errorFields, log } from "../log.ts";
import type { Database } from "../storage/database.ts";

/** Opens data.db; where it cannot be written (a read-only disk, a backup) it can still be searched and played. */
export function openDatabaseAsAllowed(path: string, readOnly = false): Database {
  if (readOnly) return openArchiveDatabase(path, { readOnly });
  try {
    return openArchiveDatabase(path, { create: true });
  } catch (error) {
    if (!isArchiveError(error, "no-permission") || !existsSync(path)) throw error;
    log("warn", "opened-read-only", errorFields(error));
    return openArchiveDatabase(path, { readOnly: true });
  }
}
