/** Writes a file under a temporary name in the target folder and renames it when complete: it appears whole or not at all. */
import { randomBytes } from "node:crypto";
import {
  chmod,
  constants,
  copyFile,
  type FileHandle,
  link,
  lstat,
  open,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { dirname } from "node:path";
import { type ArchiveError, archiveError, fromSystemError, hasSystemCode } from "../errors.ts";

const bufferByteLength = 64 * 1024;

export type NewFileOptions = {
  /** Replace an existing file. */
  overwrite?: boolean;
};

export class NewFile {
  readonly targetPath: string;
  /** Its path until `finish`: the target's name with a random ending and `.part`; see temporaryPathFor. */
  readonly temporaryPath: string;
  byteLength = 0;
  private readonly overwrite: boolean;
  private isFinished = false;
  private file: FileHandle | undefined;
  private waiting: Uint8Array[] = [];
  private waitingByteLength = 0;

  constructor(targetPath: string, temporaryPath: string, file: FileHandle, overwrite: boolean) {
    this.targetPath = targetPath;
    this.temporaryPath = temporaryPath;
    this.file = file;
    this.overwrite = overwrite;
  }

  /** Adds bytes, which must not change afterwards; writes to the disk in blocks of 64 KiB. */
  async write(bytes: Uint8Array): Promise<void> {
    this.waiting.push(bytes);
    this.waitingByteLength += bytes.length;
    if (this.waitingByteLength >= bufferByteLength) await this.flush();
  }

  /** Flushes everything to the disk and renames the file. */
  async finish(): Promise<void> {
    await this.flush();
    try {
      await this.file!.sync();
      await this.closeFile();
      await publishFile(this.temporaryPath, this.targetPath, { overwrite: this.overwrite });
      this.isFinished = true;
    } catch (error) {
      throw fromSystemError(error, this.targetPath);
    }
  }

  /** Deletes what was written. After `finish` it does nothing. */
  async abort(): Promise<void> {
    if (this.isFinished) return;
    await this.closeFile();
    await rm(this.temporaryPath, { force: true });
  }

  private async flush(): Promise<void> {
    const all = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingByteLength = 0;
    try {
      for (let at = 0; at < all.length; ) at += (await this.file!.write(all, at)).bytesWritten;
    } catch (error) {
      throw fromSystemError(error, this.targetPath);
    }
    this.byteLength += all.length;
  }

  private async closeFile(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    await file?.close();
  }
}

/**
 * Starts a file that will appear at `targetPath`. Call `finish`, or `abort` after an error.
 * @throws ArchiveError `invalid-input` when the file exists and `overwrite` is not set
 */
export async function createNewFile(targetPath: string, options: NewFileOptions = {}): Promise<NewFile> {
  const overwrite = options.overwrite ?? false;
  if (!overwrite) await assertNotExists(targetPath);
  const temporaryPath = temporaryPathFor(targetPath);
  try {
    const file = await open(temporaryPath, overwrite ? "w" : "wx");
    return new NewFile(targetPath, temporaryPath, file, overwrite);
  } catch (error) {
    throw fromSystemError(error, targetPath);
  }
}

/** A target that ends in `.part` is the caller's own temporary file, and is written in place. */
export function temporaryPathFor(targetPath: string): string {
  if (targetPath.endsWith(".part")) return targetPath;
  return `${targetPath}.${randomBytes(4).toString("hex")}.part`;
}

/**
 * Copies a file to a path that does not exist, sharing blocks where the file system can, and flushes the copy to the disk.
 * It keeps the source's permissions and is writable by the owner.
 */
export async function copyToDisk(sourcePath: string, copyPath: string): Promise<void> {
  try {
    await copyFile(sourcePath, copyPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    if (!hasSystemCode(error, "EEXIST")) await rm(copyPath, { force: true });
    const isAboutCopy = hasSystemCode(error, "ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EEXIST");
    throw fromSystemError(error, isAboutCopy ? copyPath : sourcePath);
  }
  try {
    await chmod(copyPath, (await stat(copyPath)).mode | 0o600);
    const file = await open(copyPath, "r+");
    await file.sync().finally(() => file.close());
  } catch (error) {
    await rm(copyPath, { force: true });
    throw fromSystemError(error, copyPath);
  }
}

/** Renames a finished file and flushes the name to the disk. Never replaces a file unless `overwrite` is set. */
export async function publishFile(
  temporaryPath: string,
  targetPath: string,
  options: NewFileOptions = {},
): Promise<void> {
  if (temporaryPath === targetPath) return;
  if (options.overwrite || !(await linkFile(temporaryPath, targetPath))) {
    await rename(temporaryPath, targetPath);
  }
  await rm(temporaryPath, { force: true });
  await syncFolder(dirname(targetPath));
}

/**
 * A hard link fails when the name is taken, whereas `rename` would replace a file that another process created meanwhile.
 * @returns false on disks without hard links (exFAT, some network shares)
 */
async function linkFile(temporaryPath: string, targetPath: string): Promise<boolean> {
  try {
    await link(temporaryPath, targetPath);
    return true;
  } catch (error) {
    if (hasSystemCode(error, "EEXIST")) throw existsError(targetPath);
    await assertNotExists(targetPath);
    return false;
  }
}

/** @throws ArchiveError `invalid-input` when the path exists */
export async function assertNotExists(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return;
    throw fromSystemError(error, path);
  }
  throw existsError(path);
}

function existsError(path: string): ArchiveError {
  return archiveError("file-exists", { path });
}

/** Without this a power cut may lose the name though the file's data is on the disk. Windows cannot open folders. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
