/**
 * The work of an archive as jobs. What waits and what failed is stored in data.db; only what a person asked for beyond
 * that is kept here.
 */

import { archiveError, type ErrorInfo, isArchiveError } from "../errors.ts";
import { type Archive, type ChannelChoice, type PendingWork, readLanguage } from "../fonoteka.ts";
import { errorFields, log } from "../log.ts";
import { transcribedElsewhere } from "../process-owner.ts";
import { indexJob, indexJobId, transcriptionJob, transcriptionJobId } from "./archive-jobs.ts";
import type { EventLog } from "./event-log.ts";
import { isOpen, type Job, type NewJob } from "./job.ts";
import { JobQueue, type Lane, noSuchJob } from "./job-queue.ts";
import { listJobs } from "./list-jobs.ts";
import { serviceError } from "./service-error.ts";

/** Waiting recordings named in a list of jobs. */
const maxListedWaiting = 500;

/** More recordings than other processes transcribe at the same time. */
const maxWorkingElsewhere = 10;
/** Errors that block the whole queue. */
const blockingCodes = [
  "model-missing",
  "native-module-missing",
  "disk-full",
  "no-permission",
  "too-many-files",
] as const;
/** The same of single reasons: recordings/ is not there. */
const blockingReasons = ["recordings-not-mounted", "recordings-of-another-archive"];

export class JobRunner {
  readonly #archive: Archive;
  readonly #queue: JobQueue;
  readonly #automatic: boolean;
  /** Ids of jobs that were cancelled or failed in this process: not started again automatically. */
  readonly #suppressed = new Set<string>();
  /** The database is being asked what is missing. */
  #isLooking = false;
  /** A blocking error occurred: nothing more starts automatically until `wake`. */
  #isPaused = false;

  /** @param options `automatic`: transcribe and index what the database says is missing, without being asked */
  constructor(archive: Archive, events: EventLog, { automatic }: { automatic: boolean }) {
    this.#archive = archive;
    this.#automatic = automatic;
    this.#queue = new JobQueue({
      events,
      findNext: () => this.#findNext(),
      onStopped: (id, error) => {
        this.#suppressed.add(id);
        this.#isPaused ||= blockingCodes.some((code) => isArchiveError(error, code));
        this.#isPaused ||= isArchiveError(error) && blockingReasons.includes(error.reason);
      },
    });
  }

  /** Queues work; while a job of the same id is open, that one is returned instead. */
  add(lane: Lane, newJob: NewJob): Job {
    this.#suppressed.delete(newJob.id);
    return this.#queue.add(lane, newJob);
  }

  /** Lists a job that failed in an earlier process. @param startedAt ISO 8601 */
  addFailed(lane: Lane, newJob: NewJob, error: ErrorInfo, startedAt: string): void {
    this.#queue.addFailed(lane, newJob, error, startedAt);
  }

  /** Transcribes one recording, whether it has a transcript or not. @throws ArchiveError `not-found`, `invalid-input` */
  transcribe(
    recordingId: number,
    { language, channels }: { language?: string | undefined; channels?: ChannelChoice | undefined } = {},
  ): Job {
    const { recording } = this.#archive.describe(recordingId);
    const spoken = language === undefined ? undefined : readLanguage(language);
    return this.add(
      "model",
      transcriptionJob(this.#archive, recording, { again: true, language: spoken, channels }),
    );
  }

  /** Indexes what is transcribed and cannot be found yet, whatever else is being done. */
  index(): Job {
    return this.add("index", indexJob(this.#archive));
  }

  /** Looks for work: something was added, or what blocked the queue may be gone. */
  wake(): void {
    this.#isPaused = false;
    this.#suppressed.delete(indexJobId);
    void this.#queue.run("model");
  }

  /** Jobs of this process, and what waits or failed according to the database. */
  async list(): Promise<Job[]> {
    const pending = await this.#archive.listPendingWork({ limit: maxListedWaiting });
    return listJobs(this.#queue.list(), pending);
  }

  /**
   * Stops a job, or takes it out of the queue; waits until it has stopped. A failed import or download, or a cancelled
   * import of an upload, is dismissed: it is no longer listed, and what was uploaded is deleted.
   * @throws ArchiveError `not-found`; ServiceError `conflict`
   */
  async cancel(id: string): Promise<Job> {
    const known = this.#queue.find(id);
    // A recording that waits according to the database only: not started again automatically.
    if (!known) return this.#queue.addCancelled(await this.#getWaiting(id));
    if (this.#queue.isDismissable(id)) return this.#queue.dismiss(id);
    const job = await this.#queue.cancel(id);
    this.#suppressed.add(id);
    return job;
  }

  /** Takes a job off the list; what it kept stays. */
  discard(id: string): void {
    this.#queue.discard(id);
  }

  /**
   * Does failed or cancelled work again.
   * @throws ArchiveError `not-found`, `no-permission` (the archive can only be read); ServiceError `conflict`
   */
  async retry(id: string): Promise<Job> {
    const known = this.#queue.find(id);
    if (known && (isOpen(known) || known.state === "done"))
      throw serviceError("job-not-retryable", { job: id, state: known.state });
    // Models are kept outside of the archive.
    if (this.#archive.readOnly && known?.stage !== "download") throw archiveError("archive-read-only", {});
    this.#suppressed.delete(id);
    const { failures } = await this.#archive.listPendingWork({ limit: 1 });
    const failure = failures.find(({ stage, subjectId }) => `${stage}-${subjectId}` === id);
    if (failure) this.#archive.forgetFailure(failure.stage, failure.subjectId);
    if (known) return this.#queue.again(id);
    if (!failure) throw noSuchJob(id);
    if (failure.stage === "transcribe") return this.transcribe(failure.subjectId);
    return this.add("model", { ...indexJob(this.#archive), id });
  }

  /** Cancels the work of a recording that is being removed. */
  async dropRecording(recordingId: number): Promise<void> {
    const open = this.#queue.list().filter((job) => job.recordingId === recordingId && isOpen(job));
    for (const { id } of open) await this.cancel(id);
  }

  /** A recording that was restored from the trash is worked on again. */
  releaseRecording(recordingId: number): void {
    this.#suppressed.delete(transcriptionJobId(recordingId));
    this.#queue.forget(transcriptionJobId(recordingId));
  }

  /** Cancels what runs; what waits is found again at the next start. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  /** What the database says is missing next. */
  async #findNext(): Promise<NewJob | undefined> {
    if (!this.#automatic || this.#archive.readOnly || this.#isLooking || this.#isPaused) return undefined;
    let pending: PendingWork;
    this.#isLooking = true;
    try {
      pending = await this.#archive.listPendingWork({ limit: this.#suppressed.size + maxWorkingElsewhere });
    } catch (error) {
      // Another program has locked the database; the next wake asks again.
      log("warn", "pending-work-not-read", errorFields(error));
      return undefined;
    } finally {
      this.#isLooking = false;
    }
    const recording = pending.transcribe.find(
      ({ id, state }) => state !== "working" && !this.#suppressed.has(transcriptionJobId(id)),
    );
    if (recording) return transcriptionJob(this.#archive, recording, { again: false });
    if (pending.index + pending.embed === 0 || this.#suppressed.has(indexJobId)) return undefined;
    // A pass over the index that could not do everything must not be repeated endlessly.
    this.#suppressed.add(indexJobId);
    return indexJob(this.#archive);
  }

  async #getWaiting(id: string): Promise<NewJob> {
    const { transcribe } = await this.#archive.listPendingWork();
    const recording = transcribe.find((waiting) => transcriptionJobId(waiting.id) === id);
    if (!recording) throw noSuchJob(id);
    if (recording.holder) throw transcribedElsewhere(recording.filename, recording.holder);
    return transcriptionJob(this.#archive, recording, { again: false });
  }
}
