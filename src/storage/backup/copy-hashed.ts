import { chmod, open, rename, rm, stat } from "node:fs/promises";
import { fromSystemError } from "../../errors.ts";
import { type HashedFile, type HashOptions, hashOpenFile } from "../hash-file.ts";
import { openRegularFile } from "../open-regular-file.ts";

type CopyOptions = HashOptions & {
  /** Permissions of the copy. Default: read-only, since several snapshots share one file. */
  mode?: number | undefined;
};

/**
 * Copies a regular file: its bytes are on the disk under its name, or nothing is. The hash is of the bytes that were read.
 * @throws ArchiveError about the source or the copy, whose path its values name; `cancelled`, `disk-full`
 */
export async function copyHashed(
  from: string,
  to: string,
  { mode = 0o444, ...options }: CopyOptions = {},
): Promise<HashedFile> {
  const part = `${to}.part`;
  try {
    const target = await open(part, "w", 0o644);
    let copied: HashedFile;
    try {
      copied = await readInto(from, options, async (block) => {
        try {
          for (let at = 0; at < block.length; ) at += (await target.write(block, at)).bytesWritten;
        } catch (error) {
          throw fromSystemError(error, to);
        }
      });
      const { atime, mtime } = await stat(from);
      await target.utimes(atime, mtime);
      await target.sync();
    } finally {
      await target.close();
    }
    await chmod(part, mode);
    await rename(part, to);
    return copied;
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw fromSystemError(error, to);
  }
}

async function readInto(
  path: string,
  options: HashOptions,
  take: (block: Buffer) => Promise<void>,
): Promise<HashedFile> {
  try {
    await using file = await openRegularFile(path);
    return await hashOpenFile(file, `reading ${path}`, options, take);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
