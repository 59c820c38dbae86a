import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isProcessAlive } from "../process-owner.ts";

/** A lock not renewed for this long belongs to nobody. */
const staleMs = 20_000;
const renewMs = 4_000;
const pollMs = 100;

/**
 * Runs `work` while no other process (or other call in this one) runs work under the same lock file. One whose owner
 * has died or gone silent is taken over.
 */
export async function withFileLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  while (!(await tryLock(path))) {
    signal?.throwIfAborted();
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await sleep(pollMs, undefined, { signal });
  }
  const renewal = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {});
  }, renewMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return false;
  if (Date.now() - info.mtimeMs > staleMs) return true;
  const owner = Number(await readFile(path, "utf8").catch(() => ""));
  // Written a moment after it is made: an empty one is new.
  return owner > 0 && !isProcessAlive(owner);
}
