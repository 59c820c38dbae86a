import { useEffect } from "preact/hooks";
import type { Hit, Note } from "../api/api.ts";
import { status } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Icon } from "../components/icon.tsx";
import { FirstStart } from "../first-start/first-start.tsx";
import { texts } from "../i18n/texts.ts";
import { type Clip, leadInMs, playClips } from "../player/player.ts";
import { ExpansionLines } from "./expansion-lines.tsx";
import { hasWordToFind } from "./has-word-to-find.ts";
import { HomePage } from "./home-page.tsx";
import { groupByRecording, hasExcerpt, hitKey, isConfident } from "./merge-hits.ts";
import { FindMore, NothingFound } from "./nothing-found.tsx";
import { RecordingResult } from "./recording-result.tsx";
import {
  isMeaningPending,
  isSearching,
  result,
  type SearchResult,
  searchError,
  showMore,
  sortByRelevance,
} from "./run-search.ts";
import { SearchChips } from "./search-chips.tsx";
import "./search-page.css";
import { describeNote } from "../api/describe-error.ts";
import { searchRequest } from "./search-request.ts";

const words = texts({
  title: { en: "Search results", ru: "Результаты поиска" },
  matches: {
    en: { one: "{count} match", other: "{count} matches" },
    ru: { one: "{count} совпадение", few: "{count} совпадения", many: "{count} совпадений" },
  },
  inRecordings: {
    en: { one: "in {count} recording", other: "in {count} recordings" },
    ru: { one: "в {count} записи", few: "в {count} записях", many: "в {count} записях" },
  },
  byTitle: {
    en: { one: "{count} recording by title", other: "{count} recordings by title" },
    ru: {
      one: "{count} запись по названию",
      few: "{count} записи по названию",
      many: "{count} записей по названию",
    },
  },
  nothing: { en: "No results", ru: "Ничего не найдено" },
  atLeast: { en: "First {matches}", ru: "Первые {matches}" },
  playAll: { en: "Play all", ru: "Слушать все" },
  related: { en: "Related", ru: "Близкие по смыслу" },
  sort: { en: "Sort all by relevance", ru: "Сортировать по релевантности" },
  searching: { en: "Searching…", ru: "Поиск…" },
  needsWord: {
    en: "Type a word, a question or a phrase in quotes.",
    ru: "Введите слово, вопрос или фразу в кавычках.",
  },
  more: { en: "Show more", ru: "Показать ещё" },
  noConfident: { en: "No confident matches", ru: "Уверенных совпадений нет" },
  uncertain: { en: "Possible matches", ru: "Возможные совпадения" },
  uncertainWhy: {
    en: "These matches are weak and may be unrelated.",
    ru: "Совпадения слабые и могут не относиться к запросу.",
  },
  onlyUncertain: {
    en: "The closest results for “{q}” are below; they may be unrelated.",
    ru: "Ниже — самое близкое к запросу «{q}». Эти отрывки могут не относиться к запросу.",
  },
  failed: { en: "Search failed", ru: "Поиск не удался" },
});

export function SearchPage() {
  useEffect(() => {
    document.addEventListener("keydown", moveBetweenHits);
    return () => document.removeEventListener("keydown", moveBetweenHits);
  }, []);
  if (searchRequest.value.q.trim() === "") return isArchiveEmpty() ? <FirstStart /> : <HomePage />;
  return (
    <>
      <h1 class="visually-hidden">{words.title()}</h1>
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
  if (!found) {
    const isWaiting = !hasWordToFind(searchRequest.value.q);
    return <p class="summary">{isWaiting ? words.needsWord() : words.searching()}</p>;
  }
  const { hits, related, uncertain, hasMore, notes, laterNotes, answer } = found;
  const confident = [...hits, ...related];
  const isEmpty = confident.length === 0 && uncertain.length === 0;
  const hasOnlyUncertain = confident.length === 0 && uncertain.length > 0;
  // An empty list is no answer while the search by meaning is still running.
  const isAnswered = !isMeaningPending.value && !isSearching.value;
  // Uncertain hits are not played among confident ones.
  const clips = toClips([hits, related]);
  return (
    <div>
      <div class="summary">
        {/* The heading of an empty answer and that of the uncertain hits say the same. */}
        <p
          class={hasOnlyUncertain || (isEmpty && isAnswered) ? "visually-hidden" : "times"}
          aria-live="polite"
        >
          {isSearching.value ? (
            <span class="summary-wait">{isEmpty ? words.searching() : summarise(found)}</span>
          ) : (
            summarise(found)
          )}
        </p>
        {clips.length > 1 && (
          <Button variant="quiet" icon="play" class="play-all" onClick={() => playClips(clips)}>
            {words.playAll()}
          </Button>
        )}
      </div>
      <ExpansionLines answer={answer} request={found.request} />
      <Notes notes={notes} />
      {isEmpty && isAnswered && <NothingFound />}
      <Groups hits={hits} />
      <Notes notes={laterNotes} />
      {related.length > 0 && (
        <>
          <div class="related">
            <h2>{words.related()}</h2>
            <Button variant="quiet" onClick={sortByRelevance}>
              {words.sort()}
            </Button>
          </div>
          <Groups hits={related} />
        </>
      )}
      {uncertain.length > 0 && (
        <section class="uncertain">
          <header class="uncertain-head">
            <h2>
              <Icon name="uncertain" size={18} />
              {hasOnlyUncertain ? words.noConfident() : words.uncertain()}
            </h2>
            <p>{hasOnlyUncertain ? words.onlyUncertain({ q: found.request.q }) : words.uncertainWhy()}</p>
          </header>
          <Groups hits={uncertain} isUncertain />
          {hasOnlyUncertain && isAnswered && <FindMore />}
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

/** Hits of one recording that are shown together; a link leads to the others. */
const maxHitsPerRecording = 4;

function group(hits: readonly Hit[]) {
  return groupByRecording(hits, { maxHits: maxHitsPerRecording });
}

function Groups({ hits, isUncertain = false }: { hits: readonly Hit[]; isUncertain?: boolean }) {
  return (
    <>
      {group(hits).map((own) => (
        <RecordingResult key={own.recording.id} group={own} isUncertain={isUncertain} />
      ))}
    </>
  );
}

/** The page shows these next to the words or above the hits that they are about. */
const shownElsewhere = ["spelling-replaced", "no-confident-match"];

function Notes({ notes }: { notes: readonly Note[] }) {
  return (
    <>
      {notes
        .filter(({ code }) => !shownElsewhere.includes(code))
        .map((note) => (
          <p key={note.text} class="note">
            <Icon name="info" size={18} />
            {describeNote(note).text}
          </p>
        ))}
    </>
  );
}

/** Counts the confident hits. */
function summarise({ hits, related, uncertain, hasMore }: SearchResult): string {
  const shown = [...hits, ...related];
  // A shown hit that turned out to be uncertain stays, but is not counted.
  const confident = shown.filter(isConfident);
  if (confident.length === 0)
    return shown.length + uncertain.length > 0 ? words.noConfident() : words.nothing();
  const matches = confident.filter(hasExcerpt);
  const byTitle = words.byTitle({ count: confident.length - matches.length });
  if (matches.length === 0) return byTitle;
  const count = words.matches({ count: matches.length });
  const text = [
    hasMore ? words.atLeast({ matches: count }) : count,
    words.inRecordings({ count: new Set(matches.map(({ recording }) => recording.id)).size }),
  ].join(" ");
  return matches.length === confident.length ? text : `${text} · ${byTitle}`;
}

/** Every shown hit as a clip to play, in the order shown. */
function toClips(lists: readonly (readonly Hit[])[]): Clip[] {
  return lists.flatMap(group).flatMap(({ recording, hits }) =>
    hits.filter(hasExcerpt).map((hit) => ({
      key: hitKey(hit),
      recordingId: recording.id,
      title: recording.title,
      durationMs: recording.durationSeconds * 1000,
      startMs: Math.max(0, hit.playFromMs - leadInMs),
      // A few seconds more than the matched words, but not beyond the excerpt.
      endMs: Math.max(hit.playFromMs + 3000, Math.min(hit.excerptEndMs + 300, hit.playFromMs + 15_000)),
    })),
  );
}

/** Arrow keys move between hits, O opens the recording. */
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
