import type { Job } from "../api/api.ts";
import { activeJobs, jobs, status } from "../api/archive-state.ts";
import { ButtonLink } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { formatNumber } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { JobLine } from "./job-line.tsx";
import { ModelList } from "./model-list.tsx";
import { UnfinishedUploads } from "./unfinished-uploads.tsx";
import "./activity-page.css";

const words = texts({
  title: { en: "Activity", ru: "Обработка" },
  now: { en: "In progress", ru: "Сейчас" },
  failed: { en: "Failed", ru: "С ошибкой" },
  finished: { en: "Finished", ru: "Завершено" },
  idle: { en: "Nothing in progress", ru: "Сейчас ничего не выполняется" },
  idleText: {
    en: "All recordings are transcribed and searchable.",
    ru: "Все записи расшифрованы, поиск по ним работает.",
  },
  waitingText: {
    en: {
      one: "{count} recording is waiting for transcription.",
      other: "{count} recordings are waiting for transcription.",
    },
    ru: {
      one: "{count} запись ждёт расшифровки.",
      few: "{count} записи ждут расшифровки.",
      many: "{count} записей ждут расшифровки.",
    },
  },
  nothing: { en: "There are no recordings yet.", ru: "Записей пока нет." },
  import: { en: "Import recordings", ru: "Добавить записи" },
  more: { en: "and {count} more", ru: "и ещё {count}" },
  passages: {
    en: "Search by meaning: {vectors} of {passages} passages ready",
    ru: "Поиск по смыслу: готово {vectors} из {passages} отрывков",
  },
});

const maxShown = 30;

/** Running, failed and finished jobs, and the models. */
export function ActivityPage() {
  const all = [...jobs.value.values()];
  const failed = all.filter(({ state }) => state === "failed").reverse();
  const finished = all.filter(({ state }) => state === "done" || state === "cancelled").reverse();
  const running = activeJobs.value.filter(({ state }) => state === "running");
  const waiting = activeJobs.value.filter(({ state }) => state === "waiting");
  const index = status.value?.index;
  return (
    <>
      <header class="page-head">
        <h1>{words.title()}</h1>
        {index && index.vectors < index.passages && (
          <p class="times">
            {words.passages({ vectors: formatNumber(index.vectors), passages: formatNumber(index.passages) })}
          </p>
        )}
      </header>
      {activeJobs.value.length === 0 && <Idle />}
      <JobSection title={words.now()} list={[...running, ...waiting]} />
      <JobSection title={words.failed()} list={failed} />
      <UnfinishedUploads />
      <JobSection title={words.finished()} list={finished} />
      <ModelList />
    </>
  );
}

function JobSection({ title, list }: { title: string; list: Job[] }) {
  if (list.length === 0) return null;
  return (
    <section class="activity-section">
      <h2>{title}</h2>
      <ul class="jobs">
        {list.slice(0, maxShown).map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
        {list.length > maxShown && (
          <li class="job job-rest">{words.more({ count: list.length - maxShown })}</li>
        )}
      </ul>
    </section>
  );
}

function Idle() {
  const counts = status.value;
  if (!counts) return null;
  const waiting = counts.waiting.transcribe;
  if (counts.recordings.count === 0) {
    return (
      <EmptyState
        icon="check"
        title={words.idle()}
        actions={<ButtonLink href="/import">{words.import()}</ButtonLink>}
      >
        {words.nothing()}
      </EmptyState>
    );
  }
  return (
    <p class="activity-idle">{waiting > 0 ? words.waitingText({ count: waiting }) : words.idleText()}</p>
  );
}
