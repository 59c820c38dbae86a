import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { formatClock } from "../i18n/format.ts";
import { drawMarks } from "./draw-marks.ts";
import { drawWaveform } from "./draw-waveform.ts";
import type { RecordingView } from "./recording-view.ts";
import { SelectionHandles } from "./selection-handles.tsx";
import { recordingTexts as words } from "./texts.ts";
import { isWhole, placeView, wholeView, zoomView } from "./view-window.ts";
import { WaveformOverview } from "./waveform-overview.tsx";

/** A press that moves less than this is a click. */
const dragFromPx = 5;

/**
 * The waveform: click to seek, drag to select, Ctrl and wheel to zoom. Two canvases lie on top of each other; the upper
 * one has the accent colour and is clipped at the position, so that playing draws nothing.
 */
export function Waveform({ view }: { view: RecordingView }) {
  const box = useRef<HTMLDivElement>(null);
  const rest = useRef<HTMLCanvasElement>(null);
  const played = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const hoverMs = useSignal<number | null>(null);
  const size = useSignal(0);

  useEffect(() => {
    const resizes = new ResizeObserver(() => {
      size.value = (box.current?.clientWidth ?? 0) * 10_000 + (box.current?.clientHeight ?? 0);
    });
    const redraw = () => {
      size.value = -size.peek() - 1;
    };
    const theme = matchMedia("(prefers-color-scheme: dark)");
    const themeChoice = new MutationObserver(redraw);
    themeChoice.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    theme.addEventListener("change", redraw);
    if (box.current) resizes.observe(box.current);
    const stops = [
      () => resizes.disconnect(),
      () => themeChoice.disconnect(),
      () => theme.removeEventListener("change", redraw),
      effect(() => {
        const [pyramid, stretch] = [view.peaks.value, view.window.value];
        void size.value;
        if (!pyramid || !rest.current || !played.current) return;
        drawWaveform(rest.current, pyramid, stretch);
        drawWaveform(played.current, pyramid, stretch);
      }),
      effect(() => {
        void size.value;
        const timeline = view.transcript.value?.timeline;
        if (!marks.current) return;
        drawMarks(marks.current, {
          stretch: view.window.value,
          times: timeline ? view.matches.value.map(({ first }) => timeline.startMs[first] ?? 0) : [],
          current: view.matchIndex.value,
        });
      }),
      effect(() => {
        const stretch = view.window.value;
        const place = (view.positionMs.value - stretch.startMs) / (stretch.endMs - stretch.startMs);
        const share = Math.min(1, Math.max(0, place)) * 100;
        if (played.current) played.current.style.clipPath = `inset(0 ${100 - share}% 0 0)`;
        if (head.current) {
          head.current.style.left = `${share}%`;
          head.current.hidden = place < 0 || place > 1;
        }
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [view]);

  const timeAt = (clientX: number): number => {
    const rect = box.current!.getBoundingClientRect();
    const { startMs, endMs } = view.window.peek();
    const share = Math.min(1, Math.max(0, (clientX - rect.left) / rect.width));
    return startMs + share * (endMs - startMs);
  };

  const press = useRef<{ x: number; ms: number; isDrag: boolean; isMouse: boolean } | null>(null);

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    press.current = {
      x: event.clientX,
      ms: timeAt(event.clientX),
      isDrag: false,
      isMouse: event.pointerType === "mouse",
    };
    box.current?.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    hoverMs.value = event.pointerType === "mouse" ? timeAt(event.clientX) : null;
    const pressed = press.current;
    if (!pressed) return;
    if (Math.abs(event.clientX - pressed.x) >= dragFromPx) pressed.isDrag = true;
    if (!pressed.isDrag) return;
    // A finger seeks; only the mouse and the handles select.
    if (pressed.isMouse) view.select(pressed.ms, timeAt(event.clientX), "waveform");
    else view.seek(timeAt(event.clientX));
  };
  const onPointerUp = (event: PointerEvent) => {
    const pressed = press.current;
    press.current = null;
    if (!pressed || pressed.isDrag) return;
    view.selection.value = null;
    view.seek(timeAt(event.clientX));
  };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    // Not passive, because zooming the waveform must not zoom the page.
    const onWheel = (event: WheelEvent) => {
      const durationMs = view.durationMs.peek();
      const stretch = view.window.peek();
      const isPan = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const factor = Math.exp(Math.min(100, Math.max(-100, event.deltaY)) * 0.006);
        view.window.value = zoomView(stretch, { factor, anchorMs: timeAt(event.clientX), durationMs });
      } else if (isPan && !isWhole(stretch, durationMs)) {
        event.preventDefault();
        const length = stretch.endMs - stretch.startMs;
        const pixels = event.deltaX || event.deltaY;
        view.window.value = placeView(
          stretch.startMs + (pixels / element.clientWidth) * length,
          length,
          durationMs,
        );
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [view]);

  const onKeyDown = (event: KeyboardEvent) => {
    const length = view.durationMs.peek();
    if (event.key === "Home") view.seek(0);
    else if (event.key === "End") view.seek(Math.max(0, length - 1000));
    else if (event.key === "PageUp") view.seekBy(-60_000);
    else if (event.key === "PageDown") view.seekBy(60_000);
    else if (event.key === "ArrowUp") view.seekBy(5000);
    else if (event.key === "ArrowDown") view.seekBy(-5000);
    else if (event.key === "+" || event.key === "=") zoom(view, 1 / 2);
    else if (event.key === "-") zoom(view, 2);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const seconds = Math.round(view.positionMs.value / 1000);
  const lengthSeconds = Math.round(view.durationMs.value / 1000);
  return (
    <div class="waveform">
      {!isWhole(view.window.value, view.durationMs.value) && <WaveformOverview view={view} />}
      <div class="waveform-stage">
        <div
          class="waveform-main"
          ref={box}
          role="slider"
          tabIndex={0}
          aria-label={words.waveform()}
          aria-valuemin={0}
          aria-valuemax={lengthSeconds}
          aria-valuenow={seconds}
          aria-valuetext={words.positionOf({
            time: formatClock(seconds * 1000),
            length: formatClock(lengthSeconds * 1000),
          })}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={() => {
            press.current = null;
          }}
          onPointerLeave={() => {
            hoverMs.value = null;
          }}
          onKeyDown={onKeyDown}
        >
          <canvas class="waveform-rest" ref={rest} />
          <canvas class="waveform-played" ref={played} />
          <canvas class="waveform-marks" ref={marks} />
          <div class="waveform-head" ref={head} />
          {hoverMs.value !== null && <Hover view={view} timeMs={hoverMs.value} />}
        </div>
        <SelectionHandles view={view} timeAt={timeAt} />
      </div>
    </div>
  );
}

/** Shows `factor` times as much, around the current position. */
export function zoom(view: RecordingView, factor: number): void {
  const stretch = view.window.peek();
  const place = view.positionMs.peek();
  const isInside = place >= stretch.startMs && place <= stretch.endMs;
  const anchorMs = isInside ? place : (stretch.startMs + stretch.endMs) / 2;
  view.window.value = zoomView(stretch, { factor, anchorMs, durationMs: view.durationMs.peek() });
}

export function showWhole(view: RecordingView): void {
  view.window.value = wholeView(view.durationMs.peek());
}

function Hover({ view, timeMs }: { view: RecordingView; timeMs: number }) {
  const { startMs, endMs } = view.window.value;
  return (
    <div class="waveform-hover" style={{ left: `${((timeMs - startMs) / (endMs - startMs)) * 100}%` }}>
      <span class="times">{formatClock(timeMs)}</span>
    </div>
  );
}
