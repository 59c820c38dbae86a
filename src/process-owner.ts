/** Who is at work on something: a process, as other processes see it in a table or beside a file. */

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** This process: `host:process:random`. */
export const thisOwner = `${hostname()}:${process.pid}:${randomUUID()}`;

/** True for an owner on this machine whose process is no more; of another machine's nothing can be said. */
export function isOwnerGone(owner: string): boolean {
  const [host, pid] = owner.split(":");
  return host === hostname() && !isProcessAlive(Number(pid));
}

/** Whether a process of this machine lives, also when it belongs to someone else. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
