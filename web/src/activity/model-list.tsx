import { useEffect, useState } from "preact/hooks";
import { api, type Job, type KnownModel } from "../api/api.ts";
import { jobs, updateJob } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { Tag } from "../components/chip.tsx";
import { Progress } from "../components/progress.tsx";
import { showToast } from "../components/toast.tsx";
import { formatBytes, formatLanguage } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import { describeProgress, downloadedModel, shareOf } from "./describe-job.ts";

const words = texts({
  title: { en: "Models", ru: "Модели" },
  lead: {
    en: "Models for speech recognition and for search by meaning. They run on this computer; only downloading one needs the network.",
    ru: "Модели распознают речь и ищут по смыслу. Они работают на этом компьютере, сеть нужна только для скачивания.",
  },
  inUse: { en: "in use", ru: "используется" },
  download: { en: "Download", ru: "Скачать" },
  downloadNamed: { en: "Download {name}", ru: "Скачать {name}" },
  others: {
    en: { one: "{count} more model to download", other: "{count} more models to download" },
    ru: {
      one: "Ещё {count} модель для скачивания",
      few: "Ещё {count} модели для скачивания",
      many: "Ещё {count} моделей для скачивания",
    },
  },
  multilingual: { en: "many languages", ru: "много языков" },
});

const kinds = texts({
  speech: { en: "speech", ru: "речь" },
  embedding: { en: "meaning", ru: "смысл" },
  vad: { en: "voice activity", ru: "поиск пауз" },
});

const states = texts({
  bundled: { en: "included", ru: "входит в комплект" },
  cached: { en: "downloaded", ru: "скачана" },
});

/** Installed models and models to download: size, languages, licence. */
export function ModelList() {
  const [models, setModels] = useState<KnownModel[]>([]);
  const downloads = [...jobs.value.values()].filter(({ stage }) => stage === "download");
  const finished = downloads.filter(({ state }) => state === "done").length;
  useEffect(() => {
    api.listModels().then(
      (answer) => setModels(answer.models),
      () => {},
    );
  }, [finished]);
  if (models.length === 0) return null;
  // A model that is being downloaded stays in the visible list.
  const isHere = (model: KnownModel) =>
    model.state !== "absent" || downloads.some((job) => downloadedModel(job) === model.name);
  const here = models.filter(isHere);
  const absent = models.filter((model) => !isHere(model));
  const row = (model: KnownModel) => (
    <ModelRow
      key={model.name}
      model={model}
      job={downloads.find((job) => downloadedModel(job) === model.name)}
    />
  );
  return (
    <section class="activity-section">
      <h2>{words.title()}</h2>
      <p class="activity-lead">{words.lead()}</p>
      <ul class="models">{here.map(row)}</ul>
      {absent.length > 0 && (
        <details class="models-more">
          <summary>{words.others({ count: absent.length })}</summary>
          <ul class="models">{absent.map(row)}</ul>
        </details>
      )}
    </section>
  );
}

function ModelRow({ model, job }: { model: KnownModel; job: Job | undefined }) {
  const { name, description, kind, state, inUse, byteLength, languages, licence } = model;
  const isRunning = job?.state === "running" || job?.state === "waiting";
  const spoken = languages.map((code) => (code === "multi" ? words.multilingual() : formatLanguage(code)));
  const pull = async () => {
    try {
      updateJob((await api.pullModel(name)).job);
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
  };
  return (
    <li class="model">
      <div>
        <p class="model-name">
          {name}
          {inUse && <Tag variant="accent">{words.inUse()}</Tag>}
        </p>
        <p class="model-facts times">
          {kinds[kind]()} · {formatBytes(byteLength)} · {spoken.join(", ")} · {licence}
        </p>
        <p class="model-facts">{description[language.value]}</p>
      </div>
      {state === "absent" && !isRunning && (
        <Button icon="download" aria-label={words.downloadNamed({ name })} onClick={pull}>
          {words.download()}
        </Button>
      )}
      {state !== "absent" && <p class="model-facts">{states[state]()}</p>}
      {job && isRunning && (
        <div class="job-bar">
          <p class="model-facts times">{describeProgress(job)}</p>
          <Progress share={shareOf(job)} label={name} />
        </div>
      )}
    </li>
  );
}
