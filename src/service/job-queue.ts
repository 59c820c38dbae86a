import { type ArchiveError, archiveError, type ErrorInfo, isArchiveError, toErrorInfo } from "../errors.ts";
import type { WorkProgress } from "../fonoteka.ts";
import type { EventLog } from "./event-log.ts";
import { isOpen, type Job, type NewJob, toWaitingJob, type Work } from "./job.ts";
import { serviceError } from "./service-error.ts";

/** Each lane does one job at a time; lanes use different parts of the machine, or must not delay each other. */
export type Lane = "import" | "model" | "index" | "download";

type Entry = {
  job: Job;
  work: Work;
  dismiss: NewJob["dismiss"];
  lane: Lane;
  stop: AbortController;
  /** `performance.now()` of the last event about it. */
  lastEmitMs: number;
  done: Promise<void>;
};

type JobQueueOptions = {
  events: EventLog;
  /** Asked for more work when the lane `model` has nothing queued. */
  findNext: () => Promise<NewJob | undefined>;
  /** Called when a job failed or was cancelled. */
  onStopped: (id: string, error: unknown) => void;
};

/** Minimum time between two progress events of a job: more would only make a page redraw more. */
const minEmitIntervalMs = 250;
/** Finished jobs that are still listed. */
const maxFinishedJobs = 200;

/** Reason of the signal when the queue closes: nobody has cancelled the work, and the next process does it. */
export const queueClosed = Symbol("the queue is closed");

/** Runs jobs, one at a time in each lane, and reports every change to the event log. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #queues: Record<Lane, Entry[]> = { import: [], model: [], index: [], download: [] };
  readonly #running = new Map<Lane, Entry>();
  #closed = false;

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** Queues a job; while a job of the same id is open, that one is returned instead. */
  add(lane: Lane, newJob: NewJob): Job {
    const known = this.#entries.get(newJob.id);
    if (known && isOpen(known.job)) return known.job;
    const entry = this.#newEntry(lane, newJob);
    this.#queues[lane].push(entry);
    this.#emit(entry);
    void this.run(lane);
    return entry.job;
  }

  /** Jobs of this process, oldest first. */
  list(): Job[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  find(id: string): Job | undefined {
    return this.#entries.get(id)?.job;
  }

  /** Queues a job of this process again. @throws ArchiveError `not-found` */
  again(id: string): Job {
    const { lane, work, dismiss, job } = this.#get(id);
    const { stage, subject, unit, total, recordingId } = job;
    return this.add(lane, {
      id,
      stage,
      subject,
      unit,
      total,
      work,
      dismiss,
      ...(recordingId !== undefined && { recordingId }),
    });
  }

  /** Stops a job, or takes it out of its queue; waits until it has stopped. @throws ArchiveError `not-found`; ServiceError `conflict` */
  async cancel(id: string): Promise<Job> {
    const entry = this.#get(id);
    const { job, lane } = entry;
    if (!isOpen(job)) throw serviceError("job-not-cancellable", { job: id, state: job.state });
    const place = this.#queues[lane].indexOf(entry);
    entry.stop.abort();
    if (place >= 0) {
      this.#queues[lane].splice(place, 1);
      // Started with an aborted signal it ends at once, and whoever queued it is notified.
      entry.done = this.#runEntry(entry);
    }
    await entry.done;
    return job;
  }

  /** Records a job as cancelled that was never queued here. */
  async addCancelled(newJob: NewJob): Promise<Job> {
    const entry = this.#newEntry("model", newJob);
    entry.stop.abort();
    await this.#runEntry(entry);
    return entry.job;
  }

  /** Lists a job that failed in an earlier process; it can be queued again. @param startedAt ISO 8601 */
  addFailed(lane: Lane, newJob: NewJob, error: ErrorInfo, startedAt: string): void {
    const entry = this.#newEntry(lane, newJob);
    Object.assign(entry.job, { state: "failed", error, startedAt } satisfies Partial<Job>);
    this.#emit(entry);
  }

  /** Whether a job has ended and keeps something, or is a failed download: a person may take it off the list. */
  isDismissable(id: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    const { job, dismiss } = entry;
    if (job.state === "cancelled") return dismiss !== undefined;
    // Other failures are in the database, and forgetting one starts its work again.
    return job.state === "failed" && (job.stage === "import" || job.stage === "download");
  }

  /** Takes a failed or cancelled job off the list, with what it kept. @throws ArchiveError `not-found` */
  async dismiss(id: string): Promise<Job> {
    const entry = this.#get(id);
    await entry.dismiss?.();
    this.discard(id);
    return entry.job;
  }

  /** Takes a job off the list and tells listeners; what it kept stays. */
  discard(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.job.state = "cancelled";
    entry.job.isDiscarded = true;
    this.#emit(entry);
    this.forget(id);
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }

  /** Runs what is queued in a lane, one job after another. */
  async run(lane: Lane): Promise<void> {
    if (this.#running.has(lane) || this.#closed) return;
    const entry = this.#queues[lane].shift() ?? (lane === "model" ? await this.#nextEntry() : undefined);
    // While the database was asked, another call may have started one.
    if (!entry || this.#closed) return;
    if (this.#running.has(lane)) {
      this.#queues[lane].unshift(entry);
      return;
    }
    this.#running.set(lane, entry);
    entry.done = this.#runEntry(entry);
    await entry.done;
    this.#running.delete(lane);
    this.#trim();
    void this.run(lane);
  }

  /** Cancels what runs and starts nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running.values()];
    for (const entry of running) entry.stop.abort(queueClosed);
    await Promise.all(running.map(({ done }) => done));
  }

  async #nextEntry(): Promise<Entry | undefined> {
    const next = await this.#options.findNext();
    return next && this.#newEntry("model", next);
  }

  async #runEntry(entry: Entry): Promise<void> {
    const { job, stop, work } = entry;
    if (!stop.signal.aborted) {
      job.state = "running";
      job.startedAt = new Date().toISOString();
      this.#emit(entry);
    }
    try {
      await work({ signal: stop.signal, onProgress: (progress) => this.#note(entry, progress) });
      this.#finish(entry, "done");
    } catch (error) {
      this.#options.onStopped(job.id, error);
      if (stop.signal.aborted || isArchiveError(error, "cancelled")) this.#finish(entry, "cancelled");
      else this.#finish(entry, "failed", toErrorInfo(error, `job ${job.id}`));
    }
  }

  #note(entry: Entry, { stage, done, total, unit, resumedAt }: WorkProgress): void {
    const { job } = entry;
    const isIndexing = job.stage === "index" || job.stage === "embed";
    if (isIndexing && (stage === "index" || stage === "embed")) job.stage = stage;
    // What follows recognition (a few seconds of indexing) is not measured in its unit.
    else if (stage !== job.stage) return;
    Object.assign(job, { done, total, unit, ...(resumedAt !== undefined && { resumedAt }) });
    if (performance.now() - entry.lastEmitMs >= minEmitIntervalMs) this.#emit(entry);
  }

  #finish(entry: Entry, state: "done" | "failed" | "cancelled", error?: ErrorInfo): void {
    const { job } = entry;
    job.state = state;
    if (error) job.error = error;
    if (state === "done" && job.total !== null) job.done = job.total;
    this.#emit(entry);
    if (job.stage === "transcribe" && job.recordingId !== undefined)
      this.#options.events.emit({ type: "recording", data: { id: job.recordingId, change: "changed" } });
  }

  #emit(entry: Entry): void {
    entry.lastEmitMs = performance.now();
    this.#options.events.emit({ type: "job", data: { ...entry.job } });
  }

  #newEntry(lane: Lane, newJob: NewJob): Entry {
    const entry: Entry = {
      job: toWaitingJob(newJob),
      work: newJob.work,
      dismiss: newJob.dismiss,
      lane,
      stop: new AbortController(),
      lastEmitMs: 0,
      done: Promise.resolve(),
    };
    // The newest is last in the list.
    this.#entries.delete(newJob.id);
    this.#entries.set(newJob.id, entry);
    return entry;
  }

  #get(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw noSuchJob(id);
    return entry;
  }

  #trim(): void {
    const finished = [...this.#entries.values()].filter(
      ({ job, dismiss }) => !isOpen(job) && !(job.state !== "done" && dismiss),
    );
    for (const { job } of finished.slice(0, -maxFinishedJobs)) this.#entries.delete(job.id);
  }
}

export function noSuchJob(id: string): ArchiveError {
  return archiveError("job-not-found", { job: id });
}
