import type { ComponentType } from "preact";
import { BringInPage } from "./bring-in/bring-in-page.tsx";
import { texts } from "./i18n/texts.ts";
import { NotFoundPage } from "./layout/not-found-page.tsx";
import { Shell } from "./layout/shell.tsx";
import { LibraryPage } from "./library/library-page.tsx";
import { lazyPage } from "./routing/lazy-page.tsx";
import { path } from "./routing/router.ts";
import { SearchPage } from "./search/search-page.tsx";
import { SettingsPage } from "./settings/settings-page.tsx";
import { WorkPage } from "./work/work-page.tsx";

const words = texts({
  search: { en: "Search", ru: "Поиск" },
  library: { en: "Library", ru: "Записи" },
  bringIn: { en: "Bring in", ru: "Добавить" },
  record: { en: "Record", ru: "Диктофон" },
  work: { en: "Work", ru: "Работа" },
  settings: { en: "Settings", ru: "Настройки" },
  recording: { en: "Recording", ru: "Запись" },
  notFound: { en: "No such page", ru: "Нет такой страницы" },
});

const RecordingPage = lazyPage(() =>
  import("./recording/recording-page.tsx").then((module) => module.RecordingPage),
);
const RecordPage = lazyPage(() => import("./recorder/record-page.tsx").then((module) => module.RecordPage));

type Route = { title: () => string; Page: ComponentType };

const routes: Record<string, Route> = {
  "/": { title: words.search, Page: SearchPage },
  "/library": { title: words.library, Page: LibraryPage },
  "/bring-in": { title: words.bringIn, Page: BringInPage },
  "/record": { title: words.record, Page: RecordPage },
  "/work": { title: words.work, Page: WorkPage },
  "/settings": { title: words.settings, Page: SettingsPage },
};

/** The page of the address, in the shell that stays. */
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
