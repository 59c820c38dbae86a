import { useEffect } from "preact/hooks";
import type { Hit } from "../api/api.ts";
import { status } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Icon } from "../components/icon.tsx";
import { FirstStart } from "../first-start/first-start.tsx";
import { texts } from "../i18n/texts.ts";
import { type Clip, leadInMs, playClips } from "../player/player.ts";
import { changeQuery } from "../routing/router.ts";
import { HomePage } from "./home-page.tsx";
import { groupByRecording, nameHit } from "./merge-hits.ts";
import { RecordingHits } from "./recording-hits.tsx";
import {
  isMeaningAwaited,
  isSearching,
  result,
  searchError,
  showMore,
  sortByRelevance,
} from "./run-search.ts";
import { SearchChips } from "./search-chips.tsx";
import "./search-page.css";
import { asked } from "./search-request.ts";
import { translateNote } from "./translate-note.ts";

const words = texts({
  title: { en: "Search results", ru: "Результаты поиска" },
  places: {
    en: { one: "{count} place", other: "{count} places" },
    ru: { one: "{count} место", few: "{count} места", many: "{count} мест" },
  },
  inRecordings: {
    en: { one: "in {count} recording", other: "in {count} recordings" },
    ru: { one: "в {count} записи", few: "в {count} записях", many: "в {count} записях" },
  },
  atLeast: { en: "the first {what}", ru: "первые {what}" },
  playAll: { en: "Play all", ru: "Слушать все" },
  nearby: { en: "Close in meaning", ru: "Близко по смыслу" },
  sort: { en: "Sort all by relevance", ru: "Упорядочить всё по близости" },
  searching: { en: "Searching…", ru: "Поиск…" },
  more: { en: "Show more", ru: "Показать ещё" },
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
  failed: { en: "The search did not work", ru: "Поиск не удался" },
});

export function SearchPage() {
  useEffect(() => {
    document.addEventListener("keydown", moveBetweenHits);
    return () => document.removeEventListener("keydown", moveBetweenHits);
  }, []);
  if (asked.value.q.trim() === "") return isArchiveEmpty() ? <FirstStart /> : <HomePage />;
  return (
    <>
      <h1 class="only-heard">{words.title()}</h1>
      <div class="search-bar">
        <SearchChips />
      </div>
      <Results />
    </>
  );
}

function isArchiveEmpty(): boolean {
  return status.value?.recordings.count === 0;
}

function Results() {
  if (searchError.value !== null) {
    return (
      <EmptyState icon="warning" title={words.failed()}>
        {describeError(searchError.value)}
      </EmptyState>
    );
  }
  const found = result.value;
  if (!found) return <p class="summary">{words.searching()}</p>;
  const { hits, nearby, hasMore, notes, lateNotes } = found;
  const all = [...hits, ...nearby];
  const summary = all.length === 0 ? words.nothing() : summarise(all, hasMore);
  // While meaning is awaited an empty list is no answer yet.
  const isEmpty = all.length === 0 && !isMeaningAwaited.value && !isSearching.value;
  return (
    <div>
      <div class="summary">
        <p class="times" aria-live="polite">
          {isSearching.value ? (
            <span class="summary-wait">{all.length ? summary : words.searching()}</span>
          ) : (
            summary
          )}
        </p>
        {all.length > 1 && (
          <Button look="quiet" icon="play" class="play-all" onClick={() => playClips(toClips(all))}>
            {words.playAll()}
          </Button>
        )}
      </div>
      <Notes notes={notes} />
      {isEmpty && <Nothing />}
      {groupByRecording(hits).map((group) => (
        <RecordingHits key={group.recording.id} group={group} />
      ))}
      <Notes notes={lateNotes} />
      {nearby.length > 0 && (
        <>
          <div class="nearby">
            <h2>{words.nearby()}</h2>
            <Button look="quiet" onClick={sortByRelevance}>
              {words.sort()}
            </Button>
          </div>
          {groupByRecording(nearby).map((group) => (
            <RecordingHits key={group.recording.id} group={group} />
          ))}
        </>
      )}
      {hasMore && (
        <p class="more">
          <Button onClick={showMore}>{words.more()}</Button>
        </p>
      )}
    </div>
  );
}

function Notes({ notes }: { notes: string[] }) {
  return (
    <>
      {notes.map((note) => (
        <p key={note} class="note">
          <Icon name="info" size={18} />
          {translateNote(note)}
        </p>
      ))}
    </>
  );
}

function summarise(hits: Hit[], hasMore: boolean): string {
  const places = words.places({ count: hits.length });
  const recordings = new Set(hits.map(({ recording }) => recording.id)).size;
  return `${hasMore ? words.atLeast({ what: places }) : places} ${words.inRecordings({ count: recordings })}`;
}

function Nothing() {
  const { q, from, to, language, recording, mode } = asked.value;
  const hasFilters = Boolean(from || to || language || recording);
  const waiting = status.value?.waiting.transcribe ?? 0;
  return (
    <EmptyState
      icon="search"
      title={words.nothing()}
      actions={
        <>
          {hasFilters && (
            <Button onClick={() => changeQuery({ from: null, to: null, language: null, recording: null })}>
              {words.dropFilters()}
            </Button>
          )}
          {mode === "keyword" && (
            <Button onClick={() => changeQuery({ mode: null })}>{words.byMeaning()}</Button>
          )}
        </>
      }
    >
      <p>{words.nothingFor({ q })}</p>
      <p>{hasFilters ? words.filtersOn() : words.tryOther()}</p>
      {waiting > 0 && <p>{words.waiting({ count: waiting })}</p>}
    </EmptyState>
  );
}

/** Every hit as a stretch to play, in the order shown. */
function toClips(hits: readonly Hit[]): Clip[] {
  return groupByRecording(hits).flatMap(({ recording, hits: ofOne }) =>
    ofOne.map((hit) => ({
      key: nameHit(hit),
      recordingId: recording.id,
      title: recording.title,
      durationMs: recording.durationSeconds * 1000,
      startMs: Math.max(0, hit.playFromMs - leadInMs),
      // A few seconds more than the found words, not beyond the excerpt that can be read along.
      endMs: Math.max(hit.playFromMs + 3000, Math.min(hit.excerptEndMs + 300, hit.playFromMs + 15_000)),
    })),
  );
}

/** Arrows go from place to place, O opens the recording. */
function moveBetweenHits(event: KeyboardEvent): void {
  const row = (event.target as Element | null)?.closest?.(".hit");
  if (!row || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...document.querySelectorAll<HTMLElement>(".hit-play")];
  const at = buttons.indexOf(row.querySelector<HTMLElement>(".hit-play")!);
  if (event.key === "ArrowDown") buttons[at + 1]?.focus();
  else if (event.key === "ArrowUp" && at > 0) buttons[at - 1]?.focus();
  else if (event.key === "ArrowUp") document.querySelector<HTMLElement>("#search")?.focus();
  else if (event.code === "KeyO") row.querySelector<HTMLElement>(".hit-text")?.click();
  else return;
  event.preventDefault();
}
