import { existsSync } from "node:fs";
import { isArchiveError } from "../errors.ts";
import { openArchiveDatabase } from "../index/open-archive-database.ts";
import type { Database } from "../storage/database.ts";

/** Opens data.db; one that may only be read (another's disk, a backup) can be searched and played all the same. */
export function openDatabaseAsAllowed(path: string, readOnly = false): Database {
  if (readOnly) return openArchiveDatabase(path, { readOnly });
  try {
    return openArchiveDatabase(path, { create: true });
  } catch (error) {
    if (!isArchiveError(error, "no-permission") || !existsSync(path)) throw error;
    return openArchiveDatabase(path, { readOnly: true });
  }
}
