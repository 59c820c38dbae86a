/** What lies in incoming/: uploads and live recordings on their way into the archive. Read for the status; nothing is changed. */

import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ErrorInfo, readErrorInfo } from "../errors.ts";
import type { ArchiveFiles } from "./archive-files.ts";

export type IncomingEntry = {
  /** Name of the uploaded file; of a live recording when it began. */
  name: string;
  /** Bytes that have arrived. */
  byteLength: number;
  /** Bytes that were announced and have not arrived. */
  missingByteLength: number;
  /** When it was announced or began, ISO 8601. */
  startedAt: string;
  /** Why its import failed. */
  error?: ErrorInfo | undefined;
  /** It is a recording already and is kept for this many further sound tracks. */
  tracks?: number | undefined;
};

type IncomingFolder = {
  entries: IncomingEntry[];
  /** Files with bytes and without a readable record of what they are. */
  leftovers: { path: string; byteLength: number }[];
  /** Folders that are something else, such as a symbolic link, and are not followed. */
  foreign: string[];
};

/** The fields of about.json that are read here; an older or damaged one may lack any. */
type About = {
  name?: string;
  byteLength?: number;
  createdMs?: number;
  startedAt?: string;
  outcome?: { status?: string; error?: Partial<ErrorInfo> };
  tracks?: { outcome?: { status?: string } }[];
  failure?: Partial<ErrorInfo>;
  replacedBy?: string;
};

/** Uploads and live recordings whose bytes are here, and what cannot be understood. A missing folder is empty. */
export async function readIncomingFolder(files: ArchiveFiles): Promise<IncomingFolder> {
  const found: IncomingFolder = { entries: [], leftovers: [], foreign: [] };
  const root = join(files.folder, "incoming");
  for (const folder of [root, join(root, "uploads"), join(root, "live")]) {
    const kind = await lstat(folder).catch(() => undefined);
    if (kind && !kind.isDirectory()) found.foreign.push(folder);
    else if (kind && folder !== root) await readFolder(folder, found);
    // What is behind a link is not looked at.
    if (found.foreign.includes(root)) break;
  }
  return found;
}

async function readFolder(folder: string, found: IncomingFolder): Promise<void> {
  const ids = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{32}$/.test(name));
  for (const id of ids) {
    const path = join(folder, id);
    if (!(await lstat(path).catch(() => undefined))?.isDirectory()) continue;
    const sound = await findSound(path);
    const about = await readAbout(join(path, "about.json"));
    if (!about) {
      if (sound && sound.byteLength > 0) found.leftovers.push(sound);
      continue;
    }
    const { outcome, failure, replacedBy } = about;
    const isOpen = (track: About) => !track.outcome || track.outcome.status === "failed";
    const tracks = about.tracks?.filter(isOpen).length ?? 0;
    // Of what the archive has, only a note of the result is kept.
    if ((outcome && outcome.status !== "failed" && tracks === 0) || replacedBy !== undefined) continue;
    const error = failure ?? outcome?.error;
    const byteLength = sound?.byteLength ?? 0;
    found.entries.push({
      name: about.name ?? about.startedAt ?? id,
      byteLength,
      missingByteLength: Math.max(0, (about.byteLength ?? byteLength) - byteLength),
      startedAt: toIso(about.startedAt ?? about.createdMs),
      ...(error && { error: readErrorInfo(error) }),
      ...(tracks > 0 && { tracks }),
    });
  }
}

async function readAbout(path: string): Promise<About | undefined> {
  try {
    const { about } = JSON.parse(await readFile(path, "utf8")) as { about?: About };
    return typeof about === "object" && about !== null ? about : undefined;
  } catch {
    return undefined;
  }
}

/** The one file beside about.json. */
async function findSound(folder: string): Promise<{ path: string; byteLength: number } | undefined> {
  const names = await readdir(folder).catch(() => []);
  const name = names.find((other) => other !== "about.json" && other !== "about.part");
  if (name === undefined) return undefined;
  const path = join(folder, name);
  const found = await lstat(path).catch(() => undefined);
  return { path, byteLength: found?.size ?? 0 };
}

function toIso(time: string | number | undefined): string {
  const date = new Date(time ?? 0);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}
