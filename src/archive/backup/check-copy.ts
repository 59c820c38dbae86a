import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { archiveError, cancelledError, throwIfCancelled } from "../../errors.ts";

export type CheckCopyData = { path: string; isQuick: boolean };

/**
 * What SQLite finds in a copied data.db, in its words; empty if nothing. In a thread of its own: reading gigabytes at once
 * would hold up a Ctrl-C, other work of this process, and the renewal of the lock of the backup folder.
 * @param isQuick leave out what takes longest: comparing indexes with their tables, and keys
 * @throws ArchiveError `cancelled`
 */
export async function checkCopy(
  path: string,
  { isQuick, signal }: { isQuick: boolean; signal?: AbortSignal | undefined },
): Promise<string[]> {
  throwIfCancelled(signal, "checking data.db");
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const workerPath = fileURLToPath(new URL(`./check-copy-worker.${extension}`, import.meta.url));
  const worker = new Worker(workerPath, { workerData: { path, isQuick } satisfies CheckCopyData });
  let onAbort = () => {};
  try {
    return await new Promise<string[]>((resolve, reject) => {
      onAbort = () => reject(cancelledError("checking data.db"));
      signal?.addEventListener("abort", onAbort, { once: true });
      worker.once("message", (damage: string[]) => resolve(damage));
      worker.once("error", reject);
      worker.once("exit", (status) =>
        reject(
          archiveError("engine-stopped", { what: "the check of data.db", how: `exit status ${status}` }),
        ),
      );
    });
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}
