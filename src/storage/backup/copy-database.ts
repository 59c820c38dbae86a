import { rmSync } from "node:fs";
import { fromSystemError, isArchiveError } from "../../errors.ts";
import { openDatabase } from "../database.ts";
import { syncPath } from "../sync-path.ts";

type Options = {
  signal?: AbortSignal | undefined;
  onProgress?: ((byteLength: number) => void) | undefined;
};

/** 2 MB a step: between steps, other work of this process goes on. */
const pagesPerStep = 256;

/**
 * Copies a database as it is at one moment, while others write to it. The connection holds one view for as long as the copy
 * takes: without it, SQLite starts again from the first page after each write of another program, and a copy that takes
 * longer than the time between two writes would never end.
 */
export async function copyDatabase(from: string, to: string, { signal, onProgress }: Options): Promise<void> {
  try {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${to}${suffix}`, { force: true });
  } catch (error) {
    throw fromSystemError(error, to);
  }
  const source = openDatabase(from, { readOnly: true });
  try {
    source.exec("begin");
    source.get("select count(*) from sqlite_schema");
    await source.copyTo(to, { pagesPerStep, signal, onProgress });
  } finally {
    source.close();
  }
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
    const found = db.all<{ quick_check: string }>("pragma quick_check(10)");
    return found.map((row) => row.quick_check).filter((message) => message !== "ok");
  } catch (error) {
    if (isArchiveError(error, "archive-damaged")) return [error.message];
    throw error;
  } finally {
    db.close();
  }
}
