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
import { ExpansionLines } from "./expansion-lines.tsx";
import { HomePage } from "./home-page.tsx";
import { groupByRecording, hasPlace, isSure, nameHit } from "./merge-hits.ts";
import { FindMore, NothingFound } from "./nothing-found.tsx";
import { RecordingHits } from "./recording-hits.tsx";
import {
  isMeaningAwaited,
  isSearching,
  result,
  type SearchResult,
  searchError,
  showMore,
  sortByRelevance,
} from "./run-search.ts";
import { SearchChips } from "./search-chips.tsx";
import "./search-page.css";
import { asked } from "./search-request.ts";
import { notesToSay, translateNote } from "./translate-note.ts";

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
  named: {
    en: { one: "{count} recording by its name", other: "{count} recordings by their names" },
    ru: {
      one: "{count} запись по названию",
      few: "{count} записи по названиям",
      many: "{count} записей по названиям",
    },
  },
  nothing: { en: "Nothing was found", ru: "Ничего не найдено" },
  atLeast: { en: "the first {what}", ru: "первые {what}" },
  playAll: { en: "Play all", ru: "Слушать все" },
  nearby: { en: "Close in meaning", ru: "Близко по смыслу" },
  sort: { en: "Sort all by relevance", ru: "Упорядочить всё по близости" },
  searching: { en: "Searching…", ru: "Поиск…" },
  more: { en: "Show more", ru: "Показать ещё" },
  unsure: { en: "Nothing surely matches", ru: "Уверенных совпадений нет" },
  perhaps: { en: "Perhaps", ru: "Возможно, об этом" },
  perhapsWhy: {
    en: "Weak matches: they may well be about something else.",
    ru: "Слабые совпадения: вполне могут быть и о другом.",
  },
  onlyPerhaps: {
    en: "What comes nearest to “{q}” is below; it may well be about something else.",
    ru: "Ниже то, что ближе всего к «{q}». Вполне может быть, что это о другом.",
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
  const { hits, nearby, perhaps, hasMore, notes, lateNotes, answer } = found;
  const sure = [...hits, ...nearby];
  const isEmpty = sure.length === 0 && perhaps.length === 0;
  const isUnsure = sure.length === 0 && perhaps.length > 0;
  // While meaning is awaited an empty list is no answer yet.
  const isAnswered = !isMeaningAwaited.value && !isSearching.value;
  // What may be about something else is not played among what is not.
  const clips = toClips([hits, nearby]);
  return (
    <div>
      <div class="summary">
        {/* The heading of the weak hits says it to the eye. */}
        <p class={isUnsure ? "only-heard" : "times"} aria-live="polite">
          {isSearching.value ? (
            <span class="summary-wait">{isEmpty ? words.searching() : summarise(found)}</span>
          ) : (
            summarise(found)
          )}
        </p>
        {clips.length > 1 && (
          <Button look="quiet" icon="play" class="play-all" onClick={() => playClips(clips)}>
            {words.playAll()}
          </Button>
        )}
      </div>
      <ExpansionLines answer={answer} question={found.asked} />
      <Notes notes={notes} />
      {isEmpty && isAnswered && <NothingFound />}
      <Groups hits={hits} />
      <Notes notes={lateNotes} />
      {nearby.length > 0 && (
        <>
          <div class="nearby">
            <h2>{words.nearby()}</h2>
            <Button look="quiet" onClick={sortByRelevance}>
              {words.sort()}
            </Button>
          </div>
          <Groups hits={nearby} />
        </>
      )}
      {perhaps.length > 0 && (
        <section class="perhaps">
          <header class="perhaps-head">
            <h2>
              <Icon name="perhaps" size={18} />
              {isUnsure ? words.unsure() : words.perhaps()}
            </h2>
            <p>{isUnsure ? words.onlyPerhaps({ q: found.asked.q }) : words.perhapsWhy()}</p>
          </header>
          <Groups hits={perhaps} isPerhaps />
          {isUnsure && isAnswered && <FindMore />}
        </section>
      )}
      {hasMore && (
        <p class="more">
          <Button onClick={showMore}>{words.more()}</Button>
        </p>
      )}
    </div>
  );
}

/** Places of one recording that stand together; what it has beyond them is a link away. */
const mostOfRecording = 4;

function group(hits: readonly Hit[]) {
  return groupByRecording(hits, { most: mostOfRecording });
}

function Groups({ hits, isPerhaps = false }: { hits: readonly Hit[]; isPerhaps?: boolean }) {
  return (
    <>
      {group(hits).map((one) => (
        <RecordingHits key={one.recording.id} group={one} isPerhaps={isPerhaps} />
      ))}
    </>
  );
}

function Notes({ notes }: { notes: string[] }) {
  return (
    <>
      {notesToSay(notes).map((note) => (
        <p key={note} class="note">
          <Icon name="info" size={18} />
          {translateNote(note)}
        </p>
      ))}
    </>
  );
}

/** How much there is; hits that are not sure are no matches to be counted. */
function summarise({ hits, nearby, perhaps, hasMore }: SearchResult): string {
  const shown = [...hits, ...nearby];
  // What was shown before it turned out to be weak stays where it is, and is not counted.
  const sure = shown.filter(isSure);
  if (sure.length === 0) return shown.length + perhaps.length > 0 ? words.unsure() : words.nothing();
  const places = sure.filter(hasPlace);
  const named = words.named({ count: sure.length - places.length });
  if (places.length === 0) return named;
  const count = words.places({ count: places.length });
  const said = [
    hasMore ? words.atLeast({ what: count }) : count,
    words.inRecordings({ count: new Set(places.map(({ recording }) => recording.id)).size }),
  ].join(" ");
  return places.length === sure.length ? said : `${said} · ${named}`;
}

/** Every place shown as a stretch to play, in the order shown. */
function toClips(lists: readonly (readonly Hit[])[]): Clip[] {
  return lists.flatMap(group).flatMap(({ recording, hits }) =>
    hits.filter(hasPlace).map((hit) => ({
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
