/** What the page knows of the archive at any moment, kept fresh by the server's events. */

import { computed, signal } from "@preact/signals";
import { api, type Job, type Recording, type Status } from "./api.ts";
import { isReachable } from "./reachable.ts";

/** Null until the first answer. */
export const status = signal<Status | null>(null);
/** Recordings that were cut off and saved at the server's start: the server says it once, the page until it is closed. */
export const recovered = signal<readonly Recording[]>([]);
/** Every job of this server's run, newest state. */
export const jobs = signal<ReadonlyMap<string, Job>>(new Map());

export const activeJobs = computed(() =>
  [...jobs.value.values()].filter(({ state }) => state === "running" || state === "waiting"),
);

export type RecordingChange = { id: number; change: "added" | "changed" | "removed" };

const changeListeners = new Set<(change: RecordingChange) => void>();

/** Calls back when a recording was added, changed or removed, by whomever. @returns ends the calling back */
export function onRecordingChange(listener: (change: RecordingChange) => void): () => void {
  changeListeners.add(listener);
  return () => changeListeners.delete(listener);
}

/** Begins to follow the server; once, when the page starts. */
export function followArchive(): void {
  void refreshStatus();
  void api.events((event) => {
    if (event.type === "hello") {
      void refreshJobs();
      refreshSoon();
    }
    if (event.type === "job") takeJob(event.data);
    if (event.type === "recording") {
      for (const listener of changeListeners) listener(event.data);
      refreshSoon();
    }
  });
  window.addEventListener("online", () => void refreshStatus());
}

export async function refreshStatus(): Promise<void> {
  try {
    const answer = await api.status();
    status.value = answer;
    if (answer.recovered.length > 0) recovered.value = [...recovered.peek(), ...answer.recovered];
  } catch {
    // `isReachable` says so; the next event tries again.
    if (!isReachable.peek()) setTimeout(refreshStatus, 2000);
  }
}

/** Puts a job's newer state in place; the answer of a call that started one is given here too. */
export function takeJob(job: Job): void {
  jobs.value = new Map(jobs.peek()).set(job.id, job);
  if (job.state !== "running") refreshSoon();
}

async function refreshJobs(): Promise<void> {
  try {
    const { jobs: list } = await api.listJobs();
    jobs.value = new Map(list.map((job) => [job.id, job]));
  } catch {
    // The events connect again and ask again.
  }
}

let isRefreshPlanned = false;

/** Many events come at once in an import; the status is asked for after them. */
function refreshSoon(): void {
  if (isRefreshPlanned) return;
  isRefreshPlanned = true;
  setTimeout(() => {
    isRefreshPlanned = false;
    void refreshStatus();
  }, 300);
}
