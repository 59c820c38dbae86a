/** A thread that checks a copied data.db: SQLite does not return before it has read all of it. */

import { parentPort, workerData } from "node:worker_threads";
import { isArchiveError } from "../../errors.ts";
import { checkDatabase } from "../../index/sqlite/check-index.ts";
import { findCopyDamage } from "../../storage/backup/copy-database.ts";
import { openDatabase } from "../../storage/database.ts";
import type { CheckCopyData } from "./check-copy.ts";

const { path, isQuick } = workerData as CheckCopyData;

function check(): string[] {
  try {
    if (isQuick) return findCopyDamage(path);
    using db = openDatabase(path, { readOnly: true });
    return checkDatabase(db);
  } catch (error) {
    // It cannot even be opened.
    if (isArchiveError(error)) return [error.message];
    throw error;
  }
}

parentPort!.postMessage(check());
