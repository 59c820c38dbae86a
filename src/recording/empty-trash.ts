/** Deletes recordings in the trash for good, and names what else lies there. */

import { lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { archiveError, fromSystemError, throwIfCancelled } from "../errors.ts";
import { log } from "../log.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { findRecording } from "../storage/recordings.ts";
import { dropTrashEntry, listTrashEntries, listTrashNames, trashFolder } from "../storage/trash-files.ts";
import { listTrash, type TrashedRecording } from "./remove-recording.ts";

type Deps = { db: Database; files: ArchiveFiles };

/** A file in trash/ that belongs to no recording which could be restored. */
export type OtherTrashFile = {
  name: string;
  byteLength: number;
  /** `live`: a live recording that was discarded. `leftover`: of an interrupted removal or restore, damaged, or not ours. */
  kind: "live" | "leftover";
  /** When it was last written, ISO 8601. */
  changedAt: string;
};

export type EmptyTrashOptions = {
  /** Numbers of recordings. Default: all, and discarded live recordings. */
  ids?: readonly number[] | undefined;
  /** Only what was removed more than this many days ago. Default: any age. */
  olderThanDays?: number | undefined;
  signal?: AbortSignal | undefined;
};

export type EmptiedTrash = {
  recordings: TrashedRecording[];
  /** Discarded live recordings. */
  others: OtherTrashFile[];
  byteLength: number;
};

const dayMs = 24 * 3600_000;

/**
 * Deletes for good. Files of interrupted removals are not touched: `listOtherTrashFiles` names them.
 * @throws ArchiveError `not-found` (a number that is not in the trash), `no-permission`, `cancelled`
 */
export async function emptyTrash(
  deps: Deps,
  { ids, olderThanDays, signal }: EmptyTrashOptions = {},
): Promise<EmptiedTrash> {
  deps.db.assertWritable();
  const isOld = (at: string) =>
    olderThanDays === undefined || Date.parse(at) < Date.now() - olderThanDays * dayMs;
  const trashed = await listTrash(deps);
  const known = new Set(trashed.map(({ id }) => id));
  const unknown = ids?.find((id) => !known.has(id));
  if (unknown !== undefined) throw archiveError("trash-entry-not-found", { recording: unknown });
  const wanted = ids ? new Set(ids) : known;
  const chosen = trashed.filter(({ id, removedAt }) => wanted.has(id) && isOld(removedAt));
  const others = ids
    ? []
    : (await listOtherTrashFiles(deps, trashed)).filter(
        ({ kind, changedAt }) => kind === "live" && isOld(changedAt),
      );
  const entries = Map.groupBy(listTrashEntries(deps.files), ({ id }) => id);
  const recordings: TrashedRecording[] = [];
  for (const one of chosen) {
    throwIfCancelled(signal, "emptying the trash");
    // It was restored meanwhile.
    if (findRecording(deps.db, one.id)) continue;
    for (const entry of entries.get(one.id) ?? []) deleteEntry(entry);
    recordings.push(one);
    // A server goes on answering while thousands of files are deleted.
    await nextTurn();
  }
  for (const { name } of others) deleteFile(join(trashFolder(deps.files), name));
  const byteLength = [...recordings, ...others].reduce((sum, one) => sum + one.byteLength, 0);
  if (byteLength > 0) log("info", "trash-emptied", { count: recordings.length + others.length });
  return { recordings, others, byteLength };
}

/**
 * What lies in trash/ beside the recordings that can be restored, by name.
 * @param trashed what `listTrash` has just returned; else all entries are read for it
 */
export async function listOtherTrashFiles(
  { db, files }: Deps,
  trashed?: readonly TrashedRecording[],
): Promise<OtherTrashFile[]> {
  const folder = trashFolder(files);
  const listed = new Set((trashed ?? (await listTrash({ db, files }))).map(({ id }) => id));
  const entries = listTrashEntries(files).filter(({ id }) => listed.has(id));
  const known = new Set(entries.flatMap(({ soundPath, dataPath }) => [soundPath, dataPath]));
  return listTrashNames(files)
    .sort()
    .flatMap((name): OtherTrashFile[] => {
      const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
      if (!found || known.has(join(folder, name))) return [];
      const kind = found.isFile() && /^live-/.test(name) ? "live" : "leftover";
      return [{ name, byteLength: found.size, kind, changedAt: found.mtime.toISOString() }];
    });
}

function deleteEntry(entry: Parameters<typeof dropTrashEntry>[0]): void {
  try {
    dropTrashEntry(entry);
  } catch (error) {
    throw fromSystemError(error, entry.soundPath);
  }
}

function deleteFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
