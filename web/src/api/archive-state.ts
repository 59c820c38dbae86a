/** The state of the archive, kept up to date by the server's events. */

import { computed, signal } from "@preact/signals";
import { api, type Job, type Recording, type Status } from "./api.ts";
import { isReachable } from "./reachable.ts";

/** Null until the first answer. */
export const status = signal<Status | null>(null);
/** The archive can only be read: what would change it is not offered. */
export const isReadOnly = computed(() => status.value?.readOnly === true);
/** Interrupted recordings that the server saved when it started. It reports them once; the page keeps them until closed. */
export const recovered = signal<readonly Recording[]>([]);
/** All jobs since the server started, each with its latest state. */
export const jobs = signal<ReadonlyMap<string, Job>>(new Map());

export const activeJobs = computed(() =>
  [...jobs.value.values()].filter(({ state }) => state === "running" || state === "waiting"),
);

type RecordingChange = { id: number; change: "added" | "changed" | "removed" };

const changeListeners = new Set<(change: RecordingChange) => void>();

/** Calls the listener when a recording is added, changed or removed. @returns removes the listener */
export function onRecordingChange(listener: (change: RecordingChange) => void): () => void {
  changeListeners.add(listener);
  return () => changeListeners.delete(listener);
}

/** Starts to follow the server's events; called once, when the page starts. */
export function followArchive(): void {
  void refreshStatus();
  void api.events((event) => {
    if (event.type === "hello") {
      void refreshJobs();
      refreshSoon();
    }
    if (event.type === "job") updateJob(event.data);
    if (event.type === "recording") {
      for (const listener of changeListeners) listener(event.data);
      refreshSoon();
    }
  });
  window.addEventListener("online", () => void refreshStatus());
}

async function refreshStatus(): Promise<void> {
  try {
    const answer = await api.status();
    status.value = answer;
    if (answer.recovered.length > 0) recovered.value = [...recovered.peek(), ...answer.recovered];
  } catch {
    // `isReachable` reports it; the next event tries again.
    if (!isReachable.peek()) setTimeout(refreshStatus, 2000);
  }
}

/** Stores the new state of a job, from an event or from the call that started it. */
export function updateJob(job: Job): void {
  const changed = new Map(jobs.peek());
  if (job.isDiscarded) changed.delete(job.id);
  else changed.set(job.id, job);
  jobs.value = changed;
  if (job.state !== "running") refreshSoon();
}

async function refreshJobs(): Promise<void> {
  try {
    const { jobs: list } = await api.listJobs();
    jobs.value = new Map(list.map((job) => [job.id, job]));
  } catch {
    // When the events reconnect, this is called again.
  }
}

let isRefreshPlanned = false;

/** Refreshes the status a moment later: an import causes many events at once. */
function refreshSoon(): void {
  if (isRefreshPlanned) return;
  isRefreshPlanned = true;
  setTimeout(() => {
    isRefreshPlanned = false;
    void refreshStatus();
  }, 300);
}
