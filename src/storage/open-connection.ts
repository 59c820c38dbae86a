/** Connections to SQLite as the archive needs them: version, extension, pragmas, and ways to read what cannot be written. */

import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { isTooManyFiles, nativeModuleMissing } from "../errors.ts";
import { log } from "../log.ts";
import { makePrivateCopy, type PrivateCopy } from "./private-copy.ts";
import { fromSqliteError } from "./sqlite-error.ts";
import { assertSqliteVersion } from "./sqlite-version.ts";
import { getVectorExtensionPath } from "./vector-extension.ts";

type Opening = { allowExtension: boolean; timeout: number; defensive: boolean };

/** `takenAt`, `remove`: it reads a private copy, made then. */
type OpenConnection = { connection: DatabaseSync; takenAt?: string; remove?: () => void };

/**
 * Opens a file with sqlite-vec loaded and every pragma set; it is created when it is missing and may be written.
 * @throws ArchiveError `no-permission`, `archive-damaged`, `archive-busy`, `disk-full`, `sqlite-too-old`, `native-module-missing`
 */
export function openConnection(
  path: string,
  { readOnly, busyTimeoutMs }: { readOnly: boolean; busyTimeoutMs: number },
): OpenConnection {
  const opening = { allowExtension: true, timeout: busyTimeoutMs, defensive: true };
  let opened: OpenConnection | undefined;
  try {
    opened = readOnly ? openReadOnly(path, opening) : { connection: new DatabaseSync(path, opening) };
    const { connection } = opened;
    assertSqliteVersion(sqliteVersion(connection));
    loadVectorExtension(connection);
    setPragmas(connection, readOnly, busyTimeoutMs);
    return opened;
  } catch (error) {
    const known = fromSqliteError(error, path);
    if (opened?.connection.isOpen) opened.connection.close();
    opened?.remove?.();
    throw known;
  }
}

function openReadOnly(path: string, opening: Opening): OpenConnection {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { ...opening, readOnly: true });
    connection.prepare("select count(*) from sqlite_schema").get();
    return { connection };
  } catch (error) {
    const known = fromSqliteError(error, path);
    connection?.close();
    if (isTooManyFiles(known)) throw known;
    // A WAL database needs its -shm file beside it, which a read-only disk does not allow. Without a log
    // the file alone is complete, and since it cannot be written there it cannot change either.
    const logByteLength = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (!isCannotOpen(error)) throw error;
    if (logByteLength > 0) {
      if (canWrite(dirname(resolve(path)))) throw error;
      return openCopy(makePrivateCopy(path), opening);
    }
    return { connection: openImmutable(path, opening) };
  }
}

/**
 * Opens a private copy. On Linux and macOS it has no name any more when this returns: nothing is left behind, not even by a
 * program that is killed.
 */
function openCopy({ path, takenAt, remove }: PrivateCopy, opening: Opening): OpenConnection {
  try {
    // Folds the log into the copy, which is one complete file then.
    const folding = new DatabaseSync(path, opening);
    try {
      folding.exec("pragma wal_checkpoint(truncate); pragma journal_mode = delete");
    } finally {
      folding.close();
    }
    const connection = openImmutable(path, opening);
    // SQLite opens the file with the first statement.
    connection.prepare("select count(*) from sqlite_schema").get();
    if (process.platform !== "win32") remove();
    log("warn", "private-copy-opened", { takenAt });
    return { connection, takenAt, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function openImmutable(path: string, opening: Opening): DatabaseSync {
  const url = pathToFileURL(resolve(path));
  url.search = "mode=ro&immutable=1";
  return new DatabaseSync(url, { ...opening, readOnly: true });
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isCannotOpen(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && [8, 14].includes(Number(error.errcode) & 0xff);
}

function sqliteVersion(connection: DatabaseSync): string {
  return (connection.prepare("select sqlite_version() as version").get() as { version: string }).version;
}

function loadVectorExtension(connection: DatabaseSync): void {
  try {
    connection.loadExtension(getVectorExtensionPath());
  } catch (error) {
    throw nativeModuleMissing("sqlite-vec", error);
  } finally {
    connection.enableLoadExtension(false);
  }
}

/** The one place for pragmas. */
function setPragmas(connection: DatabaseSync, readOnly: boolean, busyTimeoutMs: number): void {
  // mmap off: a stray write of native code (speech, codecs) must not reach the file.
  // temp_store: sorters and temporary tables hold speech, which stays off the disk.
  // trusted_schema: a data.db from a stranger must not run functions from its schema.
  connection.exec(`
    pragma foreign_keys = on;
    pragma mmap_size = 0;
    pragma temp_store = memory;
    pragma cache_size = -32768;
    pragma trusted_schema = off;
  `);
  if (readOnly) {
    connection.exec("pragma query_only = on");
    return;
  }
  // FULL and not NORMAL: in WAL mode NORMAL may lose the last commits at a power cut, and by then the person may have
  // deleted the source of an import. Commits are few (one per recording, one per batch).
  // fullfsync: on macOS a plain fsync stops at the drive's own cache. No effect elsewhere.
  connection.exec(`
    pragma page_size = 8192;
    pragma synchronous = full;
    pragma fullfsync = on;
    pragma checkpoint_fullfsync = on;
    pragma journal_size_limit = 67108864;
  `);
  enableWriteAheadLog(connection, busyTimeoutMs);
}

/** The switch to WAL does not honour the busy timeout, so processes that open a new archive together try again. */
function enableWriteAheadLog(connection: DatabaseSync, busyTimeoutMs: number): void {
  const until = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      connection.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      const isBusy = error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
      if (!isBusy || Date.now() > until) throw error;
      log("debug", "write-ahead-log-retried");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
