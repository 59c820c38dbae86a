import { IconButton } from "../components/button.tsx";
import { Menu } from "../components/menu.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import { formatClock, formatNumber } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { path } from "../routing/router.ts";
import "./mini-player.css";
import {
  clipIndex,
  clips,
  close,
  currentMs,
  hasFailed,
  isPlaying,
  nextClip,
  previousClip,
  seek,
  seekBy,
  setSpeed,
  speed,
  toggle,
  track,
} from "./player.ts";

const words = texts({
  player: { en: "Player", ru: "Проигрыватель" },
  play: { en: "Play", ru: "Слушать" },
  pause: { en: "Pause", ru: "Пауза" },
  back: { en: "Back 10 s", ru: "На 10 с назад" },
  forward: { en: "Forward 10 s", ru: "На 10 с вперёд" },
  next: { en: "Next match", ru: "Следующее совпадение" },
  previous: { en: "Previous match", ru: "Предыдущее совпадение" },
  position: { en: "Position in the recording", ru: "Позиция в записи" },
  of: { en: "{position} of {all}", ru: "{position} из {all}" },
  speed: { en: "Speed", ru: "Скорость" },
  close: { en: "Close the player", ru: "Закрыть проигрыватель" },
  failed: { en: "The audio could not be loaded", ru: "Не удалось загрузить звук" },
  match: { en: "match {at} of {count}", ru: "совпадение {at} из {count}" },
});

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The player on every page except that of the loaded recording. */
export function MiniPlayer() {
  const playing = track.value;
  if (!playing) return null;
  const { recordingId, durationMs } = playing;
  const count = clips.value.length;
  const isOwnPage = path.value === `/recordings/${recordingId}`;
  const clock = formatClock(currentMs.value);
  return (
    <section class={`player ${isOwnPage ? "player-hidden" : ""}`} aria-label={words.player()}>
      <input
        class="player-position"
        type="range"
        min={0}
        max={Math.max(1, Math.round(durationMs))}
        step="any"
        value={currentMs.value}
        style={{ "--share": currentMs.value / Math.max(1, durationMs) }}
        aria-label={words.position()}
        aria-valuetext={words.of({ position: clock, all: formatClock(durationMs) })}
        onInput={(event) => seek(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -5000, ArrowDown: -5000, ArrowRight: 5000, ArrowUp: 5000 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          seekBy(step);
        }}
      />
      <div class="player-buttons">
        {count > 1 && (
          <IconButton
            icon="previous"
            label={words.previous()}
            disabled={clipIndex.value <= 0}
            onClick={previousClip}
          />
        )}
        {count <= 1 && (
          <IconButton
            class="player-wide"
            icon="back10"
            label={words.back()}
            onClick={() => seekBy(-10_000)}
          />
        )}
        <IconButton
          class="player-main"
          icon={isPlaying.value ? "pause" : "play"}
          label={isPlaying.value ? words.pause() : words.play()}
          onClick={toggle}
        />
        {count <= 1 && (
          <IconButton
            class="player-wide"
            icon="forward10"
            label={words.forward()}
            onClick={() => seekBy(10_000)}
          />
        )}
        {count > 1 && (
          <IconButton
            icon="next"
            label={words.next()}
            disabled={clipIndex.value >= count - 1}
            onClick={nextClip}
          />
        )}
      </div>
      <div class="player-what">
        <a href={recordingAddress(recordingId, { atMs: currentMs.value })}>{displayTitle(playing)}</a>
        <p class="times">
          {hasFailed.value ? (
            <span class="player-failed" role="alert">
              {words.failed()}
            </span>
          ) : (
            <>
              {clock} / {formatClock(durationMs)}
              {count > 1 && ` · ${words.match({ at: clipIndex.value + 1, count })}`}
            </>
          )}
        </p>
      </div>
      <div class="player-speed">
        <Menu
          align="end"
          label={`${words.speed()}: ${formatNumber(speed.value)}×`}
          buttonClass="button button-quiet times"
          button={`${formatNumber(speed.value)}×`}
          items={speeds.map((times) => ({
            label: `${formatNumber(times)}×`,
            isChosen: times === speed.value,
            run: () => setSpeed(times),
          }))}
        />
      </div>
      <IconButton icon="close" label={words.close()} onClick={close} />
    </section>
  );
}
