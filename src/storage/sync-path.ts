import { closeSync, fsyncSync, openSync } from "node:fs";
import { hasSystemCode } from "../errors.ts";

/** Waits until a file's bytes, or a folder's list of names, are on the disk. */
export function syncPath(path: string): void {
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch (error) {
    // Windows cannot open a folder; its file systems keep their own journal of names.
    if (process.platform === "win32") return;
    throw error;
  }
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some network file systems cannot sync a folder and say so; there is nothing more to be done there.
    if (process.platform !== "win32" && !hasSystemCode(error, "EINVAL", "ENOTSUP")) throw error;
  } finally {
    closeSync(handle);
  }
}
