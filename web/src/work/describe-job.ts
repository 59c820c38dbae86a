import type { Job } from "../api/api.ts";
import { formatBytes, formatClock, formatNumber, formatPercent } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";

const words = texts({
  import: { en: "Bringing in", ru: "Добавление" },
  transcribe: { en: "Transcribing", ru: "Распознавание" },
  index: { en: "Indexing", ru: "Индексирование" },
  embed: { en: "Preparing search by meaning", ru: "Подготовка поиска по смыслу" },
  download: { en: "Downloading", ru: "Скачивание" },
  waiting: { en: "waiting", ru: "в очереди" },
  done: { en: "done", ru: "готово" },
  failed: { en: "failed", ru: "не удалось" },
  cancelled: { en: "cancelled", ru: "отменено" },
  of: { en: "{done} of {total}", ru: "{done} из {total}" },
});

/** `Transcribing`, as a heading of what a job does. */
export function nameStage({ stage }: Pick<Job, "stage">): string {
  return words[stage]();
}

/** 0…1, or null where the whole is not known. */
export function shareOf({ done, total }: Pick<Job, "done" | "total">): number | null {
  return total ? Math.min(1, done / total) : null;
}

/** `42 % · 1:05 of 2:33`, or the state of one that is not running. */
export function describeProgress(job: Job): string {
  if (job.state !== "running") return words[job.state]();
  const { done, total, unit } = job;
  if (!total) return "";
  const say = (value: number) => {
    if (unit === "seconds") return formatClock(value * 1000);
    return unit === "bytes" ? formatBytes(value) : formatNumber(value);
  };
  return `${formatPercent(Math.min(1, done / total))} · ${words.of({ done: say(done), total: say(total) })}`;
}
