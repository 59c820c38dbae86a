import { formatClock } from "../i18n/format.ts";
import type { RecordingView } from "./recording-view.ts";
import { recordingTexts as words } from "./texts.ts";

/** The selection on the waveform, with two handles to drag or to move by arrow keys. */
export function SelectionHandles({
  view,
  timeAt,
}: {
  view: RecordingView;
  timeAt: (clientX: number) => number;
}) {
  const selection = view.selection.value;
  if (!selection) return null;
  const { startMs, endMs } = view.window.value;
  const place = (timeMs: number) => ((timeMs - startMs) / (endMs - startMs)) * 100;
  const clamp = (share: number) => Math.min(100, Math.max(0, share));
  const from = clamp(place(selection.startMs));
  const to = clamp(place(selection.endMs));
  const move = (edge: "start" | "end", timeMs: number) => {
    if (edge === "start")
      view.select(Math.min(timeMs, selection.endMs - 100), selection.endMs, selection.source);
    else view.select(selection.startMs, Math.max(timeMs, selection.startMs + 100), selection.source);
  };
  const handle = (edge: "start" | "end") => {
    const timeMs = edge === "start" ? selection.startMs : selection.endMs;
    const share = place(timeMs);
    if (share < 0 || share > 100) return null;
    return (
      <div
        class={`selection-handle selection-handle-${edge}`}
        style={{ left: `${share}%` }}
        role="slider"
        tabIndex={0}
        aria-label={edge === "start" ? words.selectionStart() : words.selectionEnd()}
        aria-valuemin={0}
        aria-valuemax={Math.round(view.durationMs.value / 1000)}
        aria-valuenow={Math.round(timeMs / 100) / 10}
        aria-valuetext={formatClock(timeMs)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (event.buttons & 1) move(edge, timeAt(event.clientX));
        }}
        onKeyDown={(event) => {
          const by = event.shiftKey ? 1000 : 100;
          if (event.key === "ArrowLeft") move(edge, timeMs - by);
          else if (event.key === "ArrowRight") move(edge, timeMs + by);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
    );
  };
  return (
    <>
      <div class="waveform-selection" style={{ left: `${from}%`, width: `${to - from}%` }} />
      {handle("start")}
      {handle("end")}
    </>
  );
}
