/** `fonoteka-backup.json` of a snapshot: what it holds, by path and SHA-256. It is written last: a snapshot without it is not finished. */

import { createHash } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { archiveError, fromSystemError, hasSystemCode } from "../../errors.ts";
import type { Note } from "../../messages/notes.ts";
import { syncPath } from "../sync-path.ts";

export const manifestName = "fonoteka-backup.json";

/** One file of a snapshot. */
export type ManifestFile = {
  byteLength: number;
  /** In hexadecimal. */
  sha256: string;
  /** The file was damaged in the archive already, and no earlier snapshot had a good copy. */
  damaged?: true;
};

export type Manifest = {
  format: "fonoteka-backup";
  version: 1;
  /** Of the archive: snapshots of two archives never share a folder. */
  archiveId: string;
  schemaVersion: number;
  /** ISO 8601 with offset. */
  startedAt: string;
  /** Rows of recordings in the snapshot's data.db. */
  recordings: number;
  /** What was found while the snapshot was made. */
  notes: Note[];
  /** By path inside the snapshot, with `/`: `recordings/2024-01-15_14-30-00.opus`, `data.db`. */
  files: Record<string, ManifestFile>;
};

/** Whether a folder is a finished snapshot. It is opened for reading only: snapshots share files. */
export function isSnapshotFolder(folder: string): boolean {
  return existsSync(join(folder, manifestName));
}

/** The manifest of a snapshot's folder; undefined when there is none. @throws ArchiveError `archive-damaged` */
export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, manifestName);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw fromSystemError(error, path);
  }
  const manifest = parseManifest(text);
  if (!manifest) throw archiveError("backup-manifest-damaged", { path });
  return manifest;
}

function parseManifest(text: string): Manifest | undefined {
  let value: (Partial<Manifest> & { checksum?: unknown }) | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return undefined;
  }
  if (value?.format !== "fonoteka-backup" || value.version !== 1) return undefined;
  const { checksum, ...manifest } = value as Manifest & { checksum: unknown };
  const { files, archiveId, startedAt } = manifest;
  if (typeof files !== "object" || typeof archiveId !== "string" || Number.isNaN(Date.parse(startedAt)))
    return undefined;
  const isSound = Object.entries(files).every(
    ([path, file]) =>
      isInside(path) && Number.isInteger(file?.byteLength) && /^[0-9a-f]{64}$/.test(file?.sha256 ?? ""),
  );
  return isSound && checksum === checksumOf(manifest) ? manifest : undefined;
}

/** Over all fields in their order: a change anywhere makes the manifest unreadable. */
function checksumOf(manifest: Manifest): string {
  return createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
}

/** A manifest from a stranger must not lead outside its folder. */
function isInside(path: string): boolean {
  return (
    !path.includes("\\") && path.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}

/** Writes the manifest: it is on the disk, or there is none. One file a line, so that two manifests can be compared by `diff`. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, manifestName);
  const { files: unsorted, ...head } = manifest;
  const names = Object.keys(unsorted).sort();
  const files = Object.fromEntries(names.map((name) => [name, unsorted[name]!]));
  const checksum = checksumOf({ ...head, files });
  const lines = names.map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(files[name])}`);
  const opening = JSON.stringify({ ...head, files: {} }, null, 2).replace(/\{\}\n\}$/, "{");
  const text = `${opening}\n${lines.join(",\n")}\n  },\n  "checksum": "${checksum}"\n}\n`;
  try {
    const handle = openSync(`${path}.part`, "w");
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(`${path}.part`, path);
    syncPath(folder);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
