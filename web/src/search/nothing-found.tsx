import { status } from "../api/archive-state.ts";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { texts } from "../i18n/texts.ts";
import { changeQuery } from "../routing/router.ts";
import { searchRequest } from "./search-request.ts";

const words = texts({
  nothing: { en: "No results", ru: "Ничего не найдено" },
  nothingFor: { en: "No matches for “{q}”.", ru: "По запросу «{q}» ничего нет." },
  filtersOn: {
    en: "Filters are on. There may be results without them.",
    ru: "Включены фильтры. Возможно, без них результаты будут.",
  },
  dropFilters: { en: "Clear filters", ru: "Сбросить фильтры" },
  byMeaning: { en: "Search by meaning too", ru: "Искать и по смыслу" },
  tryOther: {
    en: "Try other words, or ask a full question: meaning is searched too.",
    ru: "Попробуйте другие слова или задайте вопрос целиком: поиск идёт и по смыслу.",
  },
  waiting: {
    en: {
      one: "{count} recording is not transcribed yet and cannot be searched.",
      other: "{count} recordings are not transcribed yet and cannot be searched.",
    },
    ru: {
      one: "{count} запись ещё не расшифрована, и поиск по ней пока не работает.",
      few: "{count} записи ещё не расшифрованы, и поиск по ним пока не работает.",
      many: "{count} записей ещё не расшифрованы, и поиск по ним пока не работает.",
    },
  },
});

/** An empty answer, and what would help. */
export function NothingFound() {
  return (
    <EmptyState icon="search" title={words.nothing()} actions={<WiderSearch />}>
      <p>{words.nothingFor({ q: searchRequest.value.q.replace(/^["“«]|["”»]$/g, "") })}</p>
      <Advice />
    </EmptyState>
  );
}

/** Below an answer without confident matches: what would help. */
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
  const { from, to, language, recording } = searchRequest.value;
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
      {searchRequest.value.mode === "keyword" && (
        <Button onClick={() => changeQuery({ mode: null })}>{words.byMeaning()}</Button>
      )}
    </>
  );
}
