import { IconButton } from "../components/button.tsx";
import { formatClock, formatDate, formatTimeOfDay } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { currentMs, track } from "../player/player.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { changeQuery } from "../routing/router.ts";
import { HitRow } from "./hit-row.tsx";
import { type RecordingHits as Group, nameHit } from "./merge-hits.ts";
import { asked } from "./search-request.ts";

const words = texts({
  onlyHere: { en: "Search only in this recording", ru: "Искать только в этой записи" },
});

/** The places of one recording, under its name and a ruler that shows where in it they are. */
export function RecordingHits({ group: { recording, hits } }: { group: Group }) {
  const { id, title, createdAt, durationSeconds } = recording;
  return (
    <article class="found">
      <header class="found-head">
        <h2>
          <a href={recordingAddress(id, { q: asked.value.q })}>{title}</a>
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
      <Ruler group={{ recording, hits }} />
      <ol class="hits">
        {hits.map((hit) => (
          <HitRow key={nameHit(hit)} hit={hit} />
        ))}
      </ol>
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
      {hits.map((hit) => (
        <i key={nameHit(hit)} style={{ left: place(hit.playFromMs) }} />
      ))}
      {isLoaded && <b style={{ left: place(currentMs.value) }} />}
    </div>
  );
}
