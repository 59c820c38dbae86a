import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { archiveError } from "../../errors.ts";
import { isSnapshotFolder } from "../../storage/backup/manifest.ts";

/** Neither folder may lie in the other: a backup of the archive would hold itself. @throws ArchiveError `invalid-input` */
export function assertApart(archiveFolder: string, folder: string): void {
  const [archive, other] = [realFolder(archiveFolder), realFolder(folder)];
  if (isInside(archive, other)) throw archiveError("backup-inside-archive", { path: folder });
  if (isInside(other, archive)) throw archiveError("archive-inside-backup", { path: folder });
}

/** A backup in a finished snapshot would add files to it that are not its own. @throws ArchiveError `invalid-input` */
export function assertOutsideSnapshots(folder: string): void {
  for (let above = realFolder(folder); ; above = dirname(above)) {
    if (isSnapshotFolder(above)) throw archiveError("backup-inside-snapshot", { path: folder });
    if (above === dirname(above)) return;
  }
}

function isInside(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && resolve(way) !== way);
}

/** The real path, also of a folder that is not made yet. */
function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(resolve(path));
    return parent === resolve(path) ? parent : join(realFolder(parent), basename(path));
  }
}
