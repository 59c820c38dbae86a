import type { Database } from "./database.ts";

/**
 * What SQLite's quick check finds, in its words; empty if nothing. It leaves out what takes longest: comparing indexes with
 * their tables.
 * @throws ArchiveError `archive-damaged` when the file is too damaged for the check
 */
export function quickCheck(db: Database, maxMessages: number): string[] {
  return db
    .all<{ quick_check: string }>(`pragma quick_check(${maxMessages})`)
    .map((row) => row.quick_check)
    .filter((message) => message !== "ok");
}
