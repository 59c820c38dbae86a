import { useEffect, useState } from "preact/hooks";
import { api, type RecordingSummary } from "../api/api.ts";
import { activeJobs, onRecordingChange, status } from "../api/archive-state.ts";
import { Icon } from "../components/icon.tsx";
import { isSample, sampleQuestions } from "../first-start/sample-questions.ts";
import { displayTitle } from "../i18n/display-title.ts";
import { formatClock, formatLength, formatShortDate } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { StateTag } from "../library/state-tag.tsx";
import { recordingAddress, searchAddress } from "../routing/addresses.ts";
import "./home-page.css";

const words = texts({
  title: { en: "What was said?", ru: "Что было сказано?" },
  lead: {
    en: "{length} of audio. Search by word or by meaning; results appear as you type.",
    ru: "{length} аудио. Поиск по словам и по смыслу, результаты появляются по мере ввода.",
  },
  anyForm: { en: "a word in any form", ru: "слово в любой форме" },
  beginning: { en: "words that start with this", ru: "слова с таким началом" },
  phrase: { en: "an exact phrase", ru: "точная фраза" },
  question: { en: "a question in your own words", ru: "вопрос своими словами" },
  without: { en: "exclude a word", ru: "без этого слова" },
  exampleWord: { en: "budget", ru: "бюджет" },
  exampleBeginning: { en: "deliver*", ru: "достав*" },
  examplePhrase: { en: "“last Tuesday”", ru: "«в прошлый вторник»" },
  exampleQuestion: { en: "who pays for the delivery?", ru: "кто платит за доставку?" },
  exampleWithout: { en: "release -staging", ru: "релиз -стенд" },
  ways: { en: "How to search", ru: "Как искать" },
  try: { en: "Try a sample search", ru: "Попробуйте поискать" },
  latest: { en: "Latest recordings", ru: "Последние записи" },
  all: { en: "All recordings", ru: "Все записи" },
  working: {
    en: { one: "{count} job in progress", other: "{count} jobs in progress" },
    ru: {
      one: "Выполняется {count} задание",
      few: "Выполняются {count} задания",
      many: "Выполняется {count} заданий",
    },
  },
  progress: { en: "Show progress", ru: "Подробнее" },
});

/** The start page: how to search, and the latest recordings. */
export function HomePage() {
  const latest = useLatest();
  const seconds = status.value?.recordings.durationSeconds ?? 0;
  const working = activeJobs.value.length;
  const ways: [string, string][] = [
    [words.exampleWord(), words.anyForm()],
    [words.examplePhrase(), words.phrase()],
    [words.exampleQuestion(), words.question()],
    [words.exampleBeginning(), words.beginning()],
    [words.exampleWithout(), words.without()],
  ];
  return (
    <div class="home">
      <header>
        <h1>{words.title()}</h1>
        {seconds > 0 && <p class="home-lead">{words.lead({ length: formatLength(seconds) })}</p>}
      </header>
      {latest.some(isSample) ? (
        <section>
          <h2 class="home-label">{words.try()}</h2>
          <ul class="home-questions">
            {sampleQuestions().map((q) => (
              <li key={q}>
                <a href={searchAddress({ q })}>{q}</a>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <section>
          <h2 class="home-label">{words.ways()}</h2>
          <dl class="home-ways">
            {ways.map(([example, meaning]) => (
              <div key={meaning}>
                <dt>{example}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {working > 0 && (
        <p class="note" role="status">
          <Icon name="activity" size={18} />
          <span>
            {words.working({ count: working })}. <a href="/activity">{words.progress()}</a>
          </span>
        </p>
      )}
      <section>
        <div class="home-head">
          <h2 class="home-label">{words.latest()}</h2>
          <a href="/library">{words.all()}</a>
        </div>
        <ol class="home-list">
          {latest.map((recording) => (
            <li key={recording.id}>
              <a href={recordingAddress(recording.id)}>{displayTitle(recording)}</a>
              <StateTag recording={recording} />
              <span class="times home-date">{formatShortDate(recording.createdAt)}</span>
              <span class="times home-length">{formatClock(recording.durationSeconds * 1000)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function useLatest(): RecordingSummary[] {
  const [latest, setLatest] = useState<RecordingSummary[]>(lastSeen);
  useEffect(() => {
    const read = () =>
      api.listRecordings({ limit: 6, sort: "newest" }).then(
        ({ recordings }) => {
          lastSeen = recordings;
          setLatest(recordings);
        },
        () => {},
      );
    void read();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onRecordingChange(() => {
      clearTimeout(timer);
      timer = setTimeout(read, 300);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  return latest;
}

/** Shown at once on return to the page, so that nothing jumps. */
let lastSeen: RecordingSummary[] = [];
