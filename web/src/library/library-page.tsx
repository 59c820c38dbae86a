import { useEffect } from "preact/hooks";
import type { RecordingSort, RecordingState } from "../api/api.ts";
import { onRecordingChange, status } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { isReachable } from "../api/reachable.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { MenuChip } from "../components/chip.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { formatLanguage, formatLength } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { changeQuery, path, query } from "../routing/router.ts";
import "./library-page.css";
import { type ListFilter, listError, refreshList, showList, total } from "./recording-list.ts";
import { RecordingTable } from "./recording-table.tsx";
import { selected, selectNone } from "./selection.ts";
import { SelectionBar } from "./selection-bar.tsx";

const words = texts({
  title: { en: "Library", ru: "Записи" },
  count: {
    en: { one: "{count} recording", other: "{count} recordings" },
    ru: { one: "{count} запись", few: "{count} записи", many: "{count} записей" },
  },
  import: { en: "Import", ru: "Добавить записи" },
  filters: { en: "Order and filters", ru: "Сортировка и фильтры" },
  sort: { en: "Sort by", ru: "Сортировка" },
  newest: { en: "Newest first", ru: "Сначала новые" },
  oldest: { en: "Oldest first", ru: "Сначала старые" },
  longest: { en: "Longest first", ru: "Сначала длинные" },
  shortest: { en: "Shortest first", ru: "Сначала короткие" },
  byTitle: { en: "By title", ru: "По названию" },
  imported: { en: "Recently imported", ru: "Недавно добавленные" },
  state: { en: "State", ru: "Состояние" },
  anyState: { en: "Any state", ru: "Любое состояние" },
  waiting: { en: "Waiting", ru: "Ждут расшифровки" },
  working: { en: "Transcribing", ru: "Расшифровываются" },
  transcribed: { en: "Transcribed", ru: "Расшифрованы" },
  noSpeech: { en: "No speech", ru: "Без речи" },
  failed: { en: "Failed", ru: "С ошибкой" },
  language: { en: "Language", ru: "Язык" },
  anyLanguage: { en: "Any language", ru: "Любой язык" },
  empty: { en: "No recordings yet", ru: "Записей пока нет" },
  emptyText: {
    en: "Drop audio files or whole folders anywhere on this page.",
    ru: "Перетащите аудиофайлы или целые папки в любое место страницы.",
  },
  none: { en: "No matching recordings", ru: "Нет подходящих записей" },
  noneText: {
    en: "No recording has this state and language.",
    ru: "Записей с таким состоянием и языком нет.",
  },
  showAll: { en: "Show all", ru: "Показать все" },
  listFailed: { en: "The list could not be loaded", ru: "Не удалось загрузить список" },
});

const sorts: [RecordingSort, () => string][] = [
  ["newest", words.newest],
  ["oldest", words.oldest],
  ["longest", words.longest],
  ["shortest", words.shortest],
  ["title", words.byTitle],
  ["imported", words.imported],
];

const states: [RecordingState | "", () => string][] = [
  ["", words.anyState],
  ["waiting", words.waiting],
  ["working", words.working],
  ["transcribed", words.transcribed],
  ["no-speech", words.noSpeech],
  ["failed", words.failed],
];

function readFilter(): ListFilter {
  const values = path.value === "/library" ? query.value : new URLSearchParams();
  const language = values.get("language") ?? "";
  return {
    sort: sorts.find(([name]) => name === values.get("sort"))?.[0] ?? "newest",
    state: states.find(([name]) => name === values.get("state"))?.[0] ?? "",
    language: /^[a-z]{2,3}$/.test(language) ? language : "",
  };
}

/** All recordings, by month and day. */
export function LibraryPage() {
  const filter = readFilter();
  const { sort, state, language } = filter;
  useEffect(() => void showList(filter), [sort, state, language]);
  useEffect(followChanges, []);
  useEffect(() => {
    if (isReachable.value && listError.peek() !== null) void refreshList();
  }, [isReachable.value]);
  const known = status.value?.recordings;
  const isFiltered = state !== "" || language !== "";
  return (
    <>
      <header class="page-head">
        <h1>{words.title()}</h1>
        {known && known.count > 0 && (
          <p class="times library-sum">
            {words.count({ count: known.count })} · {formatLength(known.durationSeconds)}
          </p>
        )}
        <ButtonLink class="library-import" href="/import" icon="import">
          {words.import()}
        </ButtonLink>
      </header>
      {selected.value.size > 0 ? <SelectionBar /> : <Filters filter={filter} />}
      {listError.value !== null && isReachable.value && (
        <EmptyState icon="warning" title={words.listFailed()}>
          {describeError(listError.value)}
        </EmptyState>
      )}
      {total.value === 0 && (isFiltered ? <NothingMatches /> : <EmptyLibrary />)}
      <RecordingTable byDay={sort === "newest" || sort === "oldest"} />
    </>
  );
}

function followChanges(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = onRecordingChange(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void refreshList();
    }, 400);
  });
  const unselect = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open], .menu-list")) selectNone();
  };
  document.addEventListener("keydown", unselect);
  return () => {
    clearTimeout(timer);
    stop();
    selectNone();
    document.removeEventListener("keydown", unselect);
  };
}

function Filters({ filter: { sort, state, language } }: { filter: ListFilter }) {
  const set = (changes: Record<string, string | null>) => changeQuery(changes);
  const setting = status.value?.settings.find(({ name }) => name === "languages")?.value;
  const languages = [
    ...new Set([...(Array.isArray(setting) ? setting.map(String) : ["ru", "en"]), language]),
  ];
  return (
    <fieldset class="chips library-chips">
      <legend class="visually-hidden">{words.filters()}</legend>
      <MenuChip
        icon="list"
        name={words.sort()}
        label={sorts.find(([name]) => name === sort)![1]()}
        isActive={sort !== "newest"}
        onRemove={() => set({ sort: null })}
        items={sorts.map(([name, label]) => ({
          label: label(),
          isChosen: name === sort,
          run: () => set({ sort: name === "newest" ? null : name }),
        }))}
      />
      <MenuChip
        icon="activity"
        name={words.state()}
        label={states.find(([name]) => name === state)![1]()}
        isActive={state !== ""}
        onRemove={() => set({ state: null })}
        items={states.map(([name, label]) => ({
          label: label(),
          isChosen: name === state,
          run: () => set({ state: name }),
        }))}
      />
      <MenuChip
        icon="language"
        name={words.language()}
        label={language ? formatLanguage(language) : words.anyLanguage()}
        isActive={language !== ""}
        onRemove={() => set({ language: null })}
        items={["", ...languages.filter(Boolean)].map((code) => ({
          label: code ? formatLanguage(code) : words.anyLanguage(),
          isChosen: code === language,
          run: () => set({ language: code }),
        }))}
      />
    </fieldset>
  );
}

function EmptyLibrary() {
  return (
    <EmptyState
      icon="library"
      title={words.empty()}
      actions={
        <ButtonLink variant="primary" icon="import" href="/import">
          {words.import()}
        </ButtonLink>
      }
    >
      {words.emptyText()}
    </EmptyState>
  );
}

function NothingMatches() {
  return (
    <EmptyState
      icon="library"
      title={words.none()}
      actions={
        <Button onClick={() => changeQuery({ state: null, language: null })}>{words.showAll()}</Button>
      }
    >
      {words.noneText()}
    </EmptyState>
  );
}
