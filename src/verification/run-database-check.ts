import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ArchiveError, archiveError, cancelledError, throwIfCancelled } from "../errors.ts";
import type { DatabaseProgress, DatabaseReport } from "./check-database.ts";
import type { VerifyReply } from "./verify-main.ts";

const stderrTailLength = 2000;

/**
 * Checks data.db in a process of its own with its own read-only connection: neither searches nor writes wait for it.
 * @throws ArchiveError `cancelled`, `engine-failed` when the process died, and what opening data.db throws
 */
export async function runDatabaseCheck(
  path: string,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: DatabaseProgress | undefined },
): Promise<DatabaseReport> {
  throwIfCancelled(signal, "verification");
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const child = fork(fileURLToPath(new URL(`./verify-main.${extension}`, import.meta.url)), [path], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  // It only reads: it may be killed at any time.
  const kill = () => child.kill("SIGKILL");
  let stderrTail = "";
  child.stderr!.on("data", (data: Buffer) => {
    stderrTail = (stderrTail + data.toString()).slice(-stderrTailLength);
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  process.once("exit", kill);
  let onAbort = () => {};
  try {
    return await new Promise<DatabaseReport>((resolve, reject) => {
      onAbort = () => reject(cancelledError("verification"));
      signal?.addEventListener("abort", onAbort, { once: true });
      child.on("message", (reply: VerifyReply) => {
        if ("progress" in reply) onProgress?.(reply.progress.done, reply.progress.total);
        else if ("report" in reply) resolve(reply.report);
        else reject("stack" in reply.error ? new Error(reply.error.stack) : new ArchiveError(reply.error));
      });
      child.once("error", reject);
      child.once("exit", (code, killedBy) => {
        const how = [killedBy ? `killed by ${killedBy}` : `exit status ${code}`, stderrTail.trim()];
        reject(archiveError("engine-stopped", { what: "verification", how: how.filter(Boolean).join(": ") }));
      });
    });
  } finally {
    signal?.removeEventListener("abort", onAbort);
    process.off("exit", kill);
    kill();
    if (child.pid !== undefined) await exited;
  }
}
