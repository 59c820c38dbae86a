import { archiveError, cancelledError, isArchiveError, throwIfCancelled, toInnerMessage } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { type Database, readTransaction } from "../storage/database.ts";
import type {
  CandidateEngine,
  EnginePassage,
  EngineState,
  FindRequest,
  FindResult,
} from "./candidate-engine.ts";
import { countIndex } from "./sqlite/count-index.ts";
import { findActiveEmbedding } from "./sqlite/index-tables.ts";
import { archiveId, changeRange, isInLog, lastEntry, readChanges } from "./sqlite/read-changes.ts";
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
  /** The engine's state; undefined until it was asked, and after a failure. */
  #state: EngineState | undefined;
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
    if ((await this.countWaiting()) > this.#maxWaiting) return undefined;
    await this.catchUp(ended);
    const found = await this.#engine.find(request, ended);
    if (!isAnswer(found, request)) throw archiveError("search-engine-answer-invalid", { engine: this.name });
    return found;
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

  /** Number of log entries not applied yet; Infinity when the engine has to be filled. */
  async countWaiting(): Promise<number> {
    this.#state ??= await this.#engine.state();
    const state = this.#state;
    return readTransaction(this.#db, () => {
      if (state && this.#isUsable(state)) return changeRange(this.#db).last - state.seq;
      return countIndex(this.#db).passages === 0 ? 0 : Number.POSITIVE_INFINITY;
    });
  }

  /**
   * Brings the engine up to date, however long it takes. While a call of the engine hangs, following stops and data.db answers.
   * @throws ArchiveError `cancelled`, also while the engine hangs; what the engine throws
   */
  async catchUp(signal?: AbortSignal): Promise<void> {
    const work = this.#work.then(() => this.#catchUp(signal));
    this.#work = work.catch(() => {
      this.#state = undefined;
    });
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

  async clear(): Promise<void> {
    this.#state = undefined;
    await this.#engine.clear();
  }

  tidy(signal?: AbortSignal): Promise<void> {
    return this.#engine.tidy(signal);
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#engine.close();
  }

  async #catchUp(signal: AbortSignal | undefined): Promise<void> {
    this.#state ??= await this.#engine.state();
    if (!this.#state || !this.#isUsable(this.#state)) await this.#fill(signal);
    for (;;) {
      throwIfCancelled(signal, "following the archive");
      const next = this.#readNext(this.#state!);
      if (next === "lost") await this.#fill(signal);
      else if (next === undefined) return;
      else await this.#apply(next);
    }
  }

  /** The next changes of the log; undefined at its end, "lost" when the engine has to be filled again. */
  #readNext(state: EngineState): Changes | "lost" | undefined {
    const db = this.#db;
    return readTransaction(db, () => {
      if (!this.#isUsable(state)) return "lost";
      const changes = readChanges(db, { after: state.seq, limit: pageSize, withText: true });
      if (!changes) return undefined;
      const { passageIds, last } = changes;
      const put = readEnginePassages(db, passageIds);
      const present = new Set(put.map((passage) => passage.passageId));
      return { put, remove: passageIds.filter((id) => !present.has(id)), ...last };
    });
  }

  /** Fills the engine with every passage, page by page. What is written meanwhile is in the log and applied afterwards. */
  async #fill(signal: AbortSignal | undefined): Promise<void> {
    const db = this.#db;
    this.#state = undefined;
    await this.#engine.clear();
    const { of, end } = readTransaction(db, () => ({ of: this.#source(), end: lastEntry(db) }));
    for (let afterId = 0; ; ) {
      throwIfCancelled(signal, "filling the index");
      const put = readTransaction(db, () => readEnginePassagesAfter(db, afterId, pageSize));
      const last = put.at(-1)?.passageId;
      if (last === undefined) break;
      await this.#engine.apply({ put, remove: [], ...unfinished }, of);
      afterId = last;
    }
    await this.#apply({ put: [], remove: [], ...end }, of);
  }

  async #apply(changes: Changes, of = this.#source()): Promise<void> {
    await this.#engine.apply(changes, of);
    this.#state = { ...of, seq: changes.seq, token: changes.token };
  }

  #source(): Pick<EngineState, "archive" | "embedding"> {
    return { archive: archiveId(this.#db), embedding: findActiveEmbedding(this.#db)?.fingerprint ?? "" };
  }

  #isUsable({ archive, embedding, seq, token }: EngineState): boolean {
    const source = this.#source();
    const isSame = source.archive === archive && source.embedding === embedding;
    const isEntry = Number.isSafeInteger(seq) && Number.isSafeInteger(token);
    return isSame && isEntry && isInLog(this.#db, { seq, token });
  }
}

/** True for a list of ids for each that was asked: what another program sends is not checked by TypeScript. */
function isAnswer(found: unknown, { texts }: FindRequest): found is FindResult {
  if (typeof found !== "object" || found === null) return false;
  const { texts: lists, nearest }: { texts?: unknown; nearest?: unknown } = found;
  if (!Array.isArray(lists) || lists.length !== texts.length) return false;
  return [...lists, nearest].every((ids) => Array.isArray(ids) && ids.every(Number.isSafeInteger));
}

type Changes = { put: EnginePassage[]; remove: number[]; seq: number; token: number };
