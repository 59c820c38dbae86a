import { IconButton } from "../components/button.tsx";
import { formatClock, formatDate, formatTimeOfDay } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { currentMs, track } from "../player/player.ts";
import { recordingAddress, searchAddress } from "../routing/addresses.ts";
import { changeQuery } from "../routing/router.ts";
import { HitRow } from "./hit-row.tsx";
import { MarkedText } from "./marked-text.tsx";
import { type RecordingHits as Group, hasPlace, nameHit } from "./merge-hits.ts";
import { addressOf, asked } from "./search-request.ts";

const words = texts({
  all: { en: "All places in this recording", ru: "Все места в этой записи" },
  more: { en: "{count} more", ru: "ещё {count}" },
  tag: { en: "Tag: ", ru: "Метка: " },
  notes: { en: "Notes: ", ru: "Заметки: " },
  onlyHere: { en: "Search only in this recording", ru: "Искать только в этой записи" },
});

/** The places of one recording, under its name and a ruler that shows where in it they are. */
export function RecordingHits({ group, isPerhaps }: { group: Group; isPerhaps: boolean }) {
  const { recording, hits, more } = group;
  const { id, title, createdAt, durationSeconds } = recording;
  const matches = hits.find(({ recordingMatches }) => recordingMatches.length > 0)?.recordingMatches ?? [];
  const titleMatch = matches.find(({ field, text }) => field === "title" && text === title);
  return (
    <article class={isPerhaps ? "found found-perhaps" : "found"}>
      <header class="found-head">
        <h2>
          <a href={recordingAddress(id, { q: asked.value.q })}>
            <MarkedText text={title} marks={titleMatch?.highlights ?? []} />
          </a>
        </h2>
        <p class="times">
          <time dateTime={createdAt}>
            {formatDate(createdAt)}, {formatTimeOfDay(createdAt)}
          </time>
          <span>{formatClock(durationSeconds * 1000)}</span>
        </p>
        {asked.value.recording === null && (
          <IconButton
            icon="only"
            size={16}
            class="found-only"
            label={words.onlyHere()}
            onClick={() => changeQuery({ recording: String(id) })}
          />
        )}
      </header>
      {matches
        .filter(({ field }) => field !== "title")
        .map(({ field, text, highlights }) => (
          <p key={`${field} ${text}`} class="found-about">
            <b>{field === "tags" ? words.tag() : words.notes()}</b>
            <MarkedText text={text} marks={highlights} />
          </p>
        ))}
      {!isPerhaps && hits.some(hasPlace) && <Ruler group={group} />}
      <ol class="hits">
        {hits.map((hit) => (
          <HitRow key={nameHit(hit)} hit={hit} isAmongPerhaps={isPerhaps} />
        ))}
      </ol>
      {more > 0 && (
        <p class="found-more">
          <a href={searchAddress({ ...addressOf(asked.value), recording: String(id) })}>
            {words.all()}
            <span class="times"> {words.more({ count: more })}</span>
          </a>
        </p>
      )}
    </article>
  );
}

/** The whole recording as a line with a tick at every place: for the eye only, the times say the same. */
function Ruler({ group: { recording, hits } }: { group: Group }) {
  const wholeMs = Math.max(1, recording.durationSeconds * 1000);
  const place = (ms: number) => `${Math.min(100, (ms / wholeMs) * 100)}%`;
  const isLoaded = track.value?.recordingId === recording.id;
  return (
    <div class="ruler" aria-hidden="true">
      {hits.filter(hasPlace).map((hit) => (
        <i key={nameHit(hit)} style={{ left: place(hit.playFromMs) }} />
      ))}
      {isLoaded && <b style={{ left: place(currentMs.value) }} />}
    </div>
  );
}
