import { createHash } from "node:crypto";
import { chmod, constants, open, rename, rm, stat } from "node:fs/promises";
import { fromSystemError, throwIfCancelled } from "../../errors.ts";

export type HashedFile = { byteLength: number; sha256: string };

type CopyOptions = ReadOptions & {
  /** Permissions of the copy. Default: read-only, since several snapshots share one file. */
  mode?: number | undefined;
};

type ReadOptions = {
  signal?: AbortSignal | undefined;
  /** Called with the number of bytes of each block that was read. */
  onRead?: ((byteLength: number) => void) | undefined;
};

const blockByteLength = 1 << 20;

/** Neither a link that leads out of the archive nor a pipe that never ends is read. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** SHA-256 and size of a regular file; reads a megabyte at a time. @throws ArchiveError, for a link or a pipe `no-permission` */
export async function hashRegularFile(path: string, options: ReadOptions = {}): Promise<HashedFile> {
  return readBlocks(path, options, async () => {});
}

/**
 * Copies a regular file: its bytes are on the disk under its name, or nothing is. The hash is of the bytes that were read.
 */
export async function copyHashed(from: string, to: string, options: CopyOptions = {}): Promise<HashedFile> {
  const part = `${to}.part`;
  try {
    const target = await open(part, "w", 0o644);
    let copied: HashedFile;
    try {
      copied = await readBlocks(from, options, async (block) => {
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
    await chmod(part, options.mode ?? 0o444);
    await rename(part, to);
    return copied;
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw fromSystemError(error, to);
  }
}

async function readBlocks(
  path: string,
  { signal, onRead }: ReadOptions,
  take: (block: Buffer) => Promise<void>,
): Promise<HashedFile> {
  try {
    const file = await open(path, readFlags);
    try {
      if (!(await file.stat()).isFile())
        throw Object.assign(new Error("not a file"), { code: "EINVAL", syscall: "open" });
      const hash = createHash("sha256");
      const buffer = Buffer.allocUnsafe(blockByteLength);
      let byteLength = 0;
      for (;;) {
        throwIfCancelled(signal, `reading ${path}`);
        const { bytesRead } = await file.read(buffer, 0, blockByteLength, null);
        if (bytesRead === 0) return { byteLength, sha256: hash.digest("hex") };
        const block = buffer.subarray(0, bytesRead);
        hash.update(block);
        byteLength += bytesRead;
        await take(block);
        onRead?.(bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
