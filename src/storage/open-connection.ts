/** Connections to SQLite as the archive needs them: version, extension, pragmas. */

import { DatabaseSync } from "node:sqlite";
import { nativeModuleMissing } from "../errors.ts";
import { log } from "../log.ts";
import { openReadOnly, type ReadOnlyConnection } from "./open-read-only.ts";
import { fromSqliteError } from "./sqlite-error.ts";
import { assertSqliteVersion } from "./sqlite-version.ts";
import { getVectorExtensionPath } from "./vector-extension.ts";

/**
 * Opens a file with sqlite-vec loaded and every pragma set; it is created when it is missing and may be written.
 * @throws ArchiveError `no-permission`, `archive-damaged`, `archive-busy`, `disk-full`, `sqlite-too-old`, `native-module-missing`
 */
export function openConnection(
  path: string,
  { readOnly, busyTimeoutMs }: { readOnly: boolean; busyTimeoutMs: number },
): ReadOnlyConnection {
  const opening = { allowExtension: true, timeout: busyTimeoutMs, defensive: true };
  let opened: ReadOnlyConnection | undefined;
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
