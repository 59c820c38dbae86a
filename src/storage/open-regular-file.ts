import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** A link is not followed, and a pipe does not wait for a writer. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading, unless it is a link, a folder, a pipe or a device; the caller closes it.
 * @throws errors of the operating system: ELOOP for a link, EINVAL for anything else that is no regular file
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const file = await open(path, flags);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error("not a regular file"), { code: "EINVAL", syscall: "open", path });
}
