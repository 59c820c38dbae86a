import { lstatSync } from "node:fs";
import { join } from "node:path";
import { isArchiveError } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import { listAllFiles } from "../../storage/backup/list-source-files.ts";
import { manifestName } from "../../storage/backup/manifest.ts";
import { listBackedUpRows } from "../../storage/backup/read-archive-rows.ts";
import { readSnapshotFiles, type Snapshot } from "../../storage/backup/snapshots.ts";
import { openDatabase } from "../../storage/database.ts";
import { hashIfReadable } from "../../storage/hash-file.ts";
import { readMigrations, schemaVersion } from "../../storage/migrate.ts";
import { describeDatabase } from "../../verification/describe-database.ts";
import { runDatabaseCheck } from "../../verification/run-database-check.ts";
import { checkCopy } from "./check-copy.ts";
import { chooseSnapshots } from "./choose-snapshots.ts";

export type VerifyBackupOptions = WorkOptions & {
  /** Name of one snapshot. Default: all; a file that several share is read once. */
  snapshot?: string | undefined;
  /** Also check what each data.db says, as `Archive.verify` does: checksums of transcripts, index, vectors. */
  deep?: boolean | undefined;
};

export type VerifiedSnapshot = {
  name: string;
  /** ISO 8601 with offset. */
  startedAt: string;
  recordings: number;
  files: number;
  byteLength: number;
  problems: Note[];
};

export type VerifiedBackup = {
  folder: string;
  snapshots: VerifiedSnapshot[];
  /** Snapshots that were cut off, or whose manifest cannot be read. */
  notes: Note[];
  /** False when a snapshot has a problem or cannot be read. One that was cut off is none. */
  isSound: boolean;
};

/**
 * Compares every file of the snapshots with their manifests, by size and SHA-256, and checks each data.db. Needs no archive.
 * @throws ArchiveError `not-found`, `cancelled`
 */
export async function verifyBackup(
  given: string,
  { snapshot, deep = false, signal, onProgress }: VerifyBackupOptions = {},
): Promise<VerifiedBackup> {
  const { folder, chosen, unfinished, unreadable } = chooseSnapshots(given, snapshot);
  const total = onProgress ? countBytes(chosen) : 0;
  let done = 0;
  const seen = new Map<string, string | undefined>();
  const onRead = (byteLength: number) => {
    done += byteLength;
    onProgress?.({ stage: "backup", subject: folder, done: Math.min(done, total), total, unit: "bytes" });
  };
  const snapshots: VerifiedSnapshot[] = [];
  for (const one of chosen) snapshots.push(await verifySnapshot(one, seen, { deep, signal, onRead }));
  const notes =
    snapshot === undefined
      ? [
          ...unfinished.map((name) => makeNote("backup-snapshot-unfinished", { snapshot: name })),
          ...unreadable.map((name) => makeNote("backup-snapshot-unreadable", { snapshot: name })),
        ]
      : [];
  const isSound =
    snapshots.every(({ problems }) => problems.length === 0) &&
    !notes.some(({ code }) => code === "backup-snapshot-unreadable");
  return { folder, snapshots, notes, isSound };
}

type ReadOptions = { signal?: AbortSignal | undefined; onRead: (byteLength: number) => void };
type SnapshotOptions = ReadOptions & { deep: boolean };

async function verifySnapshot(
  one: Snapshot,
  seen: Map<string, string | undefined>,
  options: SnapshotOptions,
): Promise<VerifiedSnapshot> {
  const { name: snapshot, folder, startedAt, recordings } = one;
  const listed = readSnapshotFiles(one);
  const problems: Note[] = [];
  let byteLength = 0;
  for (const [path, file] of Object.entries(listed)) {
    byteLength += file.byteLength;
    const state = await compareFile(join(folder, path), file, seen, options);
    if (state === "missing") problems.push(makeNote("backup-file-missing", { snapshot, path }));
    else if (state === "damaged") problems.push(makeNote("backup-file-damaged", { snapshot, path }));
    else if (file.damaged) problems.push(makeNote("backup-file-stored-damaged", { snapshot, path }));
  }
  const known = new Set([...Object.keys(listed), manifestName]);
  for (const path of listAllFiles(folder))
    if (!known.has(path)) problems.push(makeNote("backup-file-unknown", { snapshot, path }));
  // A damaged one is said already; what is wrong inside does not matter.
  if (!problems.some(({ values }) => values.path === "data.db"))
    problems.push(...(await checkSnapshotDatabase(one, listed, options)));
  const files = Object.keys(listed).length;
  return { name: snapshot, startedAt, recordings, files, byteLength, problems };
}

/** Snapshots share files: one that was read in another snapshot is not read again. */
async function compareFile(
  path: string,
  expected: { byteLength: number; sha256: string },
  seen: Map<string, string | undefined>,
  options: ReadOptions,
): Promise<"same" | "damaged" | "missing"> {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found) return "missing";
  if (found.size !== BigInt(expected.byteLength)) return "damaged";
  const key = `${found.dev}:${found.ino}`;
  if (!seen.has(key)) seen.set(key, await hashIfReadable(path, options));
  return seen.get(key) === expected.sha256 ? "same" : "damaged";
}

/** A snapshot of an older format can be checked by SQLite only: nothing may be written into it, so it is not migrated. */
async function checkSnapshotDatabase(
  { name: snapshot, folder }: Snapshot,
  files: Record<string, unknown>,
  { deep, signal }: SnapshotOptions,
): Promise<Note[]> {
  const path = join(folder, "data.db");
  try {
    using db = openDatabase(path, { readOnly: true });
    const orphans = listBackedUpRows(db)
      .filter(({ filename }) => !Object.hasOwn(files, `recordings/${filename}`))
      .map(({ filename }) => makeNote("backup-recording-without-file", { snapshot, filename }));
    const isCurrent = schemaVersion(db) === readMigrations().length;
    const found =
      deep && isCurrent
        ? describeDatabase(db, await runDatabaseCheck(path, { signal })).map(({ text }) => text)
        : await checkCopy(path, { isQuick: false, signal });
    return [...found.map((why) => makeNote("backup-database-damaged", { snapshot, why })), ...orphans];
  } catch (error) {
    if (!isArchiveError(error) || error.code === "cancelled") throw error;
    return error.code === "not-found"
      ? []
      : [makeNote("backup-database-damaged", { snapshot, why: error.message })];
  }
}

function countBytes(snapshots: readonly Snapshot[]): number {
  const seen = new Set<string>();
  let total = 0;
  for (const snapshot of snapshots) {
    for (const { sha256, byteLength } of Object.values(readSnapshotFiles(snapshot))) {
      if (!seen.has(sha256)) total += byteLength;
      seen.add(sha256);
    }
  }
  return total;
}
