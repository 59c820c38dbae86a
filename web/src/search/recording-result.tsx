import { IconButton } from "../components/button.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import { formatClock, formatDate, formatTimeOfDay } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { currentMs, track } from "../player/player.ts";
import { recordingAddress, searchAddress } from "../routing/addresses.ts";
import { changeQuery } from "../routing/router.ts";
import { HitRow } from "./hit-row.tsx";
import "./recording-result.css";
import { MarkedText } from "./marked-text.tsx";
import { hasExcerpt, hitKey, type RecordingHits } from "./merge-hits.ts";
import { addressOf, searchRequest } from "./search-request.ts";

const words = texts({
  all: { en: "All matches in this recording", ru: "Все совпадения в этой записи" },
  more: { en: "{count} more", ru: "ещё {count}" },
  tag: { en: "Tag: ", ru: "Метка: " },
  notes: { en: "Notes: ", ru: "Заметки: " },
  onlyHere: { en: "Search in this recording only", ru: "Искать только в этой записи" },
});

/** The hits of one recording, below its title and a time line that shows where they are. */
export function RecordingResult({ group, isUncertain }: { group: RecordingHits; isUncertain: boolean }) {
  const { recording, hits, more } = group;
  const { id, title, createdAt, durationSeconds } = recording;
  const matches = hits.find(({ recordingMatches }) => recordingMatches.length > 0)?.recordingMatches ?? [];
  const titleMatch = matches.find(({ field, text }) => field === "title" && text === title);
  return (
    <article class={isUncertain ? "result result-uncertain" : "result"}>
      <header class="result-head">
        <h2>
          <a href={recordingAddress(id, { q: searchRequest.value.q })}>
            <MarkedText text={displayTitle(recording)} marks={titleMatch?.highlights ?? []} />
          </a>
        </h2>
        <p class="times">
          <time dateTime={createdAt}>
            {formatDate(createdAt)}, {formatTimeOfDay(createdAt)}
          </time>
          <span>{formatClock(durationSeconds * 1000)}</span>
        </p>
        {searchRequest.value.recording === null && (
          <IconButton
            icon="only"
            size={16}
            class="result-only"
            label={words.onlyHere()}
            onClick={() => changeQuery({ recording: String(id) })}
          />
        )}
      </header>
      {matches
        .filter(({ field }) => field !== "title")
        .map(({ field, text, highlights }) => (
          <p key={`${field} ${text}`} class="result-about">
            <b>{field === "tags" ? words.tag() : words.notes()}</b>
            <MarkedText text={text} marks={highlights} />
          </p>
        ))}
      {!isUncertain && hits.some(hasExcerpt) && <Ruler group={group} />}
      <ol class="hits">
        {hits.map((hit) => (
          <HitRow key={hitKey(hit)} hit={hit} isInUncertain={isUncertain} />
        ))}
      </ol>
      {more > 0 && (
        <p class="result-more">
          <a href={searchAddress({ ...addressOf(searchRequest.value), recording: String(id) })}>
            {words.all()}
            <span class="times"> {words.more({ count: more })}</span>
          </a>
        </p>
      )}
    </article>
  );
}

/** The whole recording as a line with a tick at every hit. Hidden from screen readers: the times say the same. */
function Ruler({ group: { recording, hits } }: { group: RecordingHits }) {
  const wholeMs = Math.max(1, recording.durationSeconds * 1000);
  const place = (ms: number) => `${Math.min(100, (ms / wholeMs) * 100)}%`;
  const isLoaded = track.value?.recordingId === recording.id;
  return (
    <div class="ruler" aria-hidden="true">
      {hits.filter(hasExcerpt).map((hit) => (
        <i key={hitKey(hit)} style={{ left: place(hit.playFromMs) }} />
      ))}
      {isLoaded && <b style={{ left: place(currentMs.value) }} />}
    </div>
  );
}
