/** The folder damaged/: files of recordings that were found damaged and replaced. Only a person deletes them, or `forget`. */

import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fromSystemError } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { makeFolder } from "./make-folder.ts";
import { syncPath } from "./sync-path.ts";

export function damagedFolder(files: ArchiveFiles): string {
  return join(files.folder, "damaged");
}

/** Gives a recording's file a second name in damaged/, `STEM.ID.opus`. @returns the path within the archive */
export function keepDamagedFile(
  files: ArchiveFiles,
  { id, filename }: { id: number; filename: string },
): string {
  const folder = damagedFolder(files);
  makeFolder(folder);
  const stem = `${filename.replace(/\.opus$/, "")}.${id}`;
  for (let number = 1; ; number++) {
    const name = `${stem}${number === 1 ? "" : `_${number}`}.opus`;
    const path = join(folder, name);
    try {
      linkOrCopy(recordingPath(files, filename), path);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") continue;
      throw fromSystemError(error, path);
    }
    syncPath(folder);
    return `${basename(folder)}/${name}`;
  }
}

/** Removes what damaged/ has of a recording. @returns paths within the archive */
export function removeDamagedFiles(files: ArchiveFiles, id: number): string[] {
  const folder = damagedFolder(files);
  try {
    const names = readdirSync(folder).filter((name) => new RegExp(`\\.${id}(_\\d+)?\\.opus$`).test(name));
    for (const name of names) rmSync(join(folder, name), { force: true });
    return names.map((name) => `${basename(folder)}/${name}`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw fromSystemError(error, folder);
  }
}
