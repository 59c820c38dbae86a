import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ArchiveError, cancelledError, throwIfCancelled } from "../errors.ts";
import type { DatabaseProgress, DatabaseReport } from "./check-database.ts";
import type { VerifyReply, VerifyWorkerData } from "./verify-worker.ts";

/**
 * Checks data.db in a thread of its own with its own read-only connection: neither searches nor writes wait for it.
 * @throws ArchiveError `cancelled`, and what opening data.db throws
 */
export async function runDatabaseCheck(
  path: string,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: DatabaseProgress | undefined },
): Promise<DatabaseReport> {
  throwIfCancelled(signal, "verification");
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const workerData: VerifyWorkerData = { path };
  const worker = new Worker(fileURLToPath(new URL(`./verify-worker.${extension}`, import.meta.url)), {
    workerData,
  });
  let onAbort = () => {};
  try {
    return await new Promise<DatabaseReport>((resolve, reject) => {
      onAbort = () => reject(cancelledError("verification"));
      signal?.addEventListener("abort", onAbort, { once: true });
      worker.on("message", (reply: VerifyReply) => {
        if ("progress" in reply) onProgress?.(reply.progress.done, reply.progress.total);
        else if ("report" in reply) resolve(reply.report);
        else reject("stack" in reply.error ? new Error(reply.error.stack) : new ArchiveError(reply.error));
      });
      worker.on("error", reject);
      worker.on("exit", (status) => reject(new Error(`the verification thread ended (${status})`)));
    });
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}
