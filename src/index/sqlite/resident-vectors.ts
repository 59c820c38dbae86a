import { errorFields, log } from "../../log.ts";
import type { Database } from "../../storage/database.ts";
import type { ResolvedFilter } from "../../storage/search-filter.ts";
import { measureRecall } from "../../vectors/measure-recall.ts";
import type { Allowed, VectorIndex } from "../../vectors/vector-index.ts";
import { narrowing } from "./allowed-passages.ts";
import { catchUp, type LoadedVectors, loadVectors } from "./load-vectors.ts";
import { changeRange } from "./read-changes.ts";
import { countVectorsOf } from "./read-vectors.ts";

/** With fewer vectors vec0 is as fast: 4000 in 3 ms. */
const minLoadedVectors = 4096;
/** So that a program that asks one question and ends does not load anything. */
const defaultDelayMs = 250;
const stepMs = 8;
const pauseMs = 1;
/** If more log entries than this wait, they are not read during a search; an indexed and embedded passage has two. */
const maxChangesAtOnce = 4096;
const minRecall = 0.99;
const maxWidening = 16;
const maxMeasurements = 8;
const retryAfterMs = 60_000;

export type ResidentOptions = {
  /** Fewer vectors than this are not loaded. Default 4096. */
  minVectors?: number | undefined;
  /** Time from the first question until loading begins; Infinity: only `load` loads. Default 250. */
  delayMs?: number | undefined;
};

export type ResidentState = {
  vectors: number;
  byteLength: number;
  /** Vectors compared by code for a hundred results, after all were compared by bits. */
  candidates: number;
  /** Share of the nearest hundred that the cascade keeps; null while it is not measured. */
  recall: number | null;
};

type Embedding = { fingerprintId: number; dimensions: number };

/**
 * The vectors of an archive in memory, for a program that searches more than once. The first question is answered by vec0 and
 * starts loading, in steps of 8 ms between other work; from then on each question first reads what changed, in whatever
 * process. Inside a write transaction, which may be rolled back, and while anything prevents loading, vec0 answers: it is
 * exact but slower. Close it: it holds memory and a timer.
 */
export class ResidentVectors {
  readonly #db: Database;
  readonly #minVectors: number;
  readonly #delayMs: number;
  #embedding: Embedding | undefined;
  #loaded: LoadedVectors | undefined;
  #recall: number | null = null;
  /** The index when it was loaded: once half of it is new, its mean is out of date and it is loaded again. */
  #fresh = { version: 0, count: 0 };
  #work: Generator<undefined, void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** After a failure loading is not tried before this time. */
  #retryAtMs = 0;

  constructor(
    db: Database,
    { minVectors = minLoadedVectors, delayMs = defaultDelayMs }: ResidentOptions = {},
  ) {
    this.#db = db;
    this.#minVectors = minVectors;
    this.#delayMs = delayMs;
  }

  /** Passages that contain the nearest ones, to be compared by their vectors; undefined if vec0 must be asked. */
  findCandidates(request: {
    vector: Float32Array;
    limit: number;
    filter?: ResolvedFilter | undefined;
    fingerprintId: number;
  }): number[] | undefined {
    const { vector, limit, filter, fingerprintId } = request;
    const index = this.#current({ fingerprintId, dimensions: vector.length });
    if (!index) return undefined;
    // By code the nearest `limit` are among a few more than `limit`.
    const depth = limit + Math.max(16, Math.ceil(limit / 4));
    return index.findCandidates(vector, depth, this.#allowedBy(filter));
  }

  /** Loads now, without pauses, and measures unless told not to: for a program that does nothing else. */
  load(embedding: Embedding, { measure = true } = {}): void {
    if (countVectorsOf(this.#db, embedding.fingerprintId) < this.#minVectors) return;
    this.#forget();
    this.#embedding = embedding;
    finish(this.#loadAndMeasure(embedding, measure));
  }

  /** What is in memory now; undefined when nothing is. */
  describe(): ResidentState | undefined {
    if (!this.#loaded) return undefined;
    const { index } = this.#loaded;
    return {
      vectors: index.count,
      byteLength: index.byteLength,
      candidates: Math.min(index.count, index.candidatesFor(100)),
      recall: this.#recall,
    };
  }

  close(): void {
    this.#closed = true;
    this.#forget();
  }

  /** The loaded index, up to date with what this connection sees; undefined if it is not ready. */
  #current(embedding: Embedding): VectorIndex | undefined {
    const db = this.#db;
    if (this.#closed || db.isWriting) return undefined;
    const { fingerprintId, dimensions } = embedding;
    const isOther =
      this.#embedding &&
      (this.#embedding.fingerprintId !== fingerprintId || this.#embedding.dimensions !== dimensions);
    const isSmall = countVectorsOf(db, fingerprintId) < this.#minVectors;
    if (isOther || isSmall) this.#forget();
    if (isSmall) return undefined;
    if (!this.#loaded) {
      if (!this.#work && performance.now() >= this.#retryAtMs) this.#begin(embedding);
      return undefined;
    }
    const { last } = changeRange(db);
    if (last === this.#loaded.seq) return this.#loaded.index;
    if (last - this.#loaded.seq > maxChangesAtOnce) {
      if (!this.#work) this.#start(this.#followChanges(embedding), 0);
      return undefined;
    }
    return this.#catchUpNow(embedding, this.#loaded);
  }

  #catchUpNow(embedding: Embedding, before: LoadedVectors): VectorIndex | undefined {
    const { fingerprintId } = embedding;
    let loaded: LoadedVectors | undefined;
    try {
      loaded = finish(catchUp(this.#db, { fingerprintId, loaded: before }));
    } catch (error) {
      this.#giveUp();
      if (error instanceof RangeError) return undefined;
      throw error;
    }
    if (!loaded) {
      this.#forget();
      this.#begin(embedding);
      return undefined;
    }
    this.#loaded = loaded;
    const { index } = loaded;
    const isStale = index.version - this.#fresh.version > this.#fresh.count;
    if (isStale && !this.#work) this.#start(this.#loadAndMeasure(embedding), 0);
    return index;
  }

  #allowedBy(filter: ResolvedFilter | undefined): Allowed | undefined {
    const bound = narrowing(filter);
    if (!filter || !bound) return undefined;
    const { fromMs, toMs, recordingIds } = bound;
    const allowed: Allowed = {};
    if (filter.languages) allowed.languages = filter.languages;
    if (filter.recordingIds) allowed.recordingIds = filter.recordingIds;
    if (fromMs === null && toMs === null) return allowed;
    const { ids } = this.#db.get<{ ids: string }>(
      `select json_group_array(r.id) as ids from recordings r
       where (:fromMs is null or r.created_ms >= :fromMs) and (:toMs is null or r.created_ms < :toMs)
         and (:recordingIds is null or r.id in (select value from json_each(:recordingIds)))`,
      { fromMs, toMs, recordingIds },
    )!;
    allowed.recordingIds = JSON.parse(ids) as number[];
    return allowed;
  }

  #begin(embedding: Embedding): void {
    this.#embedding = embedding;
    this.#start(this.#loadAndMeasure(embedding), this.#delayMs);
  }

  *#loadAndMeasure(embedding: Embedding, measure = true): Generator<undefined, void> {
    const loaded = yield* loadVectors(this.#db, embedding);
    // Too much was written meanwhile: the next question starts loading again.
    if (!loaded) return;
    this.#loaded = loaded;
    this.#fresh = { version: loaded.index.version, count: loaded.index.count };
    this.#recall = null;
    if (measure) yield* this.#measure(loaded.index);
  }

  /** Compares the cascade with comparing everything, and widens it until it is good enough. */
  *#measure(index: VectorIndex): Generator<undefined, void> {
    for (let times = 0; times < maxMeasurements; times++) {
      const recall = yield* measureRecall(index);
      if (recall === undefined) continue;
      this.#recall = recall;
      if (recall >= minRecall || index.widening >= maxWidening) return;
      index.widening *= 2;
    }
  }

  *#followChanges({ fingerprintId }: Embedding): Generator<undefined, void> {
    this.#loaded = yield* catchUp(this.#db, { fingerprintId, loaded: this.#loaded! });
  }

  #start(work: Generator<undefined, void>, delayMs: number): void {
    this.#work = work;
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#step(), delayMs).unref();
  }

  #step(): void {
    const until = performance.now() + stepMs;
    try {
      while (performance.now() < until) {
        if (!this.#work!.next().done) continue;
        this.#work = undefined;
        return;
      }
    } catch (error) {
      log("warn", "resident-vectors-given-up", errorFields(error));
      // The database is closed or busy, or there is not enough memory: vec0 goes on answering.
      this.#giveUp();
      return;
    }
    this.#timer = setTimeout(() => this.#step(), pauseMs).unref();
  }

  #giveUp(): void {
    this.#forget();
    this.#retryAtMs = performance.now() + retryAfterMs;
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#work = undefined;
    this.#loaded = undefined;
    this.#embedding = undefined;
    this.#recall = null;
  }
}

function finish<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
