import { useEffect, useState } from "preact/hooks";
import { api, type Upload } from "../api/api.ts";
import { jobs } from "../api/archive-state.ts";
import { formatBytes, formatDateTime } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { DiscardButton } from "./discard-button.tsx";

const words = texts({
  title: { en: "Unfinished uploads", ru: "Незаконченные загрузки" },
  lead: {
    en: "Choose the same file again to continue. What has arrived stays until you discard it.",
    ru: "Чтобы продолжить, выберите тот же файл ещё раз. Полученная часть хранится, пока вы её не удалите.",
  },
  facts: { en: "{done} of {total}, since {date}", ru: "{done} из {total}, с {date}" },
});

/** Uploads that have not arrived completely, from any device. */
export function UnfinishedUploads() {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const refresh = () =>
    api.listUploads().then(
      (answer) => setUploads(answer.uploads.filter(({ state }) => state === "receiving")),
      () => {},
    );
  const finished = jobs.value.size;
  useEffect(() => void refresh(), [finished]);
  if (uploads.length === 0) return null;
  return (
    <section class="activity-section">
      <h2>{words.title()}</h2>
      <p class="activity-lead">{words.lead()}</p>
      <ul class="jobs">
        {uploads.map(({ id, name, offset, byteLength, startedAt }) => (
          <li key={id} class="job">
            <div class="job-what">
              <p>{name}</p>
              <p class="job-state times">
                {words.facts({
                  done: formatBytes(offset),
                  total: formatBytes(byteLength),
                  date: formatDateTime(startedAt),
                })}
              </p>
            </div>
            <DiscardButton name={name} discard={() => api.cancelUpload(id).then(refresh)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
