/** A thread that reads all of data.db: SQLite's own check cannot be cut into slices. */

import { parentPort, workerData } from "node:worker_threads";
import { type ErrorInfo, isArchiveError, toErrorInfo } from "../errors.ts";
import { openDatabase } from "../storage/database.ts";
import { checkDatabaseContent, type DatabaseReport } from "./check-database.ts";

export type VerifyWorkerData = { path: string };
export type VerifyReply =
  | { progress: { done: number; total: number } }
  | { report: DatabaseReport }
  | { error: ErrorInfo | { stack: string } };

const minMsBetweenReports = 200;

const { path } = workerData as VerifyWorkerData;
const reply = (message: VerifyReply) => parentPort!.postMessage(message);
try {
  using db = openDatabase(path, { readOnly: true });
  let lastMs = 0;
  const report = checkDatabaseContent(db, (done, total) => {
    const now = performance.now();
    if (now - lastMs < minMsBetweenReports) return;
    lastMs = now;
    reply({ progress: { done, total } });
  });
  reply({ report });
} catch (error) {
  const { message, stack } = error as Error;
  reply({ error: isArchiveError(error) ? toErrorInfo(error) : { stack: stack ?? message } });
}
