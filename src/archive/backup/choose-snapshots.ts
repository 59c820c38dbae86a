import { basename, dirname, resolve } from "node:path";
import { archiveError } from "../../errors.ts";
import { type BackupFolder, readBackupFolder, type Snapshot } from "../../storage/backup/snapshots.ts";

/**
 * The backup folder that a caller names, and the snapshots meant. The folder of one snapshot is accepted as well.
 * @throws ArchiveError `not-found`
 */
export function chooseSnapshots(
  given: string,
  name?: string,
): BackupFolder & { folder: string; chosen: Snapshot[] } {
  const path = resolve(given);
  const inner = readBackupFolder(path);
  if (inner.snapshots.length + inner.unfinished.length + inner.unreadable.length > 0)
    return choose(path, inner, name);
  // The folder of a snapshot itself.
  const outer = readBackupFolder(dirname(path));
  if (outer.snapshots.some((snapshot) => snapshot.name === basename(path)))
    return choose(dirname(path), outer, name ?? basename(path));
  throw archiveError("backup-not-found", { path });
}

function choose(folder: string, found: BackupFolder, name: string | undefined) {
  if (name === undefined) {
    if (found.snapshots.length === 0) throw archiveError("backup-not-found", { path: folder });
    return { ...found, folder, chosen: found.snapshots };
  }
  const chosen = found.snapshots.filter((snapshot) => snapshot.name === basename(name));
  const names = found.snapshots.map((snapshot) => snapshot.name).join(", ") || "none";
  if (chosen.length === 0) throw archiveError("snapshot-not-found", { path: folder, snapshot: name, names });
  return { ...found, folder, chosen };
}
