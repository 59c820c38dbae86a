import type { Job } from "../api/api.ts";
import { activeJobs, jobs, status } from "../api/archive-state.ts";
import { ButtonLink } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { formatNumber } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { JobLine } from "./job-line.tsx";
import { ModelList } from "./model-list.tsx";
import "./work-page.css";

const words = texts({
  title: { en: "Work", ru: "Работа" },
  now: { en: "Now", ru: "Сейчас" },
  failed: { en: "Did not work", ru: "Не удалось" },
  finished: { en: "Finished", ru: "Завершено" },
  idle: { en: "Nothing to do", ru: "Всё сделано" },
  idleText: {
    en: "All recordings are transcribed and searchable.",
    ru: "Все записи распознаны, поиск по ним работает.",
  },
  waitingText: {
    en: {
      one: "{count} recording waits to be transcribed.",
      other: "{count} recordings wait to be transcribed.",
    },
    ru: {
      one: "{count} запись ждёт распознавания.",
      few: "{count} записи ждут распознавания.",
      many: "{count} записей ждут распознавания.",
    },
  },
  nothing: { en: "There are no recordings yet.", ru: "Записей пока нет." },
  bringIn: { en: "Bring in recordings", ru: "Добавить записи" },
  more: {
    en: { one: "and {count} more", other: "and {count} more" },
    ru: { one: "и ещё {count}", few: "и ещё {count}", many: "и ещё {count}" },
  },
  passages: {
    en: "{vectors} of {passages} passages searchable by meaning",
    ru: "Поиск по смыслу: {vectors} из {passages} отрывков",
  },
});

const longestList = 30;

/** What the machine is doing, live. */
export function WorkPage() {
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
      <JobSection title={words.finished()} list={finished} />
      <ModelList />
    </>
  );
}

function JobSection({ title, list }: { title: string; list: Job[] }) {
  if (list.length === 0) return null;
  return (
    <section class="work-section">
      <h2>{title}</h2>
      <ul class="jobs">
        {list.slice(0, longestList).map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
        {list.length > longestList && (
          <li class="job job-rest">{words.more({ count: list.length - longestList })}</li>
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
        actions={<ButtonLink href="/bring-in">{words.bringIn()}</ButtonLink>}
      >
        {words.nothing()}
      </EmptyState>
    );
  }
  return <p class="work-idle">{waiting > 0 ? words.waitingText({ count: waiting }) : words.idleText()}</p>;
}
