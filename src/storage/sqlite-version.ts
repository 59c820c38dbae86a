import { archiveError } from "../errors.ts";

/** Before 3.51.3 a checkpoint at the wrong moment loses committed transactions (the WAL-reset bug). */
const minSqliteVersion = "3.51.3";

/** @throws ArchiveError `sqlite-too-old` */
export function assertSqliteVersion(version: string): void {
  if (compareVersions(version, minSqliteVersion) >= 0) return;
  throw archiveError("sqlite-too-old", { version, oldest: minSqliteVersion });
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (let place = 0; place < Math.max(a.length, b.length); place++) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
