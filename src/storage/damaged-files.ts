/** The folder damaged/: what was found damaged and replaced. Only a person deletes it, or `forget`. */

import { closeSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { fromSystemError, hasSystemCode } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { makeFolder } from "./make-folder.ts";
import { syncPath } from "./sync-path.ts";

function damagedFolder(files: ArchiveFiles): string {
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
      if (hasSystemCode(error, "EEXIST")) continue;
      throw fromSystemError(error, path);
    }
    syncPath(folder);
    return `${basename(folder)}/${name}`;
  }
}

/**
 * Writes what is replaced of a recording into damaged/, as `STEM.ID.KIND.json`; it is on the disk when this returns.
 * @param kind what it is: lower-case letters, digits and hyphens
 * @returns the path within the archive
 */
export function keepDamagedData(
  files: ArchiveFiles,
  { id, filename, kind }: { id: number; filename: string; kind: string },
  content: string | Uint8Array,
): string {
  const folder = damagedFolder(files);
  makeFolder(folder);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const stem = `${basename(filename).replace(/\.opus$/, "")}.${id}`;
  for (let number = 1; ; number++) {
    const name = `${stem}${number === 1 ? "" : `_${number}`}.${kind}.json`;
    const path = join(folder, name);
    try {
      const file = openSync(path, "wx");
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      syncPath(folder);
      return `${basename(folder)}/${name}`;
    } catch (error) {
      if (hasSystemCode(error, "EEXIST")) continue;
      throw fromSystemError(error, path);
    }
  }
}

/** Removes what damaged/ has of a recording. @returns paths within the archive */
export function removeDamagedFiles(files: ArchiveFiles, id: number): string[] {
  const folder = damagedFolder(files);
  try {
    const form = new RegExp(`\\.${id}(_\\d+)?(\\.[a-z0-9-]+\\.json|\\.opus)$`);
    const names = readdirSync(folder).filter((name) => form.test(name));
    for (const name of names) rmSync(join(folder, name), { force: true });
    return names.map((name) => `${basename(folder)}/${name}`);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return [];
    throw fromSystemError(error, folder);
  }
}
