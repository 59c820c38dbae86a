import type { PendingWork } from "../fonoteka.ts";
import { transcriptionJobId } from "./archive-jobs.ts";
import { isOpen, type Job } from "./job.ts";

const order: Record<Job["state"], number> = { running: 0, waiting: 1, failed: 2, cancelled: 3, done: 4 };

/**
 * One list of the jobs of this process and of what waits or failed according to the database: running first, then
 * waiting, failed, cancelled, done.
 */
export function listJobs(jobs: readonly Job[], pending: PendingWork): Job[] {
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
    ({ id, filename, durationSeconds, state, holder, recognisedSeconds = 0 }): Job => ({
      id: transcriptionJobId(id),
      stage: "transcribe",
      subject: filename,
      recordingId: id,
      // Of another process only its checkpoints are known.
      state: state === "working" ? "running" : "waiting",
      done: recognisedSeconds,
      total: durationSeconds,
      unit: "seconds",
      ...(holder && { holder }),
      startedAt: null,
    }),
  );
  return [
    ...jobs.filter(({ id, state }) => state !== "failed" || !failedIds.has(id)),
    ...failed.filter(({ id }) => !known.has(id)),
    ...waiting.filter(({ id }) => !undone.has(id) && !failedIds.has(id)),
  ].sort((a, b) => order[a.state] - order[b.state]);
}
