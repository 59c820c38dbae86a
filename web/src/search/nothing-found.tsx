import { status } from "../api/archive-state.ts";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { texts } from "../i18n/texts.ts";
import { changeQuery } from "../routing/router.ts";
import { asked } from "./search-request.ts";

const words = texts({
  nothing: { en: "Nothing was found", ru: "Ничего не найдено" },
  nothingFor: { en: "No recording has “{q}”.", ru: "Ни в одной записи нет «{q}»." },
  filtersOn: {
    en: "Filters are set: there may be something outside them.",
    ru: "Стоят фильтры: возможно, что-то есть за их пределами.",
  },
  dropFilters: { en: "Search everywhere", ru: "Искать везде" },
  byMeaning: { en: "Search by meaning too", ru: "Искать и по смыслу" },
  tryOther: {
    en: "Try other words, or ask in a whole sentence: the meaning is searched, too.",
    ru: "Попробуйте другие слова или спросите целой фразой: поиск идёт и по смыслу.",
  },
  waiting: {
    en: {
      one: "{count} recording is not transcribed yet and cannot be searched.",
      other: "{count} recordings are not transcribed yet and cannot be searched.",
    },
    ru: {
      one: "{count} запись ещё не распознана, поиска по ней пока нет.",
      few: "{count} записи ещё не распознаны, поиска по ним пока нет.",
      many: "{count} записей ещё не распознаны, поиска по ним пока нет.",
    },
  },
});

/** Nothing was found: says so, and what would help. */
export function NothingFound() {
  return (
    <EmptyState icon="search" title={words.nothing()} actions={<WiderSearch />}>
      <p>{words.nothingFor({ q: asked.value.q.replace(/^["“«]|["”»]$/g, "") })}</p>
      <Advice />
    </EmptyState>
  );
}

/** Under an answer that is sure of nothing: what would help. */
export function FindMore() {
  return (
    <div class="find-more">
      <Advice />
      <p class="find-more-ways">
        <WiderSearch />
      </p>
    </div>
  );
}

function hasFilters(): boolean {
  const { from, to, language, recording } = asked.value;
  return Boolean(from || to || language || recording);
}

function Advice() {
  const waiting = status.value?.waiting.transcribe ?? 0;
  return (
    <>
      <p>{hasFilters() ? words.filtersOn() : words.tryOther()}</p>
      {waiting > 0 && <p>{words.waiting({ count: waiting })}</p>}
    </>
  );
}

function WiderSearch() {
  return (
    <>
      {hasFilters() && (
        <Button onClick={() => changeQuery({ from: null, to: null, language: null, recording: null })}>
          {words.dropFilters()}
        </Button>
      )}
      {asked.value.mode === "keyword" && (
        <Button onClick={() => changeQuery({ mode: null })}>{words.byMeaning()}</Button>
      )}
    </>
  );
}
