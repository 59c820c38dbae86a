import { useState } from "preact/hooks";
import { JobLine } from "../activity/job-line.tsx";
import { api } from "../api/api.ts";
import { activeJobs, updateJob } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { showToast } from "../components/toast.tsx";
import { texts } from "../i18n/texts.ts";
import "./first-start.css";

const words = texts({
  title: {
    en: "Your recordings, found by word and by meaning",
    ru: "Ваши записи: поиск по словам и по смыслу",
  },
  lead: {
    en: "Fonoteka transcribes your recordings and searches everything that was said. It all happens on this computer; nothing is sent anywhere.",
    ru: "Fonoteka расшифровывает записи и ищет по всему, что в них сказано. Всё происходит на этом компьютере: ничего никуда не отправляется.",
  },
  import: { en: "Import recordings", ru: "Добавить записи" },
  importText: {
    en: "Drop files or folders anywhere on this page: MP3, M4A, WAV, Opus, video and more.",
    ru: "Перетащите файлы или папки в любое место страницы: MP3, M4A, WAV, Opus, видео и другие.",
  },
  importTouch: {
    en: "Any audio or video on this device: MP3, M4A, WAV, Opus and more.",
    ru: "Любые аудио и видео с этого устройства: MP3, M4A, WAV, Opus и другие.",
  },
  samples: { en: "Try the samples", ru: "Попробовать на примерах" },
  samplesText: {
    en: "Eight short conversations in Russian and English. You can remove them later.",
    ru: "Восемь коротких разговоров на русском и английском. Потом их можно удалить.",
  },
  record: { en: "Record with the microphone", ru: "Записать с микрофона" },
  working: { en: "Importing the samples…", ru: "Примеры добавляются…" },
});

/** The start page of an empty archive. */
export function FirstStart() {
  const [isAsking, setAsking] = useState(false);
  const trySamples = async () => {
    setAsking(true);
    try {
      updateJob((await api.addSamples()).job);
    } catch (error) {
      setAsking(false);
      showToast(describeError(error), { variant: "failure" });
    }
  };
  return (
    <section class="first">
      <h1>{words.title()}</h1>
      <p class="first-lead">{words.lead()}</p>
      <ul class="first-ways">
        <li>
          <Icon name="import" size={28} />
          <ButtonLink variant="primary" href="/import">
            {words.import()}
          </ButtonLink>
          <p class="if-mouse">{words.importText()}</p>
          <p class="if-touch">{words.importTouch()}</p>
        </li>
        <li>
          <Icon name="library" size={28} />
          <Button onClick={trySamples} disabled={isAsking}>
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
