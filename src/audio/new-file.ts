/** A file being made: written under a temporary name beside its place, and there whole or not at all. */
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
import { type ArchiveError, archiveError, fromSystemError } from "../errors.ts";

const bufferByteLength = 64 * 1024;

export type NewFileOptions = {
  /** Take the place of a file that is there already. */
  overwrite?: boolean;
};

export class NewFile {
  readonly targetPath: string;
  /** Where it lies until `finish`: the target's name with a random ending and `.part`; see temporaryPathFor. */
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

  /** Takes the bytes (which must not change any more); waits for the disk whenever 64 KiB are together. */
  async write(bytes: Uint8Array): Promise<void> {
    this.waiting.push(bytes);
    this.waitingByteLength += bytes.length;
    if (this.waitingByteLength >= bufferByteLength) await this.flush();
  }

  /** Brings everything to the disk and gives the file its name. */
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

  /** Leaves nothing behind. After `finish` it does nothing. */
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
 * Begins a file that will stand at `targetPath`. Call `finish`, or `abort` after an error.
 * @throws ArchiveError `invalid-input` when there is a file already and `overwrite` is not said
 */
export async function createNewFile(targetPath: string, options: NewFileOptions = {}): Promise<NewFile> {
  const overwrite = options.overwrite ?? false;
  if (!overwrite) await refuseExisting(targetPath);
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
 * Copies a file to a path where there is none, sharing its blocks where the file system can, and brings the copy to
 * the disk. Whoever may read the source may read the copy; we may also write it.
 */
export async function copyToDisk(sourcePath: string, copyPath: string): Promise<void> {
  try {
    await copyFile(sourcePath, copyPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) await rm(copyPath, { force: true });
    const isAboutCopy = ["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EEXIST"].some((code) => hasCode(error, code));
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

/** Gives a finished file its name and brings the name to the disk. Never replaces a file unless `overwrite` is said. */
export async function publishFile(
  temporaryPath: string,
  targetPath: string,
  options: NewFileOptions = {},
): Promise<void> {
  if (temporaryPath === targetPath) return;
  if (options.overwrite || !(await givesSecondName(temporaryPath, targetPath))) {
    await rename(temporaryPath, targetPath);
  }
  await rm(temporaryPath, { force: true });
  await syncFolder(dirname(targetPath));
}

/**
 * A hard link fails when the name is taken, where `rename` would replace what another process put there meanwhile.
 * @returns false on disks without hard links (exFAT, some network shares)
 */
async function givesSecondName(temporaryPath: string, targetPath: string): Promise<boolean> {
  try {
    await link(temporaryPath, targetPath);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) throw existsAlready(targetPath);
    await refuseExisting(targetPath);
    return false;
  }
}

/** @throws ArchiveError `invalid-input` when something lies there */
export async function refuseExisting(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw fromSystemError(error, path);
  }
  throw existsAlready(path);
}

function existsAlready(path: string): ArchiveError {
  return archiveError("file-exists", { path });
}

/** Without this a name may be lost in a power cut though the file is on the disk. Windows cannot open folders. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
