/** Work that outlives a request. What waits and what failed stands in data.db; only what a person asked for beyond that is kept here. */

import { ArchiveError, isArchiveError } from "../errors.ts";
import type { Archive, WorkOptions, WorkProgress } from "../fonoteka.ts";
import { RequestError } from "../server/error-answer.ts";
import type { Fault, Job } from "../server/schemas.ts";
import type { EventLog } from "./event-log.ts";

/** One piece of work; throws when it fails. */
type Work = (options: Required<Pick<WorkOptions, "signal" | "onProgress">>) => Promise<void>;

type Entry = { job: Job; work: Work; lane: Lane; stop: AbortController; toldMs: number; done: Promise<void> };

/** Each lane does one thing after another; they use different parts of the machine, or do not keep a person waiting. */
type Lane = "import" | "model" | "index" | "download";

export type NewJob = Pick<Job, "id" | "stage" | "subject" | "unit"> & {
  recordingId?: number;
  total?: number | null;
  work: Work;
};

/** How often a running job is told of: more would only make a page draw more. */
const tellEveryMs = 250;
/** Finished jobs that are still shown. */
const keptJobs = 200;
/** Recordings that wait, named in a list of jobs. */
const listedWaiting = 500;

export class JobRunner {
  readonly #archive: Archive;
  readonly #events: EventLog;
  readonly #entries = new Map<string, Entry>();
  readonly #queues: Record<Lane, Entry[]> = { import: [], model: [], index: [], download: [] };
  readonly #running = new Map<Lane, Entry>();
  /** Cancelled or failed in this run: not begun again unless a person asks. */
  readonly #heldBack = new Set<string>();
  readonly #automatic: boolean;
  /** The database is being asked what is missing. */
  #isLooking = false;
  /** Something stands in the way of all work (a model is missing, the disk is full): wait until it may be gone. */
  #isPaused = false;
  #closed = false;

  /** @param options `automatic`: transcribe and index what the database says is missing, without being asked */
  constructor(archive: Archive, events: EventLog, { automatic }: { automatic: boolean }) {
    this.#archive = archive;
    this.#events = events;
    this.#automatic = automatic;
  }

  /** Puts work into its lane; the same work twice is one job. */
  add(lane: Lane, { work, recordingId, total = null, ...rest }: NewJob): Job {
    const known = this.#entries.get(rest.id);
    if (known && isOpen(known.job)) return known.job;
    this.#heldBack.delete(rest.id);
    const job: Job = {
      ...rest,
      ...(recordingId !== undefined && { recordingId }),
      state: "waiting",
      done: 0,
      total,
      startedAt: null,
    };
    const entry = this.#newEntry(lane, job, work);
    this.#queues[lane].push(entry);
    this.#tell(entry);
    void this.#runLane(lane);
    return job;
  }

  /** Transcribes one recording, whether it has a transcript or not. @throws ArchiveError `not-found` */
  transcribe(recordingId: number, language?: string): Job {
    const { recording } = this.#archive.describe(recordingId);
    return this.add("model", this.#transcription(recording, { again: true, language }));
  }

  /** Indexes what is transcribed and cannot be found yet, whatever else is being done. */
  index(): Job {
    return this.add("index", this.#indexing());
  }

  /** Looks whether there is anything to do: something came in, or what stood in the way may be gone. */
  wake(): void {
    this.#isPaused = false;
    this.#heldBack.delete("index");
    void this.#runLane("model");
  }

  /** Jobs of this run, then what waits and what failed according to the database. */
  async list(): Promise<Job[]> {
    const pending = await this.#archive.listPendingWork({ limit: listedWaiting });
    const jobs = [...this.#entries.values()].map(({ job }) => job);
    const known = new Set(jobs.filter((job) => isOpen(job) || job.state === "cancelled").map(({ id }) => id));
    const undone = new Set(jobs.filter(({ state }) => state !== "done").map(({ id }) => id));
    const failed = pending.failures.map(
      ({ stage, subjectId, recording, error, lastAttemptAt }): Job => ({
        id: `${stage}-${subjectId}`,
        stage,
        subject: recording?.filename ?? `${stage} ${subjectId}`,
        ...(recording && { recordingId: recording.id }),
        state: "failed",
        done: 0,
        total: recording?.durationSeconds ?? null,
        unit: "seconds",
        error,
        startedAt: lastAttemptAt,
      }),
    );
    const failedIds = new Set(failed.map(({ id }) => id));
    const waiting = pending.transcribe.map(
      (recording): Job => ({
        id: `transcribe-${recording.id}`,
        stage: "transcribe",
        subject: recording.filename,
        recordingId: recording.id,
        state: "waiting",
        done: 0,
        total: recording.durationSeconds,
        unit: "seconds",
        startedAt: null,
      }),
    );
    return [
      ...jobs.filter(({ id, state }) => state !== "failed" || !failedIds.has(id)),
      ...failed.filter(({ id }) => !known.has(id)),
      ...waiting.filter(({ id }) => !undone.has(id) && !failedIds.has(id)),
    ].sort((a, b) => order[a.state] - order[b.state]);
  }

  /** Stops a job, or takes it out of the queue; waits until it has stopped. @throws ArchiveError `not-found`; RequestError `conflict` */
  async cancel(id: string): Promise<Job> {
    const entry = this.#entries.get(id) ?? (await this.#holdBackWaiting(id));
    const { job, lane } = entry;
    if (!isOpen(job))
      throw new RequestError("conflict", `job ${id} is ${job.state}`, "there is nothing to cancel");
    this.#heldBack.add(id);
    const queued = this.#queues[lane].indexOf(entry);
    entry.stop.abort();
    if (queued >= 0) {
      this.#queues[lane].splice(queued, 1);
      // Begun with an aborted signal it ends at once, and whoever handed it in hears of it.
      entry.done = this.#run(entry);
    }
    await entry.done;
    return job;
  }

  /** Does failed or cancelled work again. @throws ArchiveError `not-found`; RequestError `conflict` */
  async retry(id: string): Promise<Job> {
    const known = this.#entries.get(id);
    if (known && (isOpen(known.job) || known.job.state === "done"))
      throw new RequestError("conflict", `job ${id} is ${known.job.state}`, "there is nothing to try again");
    this.#heldBack.delete(id);
    const { failures } = await this.#archive.listPendingWork({ limit: 1 });
    const failure = failures.find(({ stage, subjectId }) => `${stage}-${subjectId}` === id);
    if (failure) this.#archive.forgetFailure(failure.stage, failure.subjectId);
    if (known) {
      const { job, lane, work } = known;
      const { recordingId, total, stage, subject, unit } = job;
      return this.add(lane, { id, stage, subject, unit, total, work, ...(recordingId && { recordingId }) });
    }
    if (!failure) throw noSuchJob(id);
    if (failure.stage === "transcribe") return this.transcribe(failure.subjectId);
    return this.add("model", { ...this.#indexing(), id });
  }

  /** Ends the work of a recording that is being removed. */
  async dropRecording(recordingId: number): Promise<void> {
    const open = [...this.#entries.values()].filter(
      ({ job }) => job.recordingId === recordingId && isOpen(job),
    );
    for (const { job } of open) await this.cancel(job.id);
  }

  /** A recording that came back from the trash is worked on again. */
  releaseRecording(recordingId: number): void {
    this.#heldBack.delete(`transcribe-${recordingId}`);
    this.#entries.delete(`transcribe-${recordingId}`);
  }

  /** Cancels what runs; what waits is found again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running.values()];
    for (const entry of running) entry.stop.abort();
    await Promise.all(running.map(({ done }) => done));
  }

  async #runLane(lane: Lane): Promise<void> {
    if (this.#running.has(lane) || this.#closed) return;
    const entry = this.#queues[lane].shift() ?? (lane === "model" ? await this.#nextMissing() : undefined);
    // While the database was asked another call may have begun.
    if (!entry || this.#closed) return;
    if (this.#running.has(lane)) {
      this.#queues[lane].unshift(entry);
      return;
    }
    this.#running.set(lane, entry);
    entry.done = this.#run(entry);
    await entry.done;
    this.#running.delete(lane);
    this.#trim();
    void this.#runLane(lane);
  }

  async #run(entry: Entry): Promise<void> {
    const { job, stop, work } = entry;
    if (!stop.signal.aborted) {
      job.state = "running";
      job.startedAt = new Date().toISOString();
      this.#tell(entry);
    }
    try {
      await work({ signal: stop.signal, onProgress: (progress) => this.#note(entry, progress) });
      this.#finish(entry, "done");
    } catch (error) {
      this.#heldBack.add(job.id);
      this.#isPaused ||= standsInTheWay.some((code) => isArchiveError(error, code));
      if (stop.signal.aborted || isArchiveError(error, "cancelled")) this.#finish(entry, "cancelled");
      else this.#finish(entry, "failed", toFault(error));
    }
  }

  #note(entry: Entry, { stage, done, total, unit }: WorkProgress): void {
    const { job } = entry;
    const isIndexing = job.stage === "index" || job.stage === "embed";
    if (isIndexing && (stage === "index" || stage === "embed")) job.stage = stage;
    // What follows recognition (a few seconds of indexing) is not measured in its unit.
    else if (stage !== job.stage) return;
    Object.assign(job, { done, total, unit });
    if (performance.now() - entry.toldMs >= tellEveryMs) this.#tell(entry);
  }

  #finish(entry: Entry, state: "done" | "failed" | "cancelled", error?: Fault): void {
    const { job } = entry;
    job.state = state;
    if (error) job.error = error;
    if (state === "done" && job.total !== null) job.done = job.total;
    this.#tell(entry);
    if (job.stage === "transcribe" && job.recordingId !== undefined)
      this.#events.emit({ type: "recording", data: { id: job.recordingId, change: "changed" } });
  }

  #tell(entry: Entry): void {
    entry.toldMs = performance.now();
    this.#events.emit({ type: "job", data: { ...entry.job } });
  }

  /** What the database says is missing next. */
  async #nextMissing(): Promise<Entry | undefined> {
    if (!this.#automatic || this.#archive.readOnly || this.#isLooking || this.#isPaused) return undefined;
    let pending: Awaited<ReturnType<Archive["listPendingWork"]>>;
    this.#isLooking = true;
    try {
      pending = await this.#archive.listPendingWork({ limit: this.#heldBack.size + 1 });
    } catch {
      // Another program has the database for itself; the next wake asks again.
      return undefined;
    } finally {
      this.#isLooking = false;
    }
    const recording = pending.transcribe.find(({ id }) => !this.#heldBack.has(`transcribe-${id}`));
    const isIndexOpen = pending.index + pending.embed > 0 && !this.#heldBack.has("index");
    const next = recording
      ? this.#transcription(recording, { again: false })
      : isIndexOpen
        ? this.#indexing()
        : undefined;
    if (!next) return undefined;
    const { work, ...rest } = next;
    // A pass over the index that could not do everything is not begun again and again.
    if (rest.id === "index") this.#heldBack.add("index");
    return this.#newEntry("model", { ...rest, total: rest.total ?? null, ...blank }, work);
  }

  #transcription(
    { id, filename, durationSeconds }: { id: number; filename: string; durationSeconds: number },
    { again, language }: { again: boolean; language?: string | undefined },
  ): NewJob {
    return {
      id: `transcribe-${id}`,
      stage: "transcribe",
      subject: filename,
      recordingId: id,
      total: durationSeconds,
      unit: "seconds",
      work: async (options) => {
        const outcomes = await Array.fromAsync(
          this.#archive.transcribe({ recordings: [id], again, language, ...options }),
        );
        for (const outcome of outcomes) if (outcome.status === "failed") throw outcome.error;
        if (outcomes.length === 0 && this.#archive.describe(id).transcriptions.length === 0)
          throw new ArchiveError(
            "archive-busy",
            `${filename}: another program transcribes it already`,
            "wait for it, or stop the other program",
          );
      },
    };
  }

  #indexing(): NewJob {
    return {
      id: "index",
      stage: "index",
      subject: "",
      unit: "transcriptions",
      work: async (options) => void (await this.#archive.indexPending(options)),
    };
  }

  #newEntry(lane: Lane, job: Job, work: Work): Entry {
    const entry: Entry = {
      job,
      work,
      lane,
      stop: new AbortController(),
      toldMs: 0,
      done: Promise.resolve(),
    };
    // Last in the list is newest.
    this.#entries.delete(job.id);
    this.#entries.set(job.id, entry);
    return entry;
  }

  /** A recording that waits according to the database only: cancelled, it is left alone until a person asks. */
  async #holdBackWaiting(id: string): Promise<Entry> {
    const { transcribe } = await this.#archive.listPendingWork();
    const recording = transcribe.find((one) => `transcribe-${one.id}` === id);
    if (!recording) throw noSuchJob(id);
    const { work, ...rest } = this.#transcription(recording, { again: false });
    const entry = this.#newEntry("model", { ...rest, total: rest.total ?? null, ...blank }, work);
    this.#queues.model.push(entry);
    return entry;
  }

  #trim(): void {
    const closed = [...this.#entries.values()].filter(({ job }) => !isOpen(job));
    for (const { job } of closed.slice(0, -keptJobs)) this.#entries.delete(job.id);
  }
}

/** Whoever comes next would fail the same way. */
const standsInTheWay = ["model-missing", "disk-full", "no-permission"] as const;
const blank = { state: "waiting" as const, done: 0, startedAt: null };
const order: Record<Job["state"], number> = { running: 0, waiting: 1, failed: 2, cancelled: 3, done: 4 };

function isOpen({ state }: Job): boolean {
  return state === "waiting" || state === "running";
}

function toFault(error: unknown): Fault {
  if (isArchiveError(error)) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "unexpected", message, hint: "this is a fault of the program: please report it" };
}

function noSuchJob(id: string): ArchiveError {
  return new ArchiveError("not-found", `there is no job "${id}"`, "GET /api/jobs lists them");
}
