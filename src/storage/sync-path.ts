import { closeSync, fsyncSync, openSync } from "node:fs";

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
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (process.platform !== "win32" && code !== "EINVAL" && code !== "ENOTSUP") throw error;
  } finally {
    closeSync(handle);
  }
}
