import type { ComponentType } from "preact";
import { ActivityPage } from "./activity/activity-page.tsx";
import { texts } from "./i18n/texts.ts";
import { ImportPage } from "./import/import-page.tsx";
import { NotFoundPage } from "./layout/not-found-page.tsx";
import { Shell } from "./layout/shell.tsx";
import { LibraryPage } from "./library/library-page.tsx";
import { lazyPage } from "./routing/lazy-page.tsx";
import { path } from "./routing/router.ts";
import { SearchPage } from "./search/search-page.tsx";
import { SettingsPage } from "./settings/settings-page.tsx";

const words = texts({
  search: { en: "Search", ru: "Поиск" },
  library: { en: "Library", ru: "Записи" },
  import: { en: "Import", ru: "Импорт" },
  record: { en: "Record", ru: "Диктофон" },
  activity: { en: "Activity", ru: "Обработка" },
  settings: { en: "Settings", ru: "Настройки" },
  recording: { en: "Recording", ru: "Запись" },
  notFound: { en: "Page not found", ru: "Страница не найдена" },
});

const RecordingPage = lazyPage(() =>
  import("./recording/recording-page.tsx").then((module) => module.RecordingPage),
);
const RecordPage = lazyPage(() => import("./recorder/record-page.tsx").then((module) => module.RecordPage));

type Route = { title: () => string; Page: ComponentType };

const routes: Record<string, Route> = {
  "/": { title: words.search, Page: SearchPage },
  "/library": { title: words.library, Page: LibraryPage },
  "/import": { title: words.import, Page: ImportPage },
  "/record": { title: words.record, Page: RecordPage },
  "/activity": { title: words.activity, Page: ActivityPage },
  "/settings": { title: words.settings, Page: SettingsPage },
};

/** Shows the page of the current address inside the shell. */
export function App() {
  const recordingId = /^\/recordings\/(\d+)$/.exec(path.value)?.[1];
  if (recordingId) {
    return (
      <Shell title={words.recording()}>
        <RecordingPage key={recordingId} id={Number(recordingId)} />
      </Shell>
    );
  }
  const { title, Page } = routes[path.value] ?? { title: words.notFound, Page: NotFoundPage };
  return (
    <Shell title={title()}>
      <Page />
    </Shell>
  );
}
