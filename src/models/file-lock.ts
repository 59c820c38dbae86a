/**
 * A lock between processes that want the same file. Our own: `proper-lockfile` was tried and left out. Loading it alone adds
 * handlers for a dozen signals, so that a process with a file-size limit dies of SIGXFSZ where it now reports a full disk, and
 * the lock of a killed process is taken over after 10.6 s instead of at once.
 */

import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isOwnerGone, thisOwner } from "../process-owner.ts";

/** A lock not renewed for this long is abandoned. */
const staleMs = 20_000;
const renewMs = 4_000;
const pollMs = 100;

/**
 * Runs `work` while no other process (or other call in this one) runs work under the same lock file. The lock of a process
 * of this machine that has died is taken over at once, any other when it was not renewed for 20 s. Two that take over at
 * the same moment can both get in: what they write needs a check of its own, such as a checksum.
 * @param onHeld throws when the lock is held by another: for a caller that does not wait
 * @throws the signal's reason when it is aborted while waiting, and what `work` throws
 */
export async function withFileLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  onHeld?: () => never,
): Promise<T> {
  while (!(await tryLock(path))) {
    signal?.throwIfAborted();
    if (await isAbandoned(path)) await rm(path, { force: true });
    else {
      onHeld?.();
      await sleep(pollMs, undefined, { signal });
    }
  }
  const renewal = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {});
  }, renewMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if ((await readOwner(path)) === thisOwner) await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(thisOwner);
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
  // The owner is written a moment after the file is made: an empty one is new.
  return Date.now() - info.mtimeMs > staleMs || isOwnerGone(await readOwner(path));
}

async function readOwner(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
