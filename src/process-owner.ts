/** Names the process that works on something, for other processes that see the name in a table or beside a file. */

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type ArchiveError, archiveError } from "./errors.ts";

/** This process: `host:process:random`. */
export const thisOwner = `${hostname()}:${process.pid}:${randomUUID()}`;

/** Who works on something, for people. */
export type Holder = {
  host: string;
  processId: number;
  /** When its claim ends unless it renews it, ISO 8601. */
  until: string;
};

export function describeHolder({ owner, untilMs }: { owner: string; untilMs: number }): Holder {
  const [host = "", pid] = owner.split(":");
  return { host, processId: Number(pid), until: new Date(untilMs).toISOString() };
}

/** Another process transcribes the recording. @param recording its file name */
export function transcribedElsewhere(recording: string, { host, processId, until }: Holder): ArchiveError {
  return archiveError("transcribed-elsewhere", {
    recording,
    host,
    process: processId,
    // The Swedish way to write the local time is that of ISO 8601, without the letter.
    until: new Date(until).toLocaleString("sv-SE"),
  });
}

/**
 * True for an owner on this machine whose process has ended, also when this process has its number now, as in a container
 * that was started again. Unknown, and so false, for other machines.
 */
export function isOwnerGone(owner: string): boolean {
  const [host, pid] = owner.split(":");
  // Parts of this process have names that begin with its own.
  if (host !== hostname() || owner.startsWith(thisOwner)) return false;
  return Number(pid) === process.pid || !isProcessAlive(Number(pid));
}

/** Whether a process of this machine is running, also one of another user. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
