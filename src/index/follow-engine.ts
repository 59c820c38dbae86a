import { throwIfCancelled } from "../errors.ts";
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
import { archiveId, changeRange, reachesBack, readChanges } from "./sqlite/read-changes.ts";
import { readEnginePassages, readEnginePassagesAfter } from "./sqlite/read-engine-passages.ts";

export type FollowOptions = {
  /** Answers while more than `maxWaiting` entries are unread or the engine is not filled; call `catchUp` then. */
  fallback: CandidateEngine;
  /** Log entries read before a question is answered; an indexed and embedded passage has two. Default 1000. */
  maxWaiting?: number | undefined;
};

const pageSize = 500;
/** Stored while an engine is being filled: after a crash it is filled again. */
const unfinished = -1;

/**
 * Keeps an engine outside of data.db up to date. Before each search it reads what changed, in whatever process, so that what
 * is written is found at once. An engine that is empty, has another archive's passages or another embedding's vectors, or
 * has missed more changes than the log keeps is cleared and filled page by page.
 */
export class FollowedEngine implements CandidateEngine {
  readonly name: string;
  readonly #db: Database;
  readonly #engine: CandidateEngine;
  readonly #fallback: CandidateEngine;
  readonly #maxWaiting: number;
  /** The engine's state; undefined until it was asked, and after a failure. */
  #state: EngineState | undefined;
  /** Work is done one piece after another: changes must arrive in the order of the log. */
  #work: Promise<void> = Promise.resolve();

  constructor(db: Database, engine: CandidateEngine, { fallback, maxWaiting = 1000 }: FollowOptions) {
    this.name = engine.name;
    this.#db = db;
    this.#engine = engine;
    this.#fallback = fallback;
    this.#maxWaiting = maxWaiting;
  }

  async find(request: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    if ((await this.countWaiting()) > this.#maxWaiting) return this.#fallback.find(request, signal);
    await this.catchUp(signal);
    return this.#engine.find(request, signal);
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

  /** Brings the engine up to date, however long it takes. @throws ArchiveError `cancelled`; what the engine throws */
  catchUp(signal?: AbortSignal): Promise<void> {
    const work = this.#work.then(() => this.#catchUp(signal));
    this.#work = work.catch(() => {
      this.#state = undefined;
    });
    return work;
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
      if (changeRange(db).last === state.seq) return undefined;
      const { passageIds, last } = readChanges(db, { after: state.seq, limit: pageSize, withText: true });
      const put = readEnginePassages(db, passageIds);
      const present = new Set(put.map((passage) => passage.passageId));
      return { put, remove: passageIds.filter((id) => !present.has(id)), seq: last };
    });
  }

  /** Fills the engine with every passage, page by page. What is written meanwhile is in the log and applied afterwards. */
  async #fill(signal: AbortSignal | undefined): Promise<void> {
    const db = this.#db;
    this.#state = undefined;
    await this.#engine.clear();
    const { of, seq } = readTransaction(db, () => ({ of: this.#source(), seq: changeRange(db).last }));
    for (let afterId = 0; ; ) {
      throwIfCancelled(signal, "filling the index");
      const put = readTransaction(db, () => readEnginePassagesAfter(db, afterId, pageSize));
      const last = put.at(-1)?.passageId;
      if (last === undefined) break;
      await this.#engine.apply({ put, remove: [], seq: unfinished }, of);
      afterId = last;
    }
    await this.#apply({ put: [], remove: [], seq }, of);
  }

  async #apply(changes: Changes, of = this.#source()): Promise<void> {
    await this.#engine.apply(changes, of);
    this.#state = { ...of, seq: changes.seq };
  }

  #source(): Pick<EngineState, "archive" | "embedding"> {
    return { archive: archiveId(this.#db), embedding: findActiveEmbedding(this.#db)?.fingerprint ?? "" };
  }

  #isUsable({ archive, embedding, seq }: EngineState): boolean {
    const source = this.#source();
    const isSame = source.archive === archive && source.embedding === embedding;
    return isSame && seq !== unfinished && reachesBack(changeRange(this.#db), seq);
  }
}

type Changes = { put: EnginePassage[]; remove: number[]; seq: number };
