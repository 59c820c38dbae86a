/** The names of sidecars in recordings/: a file that another program put there is never replaced. */

import { closeSync, lstatSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fromSystemError, hasSystemCode } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";
import { sidecarBeginning } from "./sidecar-format.ts";

/** Enough for the format's name, its version, and the recording's id and file name, which come first in the file. */
const beginningByteLength = 4096;

/** `recordingId` is NaN and `filename` undefined where the first bytes are damaged. */
type SidecarBeginning = { recordingId: number; filename: string | undefined };

/** A sidecar's id and file name as its first bytes say; undefined for any other file, a folder or a link. */
export function readSidecarBeginning(path: string): SidecarBeginning | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return undefined;
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(beginningByteLength);
    const text = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0)).toString("utf8");
    if (!text.startsWith(sidecarBeginning)) return undefined;
    const id = /"id": (\d{1,15}),\n/.exec(text)?.[1];
    const filename = /"filename": ("(?:[^"\\\n]|\\.)*"),\n/.exec(text)?.[1];
    return { recordingId: Number(id ?? Number.NaN), filename: parseString(filename) };
  } finally {
    closeSync(file);
  }
}

/** Whether a file is a sidecar, whole or damaged: import takes it neither for sound nor for a transcript. */
export function isSidecarFile(path: string): boolean {
  try {
    return readSidecarBeginning(path) !== undefined;
  } catch {
    return false;
  }
}

/** Path of a recording's sidecar; undefined when it has none. */
export function findSidecar(
  files: ArchiveFiles,
  { id, filename }: { id: number; filename: string },
): string | undefined {
  return chooseSidecarPath(files, { id, filename }).existing;
}

/**
 * Where a recording's sidecar is, or is to be written: `X.json` beside `X.opus`, or `X.fonoteka.json`, `X.fonoteka_2.json` …
 * when that name belongs to a file which is not this recording's sidecar.
 */
export function chooseSidecarPath(
  files: ArchiveFiles,
  { id, filename }: { id: number; filename: string },
): { path: string; existing: string | undefined; isNameTaken: boolean } {
  // Also checks that the name does not lead out of recordings/.
  const stem = recordingPath(files, filename).replace(/\.opus$/, "");
  try {
    let free: string | undefined;
    for (let number = 0; ; number++) {
      const path = `${stem}${sidecarEnding(number)}`;
      const found = lstatSync(path, { throwIfNoEntry: false });
      if (found && readSidecarBeginning(path)?.recordingId === id)
        return { path, existing: path, isNameTaken: number > 0 };
      if (!found) free ??= path;
      // An own sidecar may lie behind a name that was taken when it was written and is free now.
      if (!found && number > 0)
        return { path: free!, existing: undefined, isNameTaken: free !== `${stem}.json` };
    }
  } catch (error) {
    throw fromSystemError(error, stem);
  }
}

/** What the names of an Opus file and of its sidecar have in common: `X` of `X.opus`, `X.json`, `X.fonoteka_2.json`. */
export function stemOf(name: string): string {
  return name.replace(/\.opus$|(?:\.fonoteka(?:_\d+)?)?\.json$/, "");
}

/** Removes a recording's sidecar; an absent one is fine. A file of another program stays. */
export function removeSidecar(files: ArchiveFiles, recording: { id: number; filename: string }): void {
  const path = findSidecar(files, recording);
  if (path === undefined) return;
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/**
 * Removes what a rebuild kept aside of a recording's sidecar, `X.json.damaged`, `X.json.damaged_2` …: it has the words. One
 * that names another recording stays. @returns paths that were removed
 */
export function removeDamagedSidecars(
  files: ArchiveFiles,
  { id, filename }: { id: number; filename: string },
): string[] {
  const stem = basename(filename).replace(/\.opus$/, "");
  try {
    const paths = readdirSync(files.recordings)
      .filter((name) => /\.json\.damaged(_\d+)?$/.test(name))
      .filter((name) => stemOf(name.replace(/\.damaged(_\d+)?$/, "")) === stem)
      .map((name) => join(files.recordings, name))
      .filter((path) => {
        const named = readSidecarBeginning(path)?.recordingId ?? Number.NaN;
        return Number.isNaN(named) || named === id;
      });
    for (const path of paths) rmSync(path, { force: true });
    return paths;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return [];
    throw fromSystemError(error, files.recordings);
  }
}

/** Path that a sidecar's name is taken from, for messages. */
export function plainSidecarPath(files: ArchiveFiles, filename: string): string {
  return join(files.recordings, `${filename.replace(/\.opus$/, "")}.json`);
}

/** How the name of a sidecar ends after its stem: the first one, and those where that name is taken. */
export function sidecarEnding(number: number): string {
  if (number === 0) return ".json";
  return number === 1 ? ".fonoteka.json" : `.fonoteka_${number}.json`;
}

function parseString(json: string | undefined): string | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as string);
  } catch {
    return undefined;
  }
}
