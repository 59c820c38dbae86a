import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fromSystemError, hasSystemCode } from "../../errors.ts";
import { type ArchiveFiles, partSuffix } from "../archive-files.ts";

/** Names of the regular files in a folder, sorted; none when it is not there. */
export function listRegularFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return [];
    throw fromSystemError(error, folder);
  }
}

/** What a snapshot will hold, nearly: others may change the archive until it is copied. Paths as in a snapshot. */
export function listArchiveFiles({ folder }: ArchiveFiles): { name: string; byteLength: number }[] {
  const inFolders = ["recordings", "trash"].flatMap((inner) =>
    listRegularFiles(join(folder, inner)).map((name) => `${inner}/${name}`),
  );
  return [...inFolders, "data.db", "fonoteka.json"]
    .filter((name) => !name.endsWith(partSuffix))
    .flatMap((name) => {
      const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
      return found ? [{ name, byteLength: found.size }] : [];
    });
}

/** Every file below a folder, as paths with `/`. */
export function listAllFiles(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? listAllFiles(folder, path) : [path];
  });
}

/** Changes whenever the file under this name is replaced or written; undefined when there is none. */
export function fileStamp(path: string): string | undefined {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}:${found.mtimeNs}:${found.ctimeNs}:${found.size}`;
}
