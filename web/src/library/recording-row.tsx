import { describeErrorInfo } from "../api/describe-error.ts";
import { Button, IconButton } from "../components/button.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import {
  formatClock,
  formatDay,
  formatDayNumber,
  formatLength,
  formatShortDate,
  formatTimeOfDay,
  formatWeekday,
} from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { isPlaying, load, pause, play, track } from "../player/player.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { transcribeAgain } from "./actions.ts";
import type { RecordingRow } from "./list-rows.ts";
import { selected, toggleSelected } from "./selection.ts";
import { DamageTag, StateTag } from "./state-tag.tsx";

const words = texts({
  select: { en: "Select {title}", ru: "Выбрать: {title}" },
  play: { en: "Play {title}", ru: "Слушать: {title}" },
  pause: { en: "Pause", ru: "Пауза" },
  again: { en: "Try again", ru: "Повторить" },
});

type RecordingLineProps = {
  row: RecordingRow;
  /** Ids in the order shown, for selecting a range. */
  order: readonly number[];
};

/** One row of the list. */
export function RecordingLine({ row, order }: RecordingLineProps) {
  const { recording, day } = row;
  const { id, createdAt, durationSeconds, language, state, error } = recording;
  const title = displayTitle(recording);
  const isSelected = selected.value.has(id);
  const isPlayingHere = track.value?.recordingId === id && isPlaying.value;
  const when = day ? formatTimeOfDay(createdAt) : formatShortDate(createdAt);
  return (
    <div class={`row ${isSelected ? "row-selected" : ""} ${selected.value.size > 0 ? "row-selecting" : ""}`}>
      <DayMark row={row} />
      <label class="row-select">
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={words.select({ title })}
          onClick={(event) => toggleSelected(id, { isRange: event.shiftKey, order })}
        />
      </label>
      <IconButton
        class="row-play"
        icon={isPlayingHere ? "pause" : "play"}
        size={16}
        label={isPlayingHere ? words.pause() : words.play({ title })}
        onClick={() => {
          if (isPlayingHere) {
            pause();
            return;
          }
          load({ recordingId: id, title, durationMs: durationSeconds * 1000 });
          play();
        }}
      />
      <div class="row-title">
        <a href={recordingAddress(id)}>{title}</a>
        {error && state === "failed" && <p title={describeErrorInfo(error)}>{describeErrorInfo(error)}</p>}
      </div>
      <span class="row-state">
        <DamageTag recording={recording} />
        <StateTag recording={recording} />
        {state === "failed" && (
          <Button variant="quiet" icon="again" onClick={() => void transcribeAgain([recording])}>
            {words.again()}
          </Button>
        )}
      </span>
      <span class="row-language">{language}</span>
      <time class="row-date" dateTime={createdAt}>
        {when}
      </time>
      <span class="row-length times">{formatClock(durationSeconds * 1000)}</span>
    </div>
  );
}

/** In the margin: the day at its first recording, the total length of the day at the second. */
function DayMark({ row: { day, indexInDay } }: { row: RecordingRow }) {
  if (!day) return null;
  if (indexInDay === 0) {
    return (
      <span class="row-day">
        <span aria-hidden="true">
          <b>{formatDayNumber(day.createdAt)}</b> {formatWeekday(day.createdAt)}
        </span>
        <span class="visually-hidden">{formatDay(day.createdAt)}</span>
      </span>
    );
  }
  return (
    <span class="row-day">
      {indexInDay === 1 && (
        <small class="times" title={formatDay(day.createdAt)}>
          {formatLength(day.seconds)}
        </small>
      )}
    </span>
  );
}
