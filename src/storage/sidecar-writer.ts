import { errorFields, log } from "../log.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import type { Database } from "./database.ts";
import { assertRecordingsFolder } from "./recordings-folder.ts";
import { type DueSidecar, listDueSidecars } from "./sidecars-due.ts";
import { sidecarBatchSize, writeSidecarBatch } from "./write-sidecars.ts";

/** Several changes of one moment (an import: recording, then transcript) are written once. */
const gatherMs = 50;
/** A full disk or a missing folder is not tried again with every change; without a change it is tried again later. */
const retryMs = 5000;
const idleRetryMs = 60_000;
/** So few sidecars that were outdated at the start are written before the archive is closed; after an upgrade there are more. */
const maxAwaitedBacklog = 64;
/** How long `settle` waits. */
const settleWaitMs = 1000;
/** How long `close` waits for sidecars of this process's changes. */
const closeWaitMs = 10_000;

/**
 * Writes sidecars after each change while an archive is open: in the background, those of this process's changes before
 * those that were outdated when it opened. What it cannot write stays marked in data.db for the next one.
 */
export class SidecarWriter {
  readonly #db: Database;
  readonly #files: ArchiveFiles;
  /** Tokens of what was outdated at the start, by recording, when it is too much to wait for. */
  #backlog = new Map<number, number>();
  /** Recordings without a file. */
  readonly #skipped = new Map<number, number>();
  /**
   * What is to be written, as it was last read; undefined after a change that is not of this writer. Of 20 000 marks it takes 25
   * ms, which each batch would take again.
   */
  #queue: { own: DueSidecar[]; backlog: DueSidecar[]; dataVersion: number } | undefined;
  /** Transactions of this process. */
  #commits = 0;
  /** Something was committed since the current run began. */
  #isChanged = false;
  #timer: NodeJS.Timeout | undefined;
  #isRetry = false;
  #running: Promise<void> | undefined;
  readonly #stopBacklog = new AbortController();
  readonly #stop = new AbortController();
  #failedAt = Number.NEGATIVE_INFINITY;
  #failure: unknown;

  constructor(db: Database, files: ArchiveFiles) {
    this.#db = db;
    this.#files = files;
  }

  /** Follows the database's commits from now on, and begins with what is outdated already. */
  start(): void {
    const due = listDueSidecars(this.#db);
    if (due.length > maxAwaitedBacklog) this.#backlog = new Map(due.map(({ id, token }) => [id, token]));
    this.#db.onCommitted = () => {
      this.#commits++;
      this.#wake();
    };
    if (due.length > 0) this.#wake();
  }

  /** Why the last attempt failed; undefined after one that succeeded. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Waits, a second at most, for what is to be written now: afterwards it is known whether that is possible. */
  async settle(): Promise<void> {
    // After an upgrade there is much to write: nobody waits for that.
    if ((!this.#running && !this.#timer) || this.#backlog.size > 0) return;
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, settleWaitMs);
    if (!this.#running && !this.#isRetry) this.#startNow();
    await Promise.race([this.#running, limit.promise]);
    clearTimeout(timer);
  }

  /** Waits for the sidecars of this process's changes, at most 10 s, and stops. The database must still be open. */
  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#db.onCommitted = undefined;
    clearTimeout(this.#timer);
    this.#stopBacklog.abort();
    const limit = setTimeout(() => this.#stop.abort(), closeWaitMs);
    try {
      await this.#running;
      await this.#run();
    } finally {
      clearTimeout(limit);
      this.#stop.abort();
    }
  }

  #wake(minWaitMs = gatherMs): void {
    this.#isChanged = true;
    if (this.#running) return;
    // A change does not wait for the late retry.
    if (this.#timer && !this.#isRetry) return;
    clearTimeout(this.#timer);
    this.#isRetry = minWaitMs === idleRetryMs;
    const waitMs = Math.max(minWaitMs, this.#failedAt + retryMs - performance.now());
    this.#timer = setTimeout(() => this.#startNow(), waitMs);
    // What is outdated is written down: a program that ends without `close` need not wait.
    this.#timer.unref();
  }

  #startNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isChanged = false;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#stopBacklog.signal.aborted) return;
      if (this.#failure !== undefined) this.#wake(idleRetryMs);
      else if (this.#isChanged) this.#wake();
    });
  }

  /** Until nothing is outdated. Does not throw. */
  async #run(): Promise<void> {
    this.#queue = undefined;
    try {
      for (;;) {
        const { due, isBacklog } = this.#next();
        if (due.length === 0 || this.#stop.signal.aborted) break;
        assertRecordingsFolder(this.#db, this.#files);
        const signal = isBacklog ? this.#stopBacklog.signal : this.#stop.signal;
        const commits = this.#commits;
        const ids = due.map(({ id }) => id);
        const { done, skipped } = await writeSidecarBatch(this.#db, this.#files, ids, signal);
        for (const { id, token } of due) if (skipped.includes(id)) this.#skipped.set(id, token);
        const isAllDone = done.length + skipped.length === due.length;
        const ownCommits = done.length > 0 ? 1 : 0;
        if (!isAllDone || this.#commits !== commits + ownCommits) this.#queue = undefined;
      }
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
      this.#failedAt = performance.now();
      log("warn", "sidecars-not-written", errorFields(error));
    }
  }

  #next(): { due: DueSidecar[]; isBacklog: boolean } {
    // It changes with what other connections write.
    const { data_version: dataVersion } = this.#db.get<{ data_version: number }>("pragma data_version")!;
    if (this.#queue?.dataVersion !== dataVersion) this.#queue = { ...this.#readQueue(), dataVersion };
    const { own, backlog } = this.#queue;
    const isBacklog = own.length === 0;
    const chosen = isBacklog && !this.#stopBacklog.signal.aborted ? backlog : own;
    return { due: chosen.splice(0, sidecarBatchSize), isBacklog };
  }

  #readQueue(): { own: DueSidecar[]; backlog: DueSidecar[] } {
    const due = listDueSidecars(this.#db).filter(({ id, token }) => this.#skipped.get(id) !== token);
    const isOld = ({ id, token }: DueSidecar) => this.#backlog.get(id) === token;
    return { own: due.filter((mark) => !isOld(mark)), backlog: due.filter(isOld) };
  }
}
