import type { Job } from "../api/api.ts";
import { formatBytes, formatClock, formatDateTime, formatNumber, formatPercent } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";

const stages = texts({
  import: { en: "Importing", ru: "Добавление" },
  transcribe: { en: "Transcribing", ru: "Расшифровка" },
  index: { en: "Indexing", ru: "Индексирование" },
  embed: { en: "Indexing by meaning", ru: "Подготовка поиска по смыслу" },
  download: { en: "Downloading", ru: "Скачивание" },
});

const states = texts({
  waiting: { en: "waiting", ru: "в очереди" },
  done: { en: "done", ru: "готово" },
  failed: { en: "failed", ru: "ошибка" },
  cancelled: { en: "cancelled", ru: "отменено" },
});

const words = texts({
  of: { en: "{done} of {total}", ru: "{done} из {total}" },
  wentOn: { en: "resumed at {at}", ru: "продолжено с {at}" },
  elsewhere: { en: "process {process} on {host}", ru: "процесс {process} на компьютере {host}" },
  recordedHere: { en: "recording of {date}", ru: "запись от {date}" },
});

/** What the job does: `Transcribing`. */
export function nameStage({ stage }: Pick<Job, "stage">): string {
  return stages[stage]();
}

/** A file name as it is; an interrupted recording of the microphone has only the time when it began. */
export function describeSubject(subject: string): string {
  const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(subject);
  return isTime ? words.recordedHere({ date: formatDateTime(subject) }) : subject;
}

/** The name of the model that the job downloads; undefined for other jobs. */
export function downloadedModel({ id, stage }: Pick<Job, "id" | "stage">): string | undefined {
  return stage === "download" ? id.slice("download-".length) : undefined;
}

/** 0…1, or null if the total is unknown. */
export function shareOf({ done, total }: Pick<Job, "done" | "total">): number | null {
  return total ? Math.min(1, done / total) : null;
}

/** `42 % · 1:05 of 2:33`, or the state of a job that is not running. */
export function describeProgress(job: Job): string {
  if (job.state !== "running") return states[job.state]();
  const { done, total, unit } = job;
  if (!total) return "";
  const say = (value: number) => {
    if (unit === "seconds") return formatClock(value * 1000);
    return unit === "bytes" ? formatBytes(value) : formatNumber(value);
  };
  const progress = `${formatPercent(Math.min(1, done / total))} · ${words.of({ done: say(done), total: say(total) })}`;
  const notes = [
    ...(job.resumedAt ? [words.wentOn({ at: say(job.resumedAt) })] : []),
    ...(job.holder ? [words.elsewhere({ process: job.holder.processId, host: job.holder.host })] : []),
  ];
  return [progress, ...notes].join(" · ");
}
