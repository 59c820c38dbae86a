/**
 * A process that reads all of data.db and then ends. A process and not a thread: SQLite's own check cannot be cut into slices,
 * a thread that is ended in the middle of a call of SQLite takes the whole program with it (Node 24: "Check failed:
 * (location_) != nullptr"), and what damage does to native code ends only this.
 */

import { type ErrorInfo, isArchiveError, toErrorInfo } from "../errors.ts";
import { openDatabase } from "../storage/database.ts";
import { checkDatabaseContent, type DatabaseReport } from "./check-database.ts";

export type VerifyReply =
  | { progress: { done: number; total: number } }
  | { report: DatabaseReport }
  | { error: ErrorInfo | { stack: string } };

const minMsBetweenReports = 200;

// Ctrl-C reaches the whole process group; the archive's process handles it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

const reply = (message: VerifyReply, onSent?: () => void) =>
  process.send!(message, undefined, undefined, onSent);
const finish = (message: VerifyReply) => reply(message, () => process.disconnect());
try {
  using db = openDatabase(process.argv[2]!, { readOnly: true });
  let lastMs = 0;
  const report = checkDatabaseContent(db, (done, total) => {
    const now = performance.now();
    if (now - lastMs < minMsBetweenReports) return;
    lastMs = now;
    reply({ progress: { done, total } });
  });
  finish({ report });
} catch (error) {
  const { message, stack } = error as Error;
  finish({ error: isArchiveError(error) ? toErrorInfo(error) : { stack: stack ?? message } });
}
