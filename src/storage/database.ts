import { statSync } from "node:fs";
import { backup, type DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { archiveError, fromSystemError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { openConnection } from "./open-connection.ts";
import { noListener, type SourceListener } from "./source-listener.ts";
import { fromSqliteError } from "./sqlite-error.ts";

export type OpenDatabaseOptions = {
  /** Opens for reading only; works on a disk that cannot be written. */
  readOnly?: boolean | undefined;
  /** Creates the file when it is missing. Default: a missing file is `not-found`. */
  create?: boolean | undefined;
  /** How long a write waits for another program's write before `archive-busy`. Default 5000. */
  busyTimeoutMs?: number | undefined;
};

/** What binds to a statement: values in order, or one object with a value for each `:name`. */
type Parameters = SQLInputValue[] | [Record<string, SQLInputValue>];

const defaultBusyTimeoutMs = 5000;

/**
 * One connection to data.db. Every SQLite error leaves here as an ArchiveError; statements are prepared once
 * and kept. Close it: the last connection to close folds the write-ahead log into the file.
 */
export class Database implements Disposable {
  readonly path: string;
  readonly readOnly: boolean;
  /** Called for changes of the source tables, inside their transactions. */
  listener: SourceListener = noListener;
  /** Called after a transaction that may have written is on the disk: what follows the tables outside of data.db. */
  onCommitted: (() => void) | undefined;
  /** When the copy was made that is read in place of a file that cannot be opened where it lies, ISO 8601. */
  readonly copyTakenAt: string | undefined;
  readonly #removeCopy: (() => void) | undefined;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #listStatements = new Map<string, StatementSync>();
  readonly #identity: FileIdentity | undefined;
  #depth = 0;
  #isWriting = false;
  #rollbacks = 0;

  constructor(
    connection: DatabaseSync,
    path: string,
    readOnly: boolean,
    { takenAt, remove }: { takenAt?: string; remove?: () => void } = {},
  ) {
    this.#connection = connection;
    this.copyTakenAt = takenAt;
    this.#removeCopy = remove;
    this.path = path;
    this.readOnly = readOnly;
    this.#identity = identify(path);
  }

  /**
   * Whether the file at `path` is the one that is open. A data.db that was moved, deleted or replaced can still be read
   * through this connection, but what is written to it is lost when it closes. Costs one `stat`, some microseconds.
   */
  get isInPlace(): boolean {
    const opened = this.#identity;
    const found = identify(this.path);
    return opened === undefined || (found?.dev === opened.dev && found.ino === opened.ino);
  }

  /**
   * Asked for before files are written that rows follow; rows themselves are refused anyway.
   * @throws ArchiveError `archive-read-only`, `database-gone`
   */
  assertWritable(): void {
    if (this.readOnly) throw archiveError("archive-read-only", {});
    this.#assertInPlace();
  }

  #assertInPlace(): void {
    if (!this.readOnly && !this.isInPlace) throw archiveError("database-gone", { path: this.path });
  }

  /** All rows. `Row` names the columns the statement selects; it is not checked at run time. */
  all<Row>(sql: string, ...parameters: Parameters): Row[] {
    return this.#translated(() => this.#statement(sql).all(...(parameters as SQLInputValue[])) as Row[]);
  }

  /** All rows as lists of their columns' values, in order: for many small rows half the cost of `all`. */
  lists<Row extends unknown[]>(sql: string, ...parameters: Parameters): Row[] {
    return this.#translated(() => {
      const statement = this.#statement(sql, this.#listStatements);
      return statement.all(...(parameters as SQLInputValue[])) as unknown as Row[];
    });
  }

  /**
   * Rows one after another, as lists of their columns' values: for tables that do not fit into memory. The statement is its
   * own, so that several may run at a time.
   */
  *iterate<Row extends unknown[]>(sql: string, ...parameters: Parameters): Generator<Row, void> {
    const rows = this.#translated(() => {
      const statement = this.#connection.prepare(sql);
      statement.setReturnArrays(true);
      return statement.iterate(...(parameters as SQLInputValue[])) as unknown as Iterator<Row, void>;
    });
    try {
      for (;;) {
        const next = this.#translated(() => rows.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      // A statement that was not read to its end holds its view of the tables.
      rows.return?.();
    }
  }

  /** The first row, if any. */
  get<Row>(sql: string, ...parameters: Parameters): Row | undefined {
    return this.#translated(
      () => this.#statement(sql).get(...(parameters as SQLInputValue[])) as Row | undefined,
    );
  }

  /** Runs a statement for its effect; `id` is the rowid of the last row inserted. */
  run(sql: string, ...parameters: Parameters): { changes: number; id: number } {
    if (this.#connection.isOpen && !this.#connection.isTransaction) this.#assertInPlace();
    return this.#translated(() => {
      const done = this.#statement(sql).run(...(parameters as SQLInputValue[]));
      return { changes: Number(done.changes), id: Number(done.lastInsertRowid) };
    });
  }

  /** Runs statements without parameters. */
  exec(sql: string): void {
    this.#translated(() => this.#connection.exec(sql));
  }

  /**
   * Copies the database to a new file; other work of this process goes on between two steps. What another program writes
   * meanwhile starts the copy again, unless this connection holds a read transaction.
   * @param onStep called with the bytes copied until then; what it throws ends the copy
   */
  async copyTo(path: string, rate: number, onStep: (byteLength: number) => void): Promise<void> {
    const pageByteLength = this.get<{ page_size: number }>("pragma page_size")!.page_size;
    try {
      await backup(this.#connection, path, {
        rate,
        progress: ({ totalPages, remainingPages }) => onStep((totalPages - remainingPages) * pageByteLength),
      });
    } catch (error) {
      throw fromSqliteError(error, path);
    }
  }

  /** Number of rollbacks on this connection: what is cached of the tables may be wrong after one. */
  get rollbacks(): number {
    return this.#rollbacks;
  }

  get inTransaction(): boolean {
    return this.#connection.isTransaction;
  }

  /** In a transaction that may have written: what is read now may still be rolled back. */
  get isWriting(): boolean {
    return this.#isWriting && this.#connection.isTransaction;
  }

  close(): void {
    if (!this.#connection.isOpen) return;
    this.#statements.clear();
    this.#listStatements.clear();
    this.#translated(() => this.#connection.close());
    this.#removeCopy?.();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Used by `transaction` and `readTransaction`, which are what callers want. */
  runInTransaction<Result>(begin: "begin" | "begin immediate", work: () => Result): Result {
    const savepoint = this.#connection.isTransaction ? `level_${this.#depth}` : undefined;
    if (!savepoint && begin === "begin immediate") this.#assertInPlace();
    this.exec(savepoint ? `savepoint ${savepoint}` : begin);
    this.#depth++;
    this.#isWriting ||= begin === "begin immediate";
    try {
      const outcome = work();
      if (isPromiseLike(outcome)) {
        // What it still does would run outside the transaction.
        Promise.resolve(outcome).catch((error) =>
          log("error", "transaction-promise-failed", errorFields(error)),
        );
        throw new TypeError("a transaction is synchronous: compute first, then write");
      }
      this.exec(savepoint ? `release ${savepoint}` : "commit");
      if (!savepoint && this.#isWriting) this.onCommitted?.();
      return outcome;
    } catch (error) {
      this.#rollbacks++;
      // SQLite has already rolled back by itself after a full disk or an I/O error.
      if (this.#connection.isOpen && this.#connection.isTransaction) {
        this.exec(savepoint ? `rollback to ${savepoint}; release ${savepoint}` : "rollback");
      }
      throw error;
    } finally {
      this.#depth--;
      if (this.#depth === 0) this.#isWriting = false;
    }
  }

  #statement(sql: string, statements = this.#statements): StatementSync {
    let statement = statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      statement.setReturnArrays(statements === this.#listStatements);
      statements.set(sql, statement);
    }
    return statement;
  }

  #translated<Result>(work: () => Result): Result {
    if (!this.#connection.isOpen) throw new TypeError(`${this.path} is closed`);
    try {
      return work();
    } catch (error) {
      throw fromSqliteError(error, this.path);
    }
  }
}

/**
 * Opens data.db with sqlite-vec loaded and every pragma set. Does not look at the tables: `openArchiveDatabase` does.
 * Throws `not-found`, `no-permission`, `archive-damaged`, `archive-busy`, `disk-full`.
 */
export function openDatabase(path: string, options: OpenDatabaseOptions = {}): Database {
  const { readOnly = false, create = false, busyTimeoutMs = defaultBusyTimeoutMs } = options;
  const byteLength = fileByteLength(path);
  if (byteLength === undefined && (readOnly || !create)) {
    throw archiveError("archive-not-found", { path });
  }
  const { connection, ...copy } = openConnection(path, { readOnly, busyTimeoutMs });
  return new Database(connection, path, readOnly, copy);
}

/**
 * Runs `work` with the right to write: all of it is stored or nothing. Waits for other writers first. Inside another
 * transaction it is a savepoint. `work` must not return a promise (TypeError).
 */
export function transaction<Result>(db: Database, work: () => Result): Result {
  return db.runInTransaction("begin immediate", work);
}

/** Runs `work` on one unchanging view of the archive: later writes of others are not seen. */
export function readTransaction<Result>(db: Database, work: () => Result): Result {
  return db.inTransaction ? work() : db.runInTransaction("begin", work);
}

type FileIdentity = { dev: number; ino: number };

function identify(path: string): FileIdentity | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function fileByteLength(path: string): number | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
    return found?.size;
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
