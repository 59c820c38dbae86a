/** A second name for a file, or what comes nearest to it where the disk allows none. */

import { closeSync, constants, copyFileSync, linkSync, openSync, renameSync } from "node:fs";
import { hasSystemCode } from "../errors.ts";
import { syncPath } from "./sync-path.ts";

/** exFAT and some network disks have no hard links; a file can have only so many. */
export function hasNoHardLinks(error: unknown): boolean {
  return hasSystemCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK");
}

/** The two names are on different disks: recordings/ may be a disk of its own. */
export function isOnOtherDisk(error: unknown): boolean {
  return hasSystemCode(error, "EXDEV");
}

/** Gives a file a second name, or copies it where that is not possible. Throws the system's EEXIST when `to` is taken. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!hasNoHardLinks(error) && !isOnOtherDisk(error)) throw error;
    copyNew(from, to);
  }
}

/**
 * Gives a finished file a name that is free; the old one may be gone afterwards. Throws the system's EEXIST when `to` is
 * taken.
 */
export function linkOrMove(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (isOnOtherDisk(error)) copyNew(from, to);
    else if (hasNoHardLinks(error)) {
      // Reserves the name with an empty file, then moves over it.
      closeSync(openSync(to, "wx"));
      renameSync(from, to);
    } else throw error;
  }
}

function copyNew(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL);
  syncPath(to);
}
