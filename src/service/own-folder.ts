/** Folders of the archive that a service makes: real folders only, and their lists of names on the disk. */

import { lstat, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { archiveError, hasSystemCode } from "../errors.ts";

/** Whether a path is a real folder. A symbolic link is none: whoever made it may have pointed it outside the archive. */
export async function isOwnFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/**
 * Makes a folder where it is missing; its name is on the disk when this returns. The folder above must exist.
 * @throws ArchiveError `archive-damaged` where something else has its name; errors of the operating system
 */
export async function makeOwnFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!hasSystemCode(error, "EEXIST")) throw error;
    if (await isOwnFolder(path)) return;
    throw archiveError("not-an-own-folder", { path });
  }
  await syncFolder(dirname(path));
}

/** Waits until a folder's list of names is on the disk. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file systems keep their own journal of names.
  if (process.platform === "win32") return;
  await using handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems cannot sync a folder and say so; there is nothing more to be done there.
    if (!hasSystemCode(error, "EINVAL", "ENOTSUP")) throw error;
  }
}
