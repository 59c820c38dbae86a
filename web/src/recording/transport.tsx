import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../components/button.tsx";
import { Menu } from "../components/menu.tsx";
import { formatClock, formatLength, formatNumber } from "../i18n/format.ts";
import { hasFailed, isWaiting, setSpeed, speed } from "../player/player.ts";
import { isKeyListOpen } from "./key-list.tsx";
import type { RecordingView } from "./recording-view.ts";
import { SeekIcon } from "./seek-icon.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { countSkippedMs } from "./skip-silence.ts";
import { SmallIcon } from "./small-icon.tsx";
import { recordingTexts as words } from "./texts.ts";
import { isWhole } from "./view-window.ts";
import { showWhole, Waveform, zoom } from "./waveform.tsx";

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const newSelectionMs = 15_000;

/** Waveform and buttons at the bottom of the window, always visible. */
export function Transport({ view }: { view: RecordingView }) {
  const dock = useRef<HTMLElement>(null);
  useEffect(() => reportDockHeight(dock.current), []);
  const selection = view.selection.value;
  return (
    <section class="dock" ref={dock} aria-label={words.player()} data-covers-bottom="">
      {selection?.source === "waveform" && <SelectionBar view={view} selection={selection} />}
      <Waveform view={view} />
      <div class="transport">
        <p class="transport-clock times">
          {hasFailed.value && view.isLoaded.value ? (
            <span class="transport-failed" role="alert">
              {words.playFailed()}
            </span>
          ) : (
            <>
              <strong>{formatClock(view.positionMs.value)}</strong>
              <span> / {formatClock(view.durationMs.value)}</span>
            </>
          )}
        </p>
        <div class="transport-main">
          {[-15, -5].map((seconds) => (
            <SeekButton key={seconds} view={view} seconds={seconds} />
          ))}
          <button
            type="button"
            class="transport-play"
            aria-label={view.isPlaying.value ? words.pause() : words.play()}
            title={view.isPlaying.value ? words.pause() : words.play()}
            data-waiting={view.isPlaying.value && isWaiting.value ? "" : undefined}
            onClick={() => view.toggle()}
          >
            <SmallIcon name={view.isPlaying.value ? "pause" : "play"} size={24} />
          </button>
          {[5, 15].map((seconds) => (
            <SeekButton key={seconds} view={view} seconds={seconds} />
          ))}
        </div>
        <Tools view={view} />
      </div>
    </section>
  );
}

/** Tells the shell how much the dock covers: zoom and selection change its height. */
function reportDockHeight(dock: HTMLElement | null): () => void {
  const root = document.documentElement;
  const report = () => {
    if (dock)
      root.style.setProperty(
        "--covered-bottom",
        `${Math.round(innerHeight - dock.getBoundingClientRect().top)}px`,
      );
  };
  const resizes = new ResizeObserver(report);
  if (dock) resizes.observe(dock);
  addEventListener("resize", report);
  return () => {
    resizes.disconnect();
    removeEventListener("resize", report);
    root.style.removeProperty("--covered-bottom");
  };
}

function SeekButton({ view, seconds }: { view: RecordingView; seconds: number }) {
  const name = seconds < 0 ? words.back({ seconds: -seconds }) : words.forward({ seconds });
  return (
    <button
      type="button"
      class="icon-button"
      title={name}
      aria-label={name}
      onClick={() => view.seekBy(seconds * 1000)}
    >
      <SeekIcon seconds={seconds} />
    </button>
  );
}

function Tools({ view }: { view: RecordingView }) {
  const transcript = view.transcript.value;
  const skippedMs = transcript ? countSkippedMs(transcript.timeline, view.durationMs.value) : 0;
  const skipName =
    skippedMs >= 1000
      ? words.skipSilenceSaves({ length: formatLength(skippedMs / 1000) })
      : words.skipSilence();
  return (
    <div class="transport-tools">
      <Menu
        align="end"
        label={`${words.speed()}: ${formatNumber(speed.value)}×`}
        buttonClass="button button-quiet times transport-speed"
        button={`${formatNumber(speed.value)}×`}
        items={speeds.map((times) => ({
          label: `${formatNumber(times)}×`,
          isChosen: times === speed.value,
          run: () => setSpeed(times),
        }))}
      />
      <button
        type="button"
        class="icon-button"
        aria-pressed={view.skipsSilence.value}
        aria-label={words.skipSilence()}
        title={skipName}
        disabled={!transcript}
        onClick={() => view.setSkipsSilence(!view.skipsSilence.value)}
      >
        <SmallIcon name="skip" size={20} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={words.selectHere()}
        title={words.selectHere()}
        onClick={() =>
          view.select(view.positionMs.peek(), view.positionMs.peek() + newSelectionMs, "waveform")
        }
      >
        <SmallIcon name="scissors" size={20} />
      </button>
      <span class="transport-zoom">
        <button
          type="button"
          class="icon-button"
          aria-label={words.zoomOut()}
          title={words.zoomOut()}
          disabled={isWhole(view.window.value, view.durationMs.value)}
          onClick={() => zoom(view, 2)}
          onDblClick={() => showWhole(view)}
        >
          <SmallIcon name="zoomOut" size={20} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={words.zoomIn()}
          title={words.zoomIn()}
          onClick={() => zoom(view, 1 / 2)}
        >
          <SmallIcon name="zoomIn" size={20} />
        </button>
      </span>
      <span class="transport-keys">
        <IconButton icon="keyboard" label={words.keys()} onClick={() => (isKeyListOpen.value = true)} />
      </span>
    </div>
  );
}
