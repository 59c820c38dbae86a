import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { archiveError } from "../errors.ts";
import { log } from "../log.ts";
import { isProcessAlive } from "../process-owner.ts";
import { type Database, openDatabase, readTransaction, transaction } from "./database.ts";
import { haveSameBytes } from "./have-same-bytes.ts";
import { removeDatabase } from "./replace-database.ts";
import { syncPath } from "./sync-path.ts";

/** "Fono": marks data.db as ours in its header, so that another program's database is not migrated by mistake. */
const applicationId = 0x466f6e6f;

const migrationsFolder = new URL("./migrations/", import.meta.url);

export type Migration = { version: number; name: string; sql: string };

/** The numbered .sql files, in order. A gap or a repeated number is a TypeError: files are never renumbered. */
export function readMigrations(folder: URL = migrationsFolder): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return names.map((name, index) => {
    const version = Number.parseInt(name, 10);
    if (version !== index + 1) throw new TypeError(`${name}: migration ${index + 1} was expected here`);
    return { version, name, sql: readFileSync(new URL(name, folder), "utf8") };
  });
}

/** The version of the archive's tables: the number of the last migration that ran, 0 for an empty file. */
export function schemaVersion(db: Database): number {
  return db.get<{ user_version: number }>("pragma user_version")!.user_version;
}

/**
 * Brings the tables to the newest version. Each file runs with its version number in one transaction; processes that
 * arrive together wait for one another and find the work done. An existing archive is copied to `data.db.before-N`
 * first (N: the version it will get). Throws `archive-newer`, and `invalid-input` for another program's database.
 */
export function migrate(db: Database, migrations: readonly Migration[] = readMigrations()): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const version = readVersion(db);
  if (version > newest) {
    throw archiveError("archive-newer", { path: db.path, version, newest });
  }
  if (version === newest) return;
  if (db.readOnly) {
    throw archiveError("archive-needs-upgrade", { path: db.path });
  }
  if (version > 0) {
    copyBeforeMigration(db, version, newest);
    log("info", "migration-started", { from: version, to: newest });
  }
  for (const migration of migrations) applyMigration(db, migration);
}

/** Version and ownership are read from one view, since another process may be making the tables right now. */
function readVersion(db: Database): number {
  return readTransaction(db, () => {
    const version = schemaVersion(db);
    const { application_id: found } = db.get<{ application_id: number }>("pragma application_id")!;
    const tables = db.get<{ count: number }>("select count(*) as count from sqlite_schema")!.count;
    const isEmpty = version === 0 && found === 0 && tables === 0;
    if (isEmpty || found === applicationId) return version;
    throw archiveError("foreign-database", { path: db.path });
  });
}

function applyMigration(db: Database, { version, name, sql }: Migration): void {
  // SQLite's recipe for rebuilding a table needs the keys off, and the pragma has no effect inside a transaction.
  db.exec("pragma foreign_keys = off");
  try {
    transaction(db, () => {
      if (schemaVersion(db) >= version) return;
      db.exec(sql);
      const broken = db.all("pragma foreign_key_check");
      if (broken.length > 0) throw new Error(`${name}: ${broken.length} rows lost what they refer to`);
      db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${version}`);
      log("debug", "migration-applied", { version });
    });
  } finally {
    db.exec("pragma foreign_keys = on");
  }
}

/**
 * A whole copy of the database, complete or absent. VACUUM cannot run inside a transaction, so a process that raced us
 * may have migrated in between: what was copied is asked for its version before it gets the name. A copy of an earlier
 * attempt is never replaced: another one gets a name of its own, unless it is the same.
 */
function copyBeforeMigration(db: Database, from: number, to: number): void {
  const part = `${db.path}.before-${to}.${process.pid}.part`;
  removeDatabase(part);
  sweepCopyParts(db.path);
  try {
    db.run("vacuum into ?", part);
    const copy = openDatabase(part, { readOnly: true });
    const copied = schemaVersion(copy);
    copy.close();
    if (copied !== from) return;
    syncPath(part);
    const path = chooseCopyPath(part, `${db.path}.before-${to}`);
    if (path === undefined) return;
    renameSync(part, path);
    syncPath(dirname(part));
  } finally {
    rmSync(part, { force: true });
  }
}

/** Removes half copies of processes that were ended: the migration that they were for is done now. */
function sweepCopyParts(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.before-`)) continue;
    const pid = /\.before-\d+\.(\d+)\.part$/.exec(name)?.[1];
    if (pid !== undefined && !isProcessAlive(Number(pid))) removeDatabase(join(dirname(path), name));
  }
}

/** The plain name, or with `_2`, `_3` …; undefined when a copy there has the same bytes. */
function chooseCopyPath(part: string, wanted: string): string | undefined {
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : `${wanted}_${number}`;
    if (!existsSync(path)) return path;
    if (haveSameBytes(part, path)) return undefined;
  }
}
