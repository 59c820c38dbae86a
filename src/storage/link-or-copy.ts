import { constants, copyFileSync, linkSync } from "node:fs";
import { syncPath } from "./sync-path.ts";

/** Gives a file a second name, or a copy where the disk has no hard links. Throws the system's EEXIST when `to` is taken. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    // exFAT and some network disks have no hard links.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    syncPath(to);
  }
}
