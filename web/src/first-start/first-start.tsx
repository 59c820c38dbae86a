import { useState } from "preact/hooks";
import { api } from "../api/api.ts";
import { activeJobs, takeJob } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { showToast } from "../components/toast.tsx";
import { texts } from "../i18n/texts.ts";
import { JobLine } from "../work/job-line.tsx";
import "./first-start.css";

const words = texts({
  title: {
    en: "Your recordings, found by word and by meaning",
    ru: "Ваши записи: найти по слову и по смыслу",
  },
  lead: {
    en: "Fonoteka listens to your recordings on this computer, writes down what was said and finds every place of it. Nothing leaves the machine.",
    ru: "Фонотека слушает ваши записи на этом компьютере, записывает сказанное и находит каждое место. Ничего не уходит с машины.",
  },
  bringIn: { en: "Bring in your recordings", ru: "Добавить свои записи" },
  bringInText: {
    en: "Drop files or folders anywhere on this page: MP3, M4A, WAV, Opus, video and more.",
    ru: "Перетащите файлы или папки в любое место страницы: MP3, M4A, WAV, Opus, видео и другие.",
  },
  bringInTouch: {
    en: "Any sound or video on this device: MP3, M4A, WAV, Opus and more.",
    ru: "Любой звук и видео с этого устройства: MP3, M4A, WAV, Opus и другие.",
  },
  samples: { en: "Try with the samples", ru: "Попробовать на примерах" },
  samplesText: {
    en: "Eight short conversations in Russian and English. They can be removed afterwards.",
    ru: "Восемь коротких разговоров по-русски и по-английски. Потом их можно удалить.",
  },
  record: { en: "Record something", ru: "Записать с микрофона" },
  working: { en: "The samples are coming in", ru: "Примеры загружаются" },
});

/** What an empty archive shows instead of a search. */
export function FirstStart() {
  const [isAsking, setAsking] = useState(false);
  const tryExamples = async () => {
    setAsking(true);
    try {
      takeJob((await api.addSamples()).job);
    } catch (error) {
      setAsking(false);
      showToast(describeError(error), { look: "failure" });
    }
  };
  return (
    <section class="first">
      <h1>{words.title()}</h1>
      <p class="first-lead">{words.lead()}</p>
      <ul class="first-ways">
        <li>
          <Icon name="bringIn" size={28} />
          <ButtonLink look="primary" href="/bring-in">
            {words.bringIn()}
          </ButtonLink>
          <p class="bring-mouse">{words.bringInText()}</p>
          <p class="bring-touch">{words.bringInTouch()}</p>
        </li>
        <li>
          <Icon name="library" size={28} />
          <Button onClick={tryExamples} disabled={isAsking}>
            {isAsking ? words.working() : words.samples()}
          </Button>
          <p>{words.samplesText()}</p>
        </li>
      </ul>
      <p class="first-record">
        <Icon name="microphone" size={18} /> <a href="/record">{words.record()}</a>
      </p>
      {activeJobs.value.length > 0 && (
        <ul class="jobs" aria-live="polite">
          {activeJobs.value.slice(0, 3).map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </ul>
      )}
    </section>
  );
}
