import { randomUUID } from "node:crypto";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import { archiveError, cancelledError, isArchiveError, throwIfCancelled, toInnerMessage } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { thisOwner } from "../process-owner.ts";
import { type Database, readTransaction } from "../storage/database.ts";
import { withLease } from "../storage/with-lease.ts";
import type {
  CandidateEngine,
  EnginePassage,
  EngineState,
  FindRequest,
  FindResult,
} from "./candidate-engine.ts";
import { countIndex } from "./sqlite/count-index.ts";
import { findActiveEmbedding } from "./sqlite/index-tables.ts";
import { archiveId, isInLog, lastEntry, readChanges } from "./sqlite/read-changes.ts";
import { readEnginePassages, readEnginePassagesAfter } from "./sqlite/read-engine-passages.ts";
import { waitForEngine } from "./wait-for-engine.ts";

export type FollowOptions = {
  /**
   * The engine inside data.db. It answers while more than `maxWaiting` entries are unread or the engine is not filled (call
   * `catchUp` then), and when the engine fails, says what is no answer, or takes too long: the answer then has a note.
   */
  fallback: CandidateEngine;
  /** Log entries read before a question is answered; an indexed and embedded passage has two. Default 1000. */
  maxWaiting?: number | undefined;
  /** How long a search waits for the engine, following the log included. Default 5000. */
  maxAnswerMs?: number | undefined;
  /** After a failure the engine is left alone for so long, so that not every search waits for it. Default 10 000. */
  retryMs?: number | undefined;
};

const pageSize = 500;
/** Stored while an engine is being filled: after a crash it is filled again. */
const unfinished = { seq: -1, token: 0 };

/**
 * Keeps an engine outside of data.db up to date. Before each search it reads what changed, in whatever process, so that what
 * is written is found at once. An engine that is empty, has another archive's passages or another embedding's vectors,
 * has missed more changes than the log keeps, or knows changes of after a backup that was restored is cleared and filled page by page.
 *
 * Any number of processes may follow with one engine: one at a time writes to it, by a lease in data.db; the others find with it
 * while it is up to date, and in data.db while it is not. Nothing is remembered of it: its state is read before each search and
 * after it, so that one that another process cleared, or left half filled, is noticed. A process whose data.db is open for
 * reading only never writes to the engine.
 */
export class FollowedEngine implements CandidateEngine {
  readonly name: string;
  readonly #db: Database;
  readonly #engine: CandidateEngine;
  readonly #fallback: CandidateEngine;
  readonly #maxWaiting: number;
  readonly #maxAnswerMs: number;
  readonly #retryMs: number;
  /** What the engine's last failure means for the person who asked, and until when it is not asked again. */
  #failure: { note: Note; untilMs: number } | undefined;
  /** Two followers of one process are two: each takes the lease for itself. */
  readonly #owner = `${thisOwner}:${randomUUID()}`;
  /** Work is done one piece after another: changes must arrive in the order of the log. */
  #work: Promise<void> = Promise.resolve();

  constructor(db: Database, engine: CandidateEngine, options: FollowOptions) {
    this.name = engine.name;
    this.#db = db;
    this.#engine = engine;
    this.#fallback = options.fallback;
    this.#maxWaiting = options.maxWaiting ?? 1000;
    this.#maxAnswerMs = options.maxAnswerMs ?? 5000;
    this.#retryMs = options.retryMs ?? 10_000;
  }

  /** @throws ArchiveError `cancelled` when the signal fires, also while the engine hangs; what the fallback throws */
  async find(request: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    throwIfCancelled(signal, "search");
    if (this.#failure && performance.now() < this.#failure.untilMs) {
      return this.#findWithFallback(request, signal, [this.#failure.note]);
    }
    this.#failure = undefined;
    const timeout = new AbortController();
    // Not AbortSignal.timeout: its timer does not keep the process alive, which would end in the middle of a search.
    const timer = setTimeout(() => timeout.abort(), this.#maxAnswerMs);
    try {
      const ended = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
      const found = await waitForEngine(this.#findInTime(request, ended), ended);
      return found ?? (await this.#findWithFallback(request, signal, []));
    } catch (error) {
      if (signal?.aborted) throw cancelledError("search");
      const seconds = this.#maxAnswerMs / 1000;
      this.#noteFailure(
        timeout.signal.aborted ? archiveError("search-engine-silent", { engine: this.name, seconds }) : error,
      );
      return this.#findWithFallback(request, signal, [this.#failure!.note]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What the engine finds; undefined while it is not ready. */
  async #findInTime(request: FindRequest, ended: AbortSignal): Promise<FindResult | undefined> {
    const waiting = await this.countWaiting();
    if (waiting > this.#maxWaiting || (waiting > 0 && !(await this.#canCatchUp(ended)))) return undefined;
    const found = await this.#engine.find(request, ended);
    if (!isAnswer(found, request)) throw archiveError("search-engine-answer-invalid", { engine: this.name });
    // If another process has cleared it meanwhile, this is what was left.
    return (await this.countWaiting()) === Number.POSITIVE_INFINITY ? undefined : found;
  }

  async #canCatchUp(ended: AbortSignal): Promise<boolean> {
    try {
      return await this.catchUp(ended);
    } catch (error) {
      // The lease is taken when data.db can be written: no reason for a search to fail.
      if (isArchiveError(error, "archive-busy")) return false;
      throw error;
    }
  }

  async #findWithFallback(
    request: FindRequest,
    signal: AbortSignal | undefined,
    notes: readonly Note[],
  ): Promise<FindResult> {
    return { ...(await this.#fallback.find(request, signal)), notes };
  }

  #noteFailure(error: unknown): void {
    log("warn", "search-engine-unavailable", { engine: this.name, ...errorFields(error) });
    const how = error instanceof Error ? error.message : String(error);
    const known = isArchiveError(error)
      ? error
      : archiveError("search-engine-failed", { engine: this.name, how });
    const note = makeNote("engine-unavailable", { engine: this.name, why: toInnerMessage(known) });
    this.#failure = { note, untilMs: performance.now() + this.#retryMs };
  }

  /** Number of log entries not applied yet; Infinity when the engine has to be filled. Asks the engine for its state. */
  async countWaiting(): Promise<number> {
    const state = await this.#engine.state();
    return readTransaction(this.#db, () => {
      if (this.#isUsable(state)) return lastEntry(this.#db).seq - state.seq;
      return countIndex(this.#db).passages === 0 ? 0 : Number.POSITIVE_INFINITY;
    });
  }

  /**
   * Brings the engine up to date, however long it takes. While a call of the engine hangs, following stops and data.db answers.
   * @returns whether it is up to date; false when another follower is at it, or when data.db is open for reading only, which
   *   leaves no lease to take
   * @throws ArchiveError `cancelled`, also while the engine hangs; `archive-busy`; what the engine throws
   */
  async catchUp(signal?: AbortSignal): Promise<boolean> {
    const work = this.#inTurn(() => this.#catchUp(signal));
    if (!signal) return work;
    try {
      return await waitForEngine(work, signal);
    } catch (error) {
      if (signal.aborted) throw cancelledError("following the archive");
      throw error;
    }
  }

  apply(...changes: Parameters<CandidateEngine["apply"]>): Promise<void> {
    return this.#engine.apply(...changes);
  }

  state(): Promise<EngineState | undefined> {
    return this.#engine.state();
  }

  /** @throws ArchiveError `archive-busy` while another follower writes to the engine */
  async clear(): Promise<void> {
    await this.#inTurn(async () => {
      if (!(await this.#withLease(() => this.#engine.clear())))
        throw archiveError("search-engine-busy", { engine: this.name });
    });
  }

  tidy(signal?: AbortSignal): Promise<void> {
    return this.#engine.tidy(signal);
  }

  async close(): Promise<void> {
    // A call that hangs must not keep the program from ending.
    await Promise.race([this.#work, setTimeoutPromise(this.#maxAnswerMs, undefined, { ref: false })]);
    await this.#engine.close();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(work);
    this.#work = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  #withLease<Result>(work: (isHeld: () => boolean) => Promise<Result>) {
    return withLease(this.#db, `follow ${this.name}`, 0, work, this.#owner);
  }

  async #catchUp(signal: AbortSignal | undefined): Promise<boolean> {
    if ((await this.countWaiting()) === 0) return true;
    if (this.#db.readOnly) return false;
    const done = await this.#withLease(async (isHeld) => {
      let state = await this.#engine.state();
      for (;;) {
        throwIfCancelled(signal, "following the archive");
        const next = this.#readNext(state);
        if (next === undefined) return true;
        state =
          next === "lost"
            ? await this.#fill(signal, isHeld)
            : await this.#write({ isHeld, before: state }, next.changes, next.of);
      }
    });
    return done?.result ?? false;
  }

  /** The next changes of the log; undefined at its end, "lost" when the engine has to be filled. */
  #readNext(state: EngineState | undefined): { changes: Changes; of: Source } | "lost" | undefined {
    const db = this.#db;
    return readTransaction(db, () => {
      if (!this.#isUsable(state)) return "lost";
      const read = readChanges(db, { after: state.seq, limit: pageSize, withText: true });
      if (!read) return undefined;
      const { passageIds, last } = read;
      const put = readEnginePassages(db, passageIds);
      const present = new Set(put.map((passage) => passage.passageId));
      const remove = passageIds.filter((id) => !present.has(id));
      return { changes: { put, remove, ...last }, of: this.#source() };
    });
  }

  /** Fills the engine with every passage, page by page. What is written meanwhile is in the log and applied afterwards. */
  async #fill(signal: AbortSignal | undefined, isHeld: () => boolean): Promise<EngineState | undefined> {
    const db = this.#db;
    await this.#engine.clear();
    const { of, end } = readTransaction(db, () => ({ of: this.#source(), end: lastEntry(db) }));
    let before: EngineState | undefined;
    for (let afterId = 0; ; ) {
      throwIfCancelled(signal, "filling the index");
      const put = readTransaction(db, () => readEnginePassagesAfter(db, afterId, pageSize));
      const last = put.at(-1)?.passageId;
      if (last === undefined) break;
      before = await this.#write({ isHeld, before }, { put, remove: [], ...unfinished }, of);
      afterId = last;
    }
    return this.#write({ isHeld, before }, { put: [], remove: [], ...end }, of);
  }

  /**
   * Stores changes if the engine is still as this follower left it. The lease alone does not say so: a machine that slept may
   * have lost it, and anybody can clear an engine.
   * @param before the engine's state after the last changes
   */
  async #write(
    { isHeld, before }: { isHeld: () => boolean; before: EngineState | undefined },
    changes: Changes,
    of: Source,
  ): Promise<EngineState> {
    if (!isHeld() || !isSameState(await this.#engine.state(), before))
      throw archiveError("search-engine-busy", { engine: this.name });
    await this.#engine.apply(changes, of);
    return { ...of, seq: changes.seq, token: changes.token };
  }

  #source(): Source {
    return { archive: archiveId(this.#db), embedding: findActiveEmbedding(this.#db)?.fingerprint ?? "" };
  }

  #isUsable(state: EngineState | undefined): state is EngineState {
    if (!state) return false;
    const { archive, embedding, seq, token } = state;
    const source = this.#source();
    const isSame = source.archive === archive && source.embedding === embedding;
    const isEntry = Number.isSafeInteger(seq) && Number.isSafeInteger(token);
    return isSame && isEntry && isInLog(this.#db, { seq, token });
  }
}

function isSameState(a: EngineState | undefined, b: EngineState | undefined): boolean {
  return (
    a?.archive === b?.archive && a?.embedding === b?.embedding && a?.seq === b?.seq && a?.token === b?.token
  );
}

/** True for a list of ids for each that was asked: what another program sends is not checked by TypeScript. */
function isAnswer(found: unknown, { texts }: FindRequest): found is FindResult {
  if (typeof found !== "object" || found === null) return false;
  const { texts: lists, nearest }: { texts?: unknown; nearest?: unknown } = found;
  if (!Array.isArray(lists) || lists.length !== texts.length) return false;
  return [...lists, nearest].every((ids) => Array.isArray(ids) && ids.every(Number.isSafeInteger));
}

type Source = Pick<EngineState, "archive" | "embedding">;
type Changes = { put: EnginePassage[]; remove: number[]; seq: number; token: number };
