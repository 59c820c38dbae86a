import { fromSystemError, isArchiveError, throwIfCancelled } from "../../errors.ts";
import { type Database, openDatabase } from "../database.ts";
import { quickCheck } from "../quick-check.ts";
import { removeDatabase } from "../replace-database.ts";
import { syncPath } from "../sync-path.ts";

type Options = {
  signal?: AbortSignal | undefined;
  onProgress?: ((byteLength: number) => void) | undefined;
};

/** 2 MB a step: between steps, other work of this process goes on. */
const pagesPerStep = 256;

/**
 * Opens a database that shows one moment for as long as it is open, while others write: SQLite starts a copy again from the
 * first page after each write of another program, unless its connection holds one view. A copy that takes longer than the
 * time between two writes would never end.
 */
export function freezeDatabase(path: string): Database {
  const db = openDatabase(path, { readOnly: true });
  try {
    db.exec("begin");
    db.get("select count(*) from sqlite_schema");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Copies a frozen database to one file, which is on the disk afterwards. */
export async function copyFrozen(
  frozen: Database,
  to: string,
  { signal, onProgress }: Options,
): Promise<void> {
  try {
    removeDatabase(to);
  } catch (error) {
    throw fromSystemError(error, to);
  }
  await frozen.copyTo(to, pagesPerStep, (byteLength) => {
    throwIfCancelled(signal, "copying data.db");
    onProgress?.(byteLength);
  });
  foldIntoOneFile(to);
}

/**
 * Takes a closed database out of WAL mode: it is one file then, and can be read where nothing can be written. Opening an
 * archive for writing switches WAL mode on again.
 */
export function foldIntoOneFile(path: string): void {
  const db = openDatabase(path);
  try {
    db.exec("pragma journal_mode = delete");
  } finally {
    db.close();
  }
  syncPath(path);
}

/** What SQLite's quick check finds in a copied database, in its words; empty if nothing. */
export function findCopyDamage(path: string): string[] {
  const db = openDatabase(path, { readOnly: true });
  try {
    return quickCheck(db, 10);
  } catch (error) {
    if (isArchiveError(error, "archive-damaged")) return [error.message];
    throw error;
  } finally {
    db.close();
  }
}
