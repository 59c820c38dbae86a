/** Work that outlives a request, as callers see it. */

import type { ErrorInfo } from "../errors.ts";
import type { Holder, WorkOptions, WorkProgress } from "../fonoteka.ts";

export const jobStages = ["import", "transcribe", "index", "embed", "download"] as const;
export const jobStates = ["waiting", "running", "done", "failed", "cancelled"] as const;

export type JobState = (typeof jobStates)[number];

export type Job = {
  /** Says what it is about: `transcribe-12`, `import-4f…`, `index`, `download-NAME`. The same work has the same id. */
  id: string;
  stage: (typeof jobStages)[number];
  /** File, recording or model it is about. */
  subject: string;
  recordingId?: number | undefined;
  state: JobState;
  /** In `unit`. */
  done: number;
  /** Null when the end is not known. */
  total: number | null;
  unit: WorkProgress["unit"];
  /** Where it went on after an interruption, in `unit`. */
  resumedAt?: number | undefined;
  /** The process that does it, if it is another one. */
  holder?: Holder | undefined;
  error?: ErrorInfo | undefined;
  /** It has left the list: a person discarded it, or another job replaced it. Set in its last event only. */
  isDiscarded?: true | undefined;
  /** ISO 8601; null while it waits. */
  startedAt: string | null;
};

/** One piece of work; throws when it fails. */
export type Work = (options: Required<Pick<WorkOptions, "signal" | "onProgress">>) => Promise<void>;

/** A job to be queued, and how to do it. */
export type NewJob = Pick<Job, "id" | "stage" | "subject" | "unit" | "recordingId"> & {
  total?: number | null | undefined;
  work: Work;
  /** Deletes what a failed job keeps so that it can be tried again. Such a job stays listed until it is dismissed or retried. */
  dismiss?: (() => Promise<void>) | undefined;
};

/** The job as it is before its start. */
export function toWaitingJob({ work: _, dismiss: __, total = null, ...rest }: NewJob): Job {
  return { ...rest, total, state: "waiting", done: 0, startedAt: null };
}

/** True while a job waits or runs. */
export function isOpen({ state }: Job): boolean {
  return state === "waiting" || state === "running";
}
